"""The letter about money that a group asked to move: what the fund said."""

from __future__ import annotations

from uuid import UUID

from app import mails
from app.extensions import db
from app.jobs import Facts, Handler
from grants.people.queries import readers
from grants.proposals.models import Proposal
from grants.spending.models import Shift
from grants.spending.states import ShiftState
from grants.workgroups.queries import everybody


def answered(facts: Facts) -> None:
    """To everybody in the group."""
    shift = db.session.get_one(Shift, UUID(facts["shift"]))
    plan = db.session.get_one(Proposal, shift.proposal_id)
    values = {
        "title": plan.title,
        "agreed": shift.state is ShiftState.AGREED,
        "why": shift.refused_why,
        "shift_id": shift.id,
    }
    whom = readers(db.session(), everybody(db.session(), shift.owner_id))
    key = f"shift-answered:{shift.id}"
    db.session.rollback()
    for reader in whom:
        mails.send("spending", "answered", reader, key=key, **values)


HANDLERS: dict[str, Handler] = {"spending.shift-answered": answered}
