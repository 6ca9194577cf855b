"""Keeping a file: one row beside bytes that already lie in the store."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.documents.models import Document, Likeness
from grants.documents.rules import clean_name
from grants.documents.store import Stored
from grants.kit.access import Actor
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
    small: Stored | None = None,
    readable: bool = True,
    received_hash: str | None = None,
) -> Document:
    """Add the row of a stored file, and of the small picture that was made from it.

    The bytes come first: a file without a row harms nobody.
    """

    def row(of: Stored, **more: object) -> Document:
        return Document(
            id=new_id(session, at),
            owner_id=owner_id,
            hash=of.hash,
            kind=of.kind,
            size=of.size,
            name=clean_name(name),
            kept_by=by.person_id,
            created_at=at,
            **more,
        )

    kept = row(stored, readable=readable, received_hash=received_hash)
    if small is None or small.hash == stored.hash:
        write(session, kept)
    else:
        write(session, kept, row(small, readable=True, made_from_id=kept.id))
    return kept


def remember_likeness(session: Session, document: Document, bits: str) -> None:
    """Keep what a picture looks like beside it, so that another photo of the same is noticed."""
    row: dict[str, object] = {
        "document_id": document.id,
        "owner_id": document.owner_id,
        "bits": bits,
    }
    insert_rows(session, Likeness, [row])
