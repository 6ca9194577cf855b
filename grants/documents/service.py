"""Keeping a file: one row beside bytes that already lie in the store."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.documents.models import Document, Likeness
from grants.documents.rules import clean_name
from grants.documents.store import Stored
from grants.kit.access import Actor
from grants.kit.errors import Invalid
from grants.kit.ids import new_id
from grants.kit.orm import insert_rows, write


def keep(
    session: Session,
    stored: Stored,
    *,
    owner_id: UUID,
    name: str,
    by: Actor,
    at: datetime,
    made_from: Document | None = None,
    readable: bool = True,
    received_hash: str | None = None,
) -> Document:
    """Add the row of a stored file. The bytes come first: a file without a row harms nobody.

    Refuses ``document-of-another`` when it would be made from another owner's document.
    """
    if made_from is not None and made_from.owner_id != owner_id:
        raise Invalid("document-of-another")
    document = Document(
        id=new_id(session, at),
        owner_id=owner_id,
        hash=stored.hash,
        kind=stored.kind,
        size=stored.size,
        name=clean_name(name),
        made_from_id=made_from.id if made_from is not None else None,
        readable=readable,
        received_hash=received_hash,
        kept_by=by.person_id,
        created_at=at,
    )
    write(session, document)
    return document


def remember_likeness(session: Session, document: Document, bits: str) -> None:
    """Keep what a picture looks like beside it, so that another photo of the same is noticed."""
    row: dict[str, object] = {
        "document_id": document.id,
        "owner_id": document.owner_id,
        "bits": bits,
    }
    insert_rows(session, Likeness, [row])
