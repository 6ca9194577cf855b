"""The picture or file of a receipt: taken in once, kept through a refused form, and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from app.access import outside, person_id, reach
from app.clock import today
from app.documents import count_upload, send_document
from app.extensions import db
from app.gateways.files import hash_of
from app.gateways.reader import Reading, reading_of
from app.spending.routes import bp
from app.world import world
from grants.documents import service as documents
from grants.documents.models import Document
from grants.documents.queries import made_from
from grants.documents.store import Kind, Stored
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.spending.models import Expense, Receipt


@dataclass(frozen=True)
class Kept:
    """A file that lies in the store, not yet under any receipt."""

    name: str
    file: Stored
    small: Stored | None
    readable: bool
    received: str
    likeness: str = ""
    reading: Reading | None = None  # of this photo, when nothing was typed yet

    @property
    def token(self) -> str:
        """What the form carries, so that the file need not be chosen again. Only hers."""
        files = [self.file, *([self.small] if self.small else [])]
        return _signer().dumps(
            [
                self.name,
                self.readable,
                self.received,
                [[one.hash, one.size, one.kind] for one in files],
                self.likeness,
            ]
        )


def take_in() -> Kept | Refusal | None:
    """The file that came with this form, looked at and stored; or the one that came before.

    Done before anything else, since no lock may be held meanwhile.
    """
    if request.method != "POST":
        return None
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _kept_before(request.form.get("photo", ""))
    try:
        count_upload()
    except Refusal as refusal:
        return refusal
    name, data = upload.filename, upload.stream.read()
    upload.close()
    with outside():
        try:
            safe = world().inspect(name, data)
        except Refusal as refusal:
            return refusal
        small = getattr(safe, "thumbnail", None)
        return Kept(
            name=name,
            file=world().store.put(safe.data),
            small=world().store.put(small) if small else None,
            readable=safe.readable,
            received=hash_of(data),
            likeness=getattr(safe, "likeness", ""),
            reading=_read(safe.data) if safe.readable and safe.kind is Kind.JPEG else None,
        )


def _read(picture: bytes) -> Reading | None:
    """What the photo seems to say, where a reader is and no amount was typed: typed is surer."""
    reader = world().reader
    if request.form.get("amount", "").strip() or not reader.is_there:
        return None
    return reading_of(reader.words(picture), today())


def keep(kept: Kept, owner_id: UUID, *, by: Actor, at: datetime) -> tuple[Document, ...]:
    """Put the file under the group's documents, with its small picture."""
    file = documents.keep(
        db.session(),
        kept.file,
        owner_id=owner_id,
        name=kept.name,
        by=by,
        at=at,
        small=kept.small,
        readable=kept.readable,
        received_hash=kept.received,
    )
    if kept.likeness:
        documents.remember_likeness(db.session(), file, kept.likeness)
    return (file,)


@bp.get("/receipt/<uuid:receipt_id>")
def receipt(receipt_id: UUID) -> ResponseReturnValue:
    """The receipt as it was kept: a picture on the page, anything else to download."""
    return send_document(_document(receipt_id), world().store)


@bp.get("/<uuid:expense_id>/goods")
def goods(expense_id: UUID) -> ResponseReturnValue:
    """The picture of what was bought, where the receipt is lost."""
    expense = reach(Expense, expense_id, Act.SPENDING_SEE)
    photo_id = expense.lost.photo_id if expense.lost is not None else None
    if photo_id is None:
        abort(404)
    return send_document(db.session.get_one(Document, photo_id), world().store)


@bp.get("/receipt/<uuid:receipt_id>/small")
def small(receipt_id: UUID) -> ResponseReturnValue:
    """The small picture of a receipt, for lists."""
    document = _document(receipt_id)
    smaller = made_from(db.session(), [document.id])[document.id]
    return send_document(next(iter(smaller), document), world().store)


def _document(receipt_id: UUID) -> Document:
    found = db.session.get(Receipt, receipt_id)
    if found is None:
        abort(404)
    reach(Expense, found.expense_id, Act.SPENDING_SEE)
    return db.session.get_one(Document, found.document_id)


def _kept_before(token: str) -> Kept | None:
    try:
        name, readable, received, files, likeness = _signer().loads(token)
    except BadSignature:
        return None
    stored = [Stored(hash=hash_, size=size, kind=Kind(kind)) for hash_, size, kind in files]
    small = stored[1] if len(stored) > 1 else None
    return Kept(name, stored[0], small, readable, received, likeness)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"receipt-2:{person_id()}")
