"""Letters of a workgroup: somebody was let in again by a code."""

from __future__ import annotations

from uuid import UUID

from app import mails
from app.extensions import db
from app.jobs import Facts
from grants.people.models import WayBack
from grants.people.queries import names, readers
from grants.workgroups import queries
from grants.workgroups.models import Workgroup


def tell_let_back(facts: Facts) -> None:
    """To all of the group, so that nobody comes in as another unnoticed."""
    way = db.session.get(WayBack, UUID(facts["way_back"]))
    if way is None:
        return
    members = queries.members(db.session(), way.owner_id)
    told = readers(db.session(), {one.person_id for one in members})
    group = db.session.get_one(Workgroup, way.owner_id)
    called = names(db.session(), [way.made_by_id, way.person_id])
    by, who, made_at = called[way.made_by_id], called[way.person_id], way.created_at
    label, group_id, way_id = group.name, group.id, way.id
    db.session.rollback()
    for reader in told:
        mails.send(
            "workgroups",
            "let-back",
            reader,
            key=f"let-back:{way_id}",
            by=by,
            who=who,
            label=label,
            group_id=group_id,
            made_at=made_at,
        )


HANDLERS = {"workgroups.let-back": tell_let_back}
