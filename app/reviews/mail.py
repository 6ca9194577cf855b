"""The letter that tells a group what was decided."""

from __future__ import annotations

from uuid import UUID

from app import mails
from app.extensions import db
from app.jobs import Facts, Handler
from grants.neighbourhoods.models import Organisation
from grants.people.queries import readers
from grants.requests.models import Request
from grants.reviews.models import Decision
from grants.workgroups.queries import everybody


def tell_decision(facts: Facts) -> None:
    """What was decided, in the words of who decided, to everybody in the group."""
    decision = db.session.get(Decision, UUID(facts["decision"]))
    if decision is None or decision.sent_at is None:
        db.session.rollback()
        return
    request = db.session.get_one(Request, decision.request_id)
    organisation = db.session.get_one(Organisation, decision.owner_id)
    values = {
        "title": request.title,
        "request_id": request.id,
        "organisation": organisation.name,
        "kind": str(decision.kind),
        "amount": decision.amount,
        "words": decision.words,
    }
    key = f"decision:{decision.id}"
    told = readers(db.session(), everybody(db.session(), request.owner_id))
    db.session.rollback()
    for reader in told:
        mails.send("reviews", "decision", reader, key=key, **values)


HANDLERS: dict[str, Handler] = {"reviews.decision": tell_decision}
