"""What pages and checks ask about documents; whose they are is asked by the room above."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from grants.documents.models import Document
from grants.kit.asking import several_ids

_BY_ID = select(Document).where(Document.id.in_(several_ids("ids")))


def documents(session: Session, ids: Collection[UUID]) -> dict[UUID, Document]:
    """Give these documents by id, in one statement; none for those that are in hand. They only add."""
    keys = {id_: identity_key(Document, id_) for id_ in ids}
    here = {id_: session.identity_map.get(key) for id_, key in keys.items()}
    found = {id_: one for id_, one in here.items() if one is not None}
    asked = [id_ for id_ in keys if id_ not in found]
    if asked:
        found |= {one.id: one for one in session.scalars(_BY_ID, {"ids": asked})}
    return found


def made_from(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Document]]:
    """Give what was re-made from these documents (a small picture, say), in one statement."""
    found: dict[UUID, list[Document]] = {id_: [] for id_ in ids}
    if found:
        rows = select(Document).where(Document.made_from_id.in_(ids)).order_by(Document.size)
        for document in session.scalars(rows):
            if document.made_from_id is not None:
                found[document.made_from_id].append(document)
    return found
