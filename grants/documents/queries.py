"""What pages and checks ask about documents; whose they are is asked by the room above."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.documents.models import Document
from grants.documents.store import Store


@dataclass(frozen=True)
class Load:
    """How much was kept: a number of files and their bytes together."""

    files: int
    size: int


def documents(session: Session, ids: Collection[UUID]) -> dict[UUID, Document]:
    """Give these documents by id, in one statement."""
    if not ids:
        return {}
    rows = session.scalars(select(Document).where(Document.id.in_(ids)))
    return {document.id: document for document in rows}


def made_from(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Document]]:
    """Give what was re-made from these documents (a small picture, say), in one statement."""
    found: dict[UUID, list[Document]] = {id_: [] for id_ in ids}
    if found:
        rows = select(Document).where(Document.made_from_id.in_(ids)).order_by(Document.size)
        for document in session.scalars(rows):
            if document.made_from_id is not None:
                found[document.made_from_id].append(document)
    return found


def load_of(session: Session, owner_id: UUID) -> Load:
    """Say how much one owner has kept."""
    return _load(session, Document.owner_id == owner_id)


def load_by(session: Session, person_id: UUID, since: datetime) -> Load:
    """Say how much one person has kept since then."""
    return _load(session, Document.kept_by == person_id, Document.created_at >= since)


def _load(session: Session, *which: object) -> Load:
    files, size = func.count(), func.coalesce(func.sum(Document.size), 0)
    row = session.execute(select(files, size).where(*which)).one()  # type: ignore[arg-type]
    return Load(int(row[0]), int(row[1]))


def lost(session: Session, store: Store) -> Iterator[Document]:
    """Name each document whose bytes are gone or changed, for the nightly check."""
    for document in session.scalars(select(Document).order_by(Document.created_at)):
        try:
            store.open(document.hash)
        except KeyError:
            yield document
