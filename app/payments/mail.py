"""Letters about paying: a payment that did not arrive, and what should have been paid."""

from __future__ import annotations

from uuid import UUID

from app import mails
from app.clock import now, today
from app.extensions import db
from app.jobs import Facts, Handler
from grants.kit.money import total
from grants.payments import queries, service
from grants.payments.models import Payment
from grants.payments.models.runs import FailedWhy
from grants.people.queries import readers


def tell_failed(facts: Facts) -> None:
    """To whom it goes: the bank did not pay it, and what can be done."""
    payment = db.session.get_one(Payment, UUID(facts["payment"]))
    told = readers(db.session(), {payment.to_id})
    values = {"amount": payment.amount, "last4": payment.last4, "words": payment.words}
    hers = payment.failed_why in (FailedWhy.CLOSED, FailedWhy.NAME)
    key = f"payments.failed:{payment.id}"
    db.session.rollback()
    for reader in told:
        mails.send("payments", "failed", reader, key=key, hers=hers, **values)


def remind(facts: Facts) -> None:
    """To who pays: what is too late. Tomorrow it is looked at again, whatever happens today."""
    owner_id = UUID(facts["owner"])
    service.remind_tomorrow(db.session(), owner_id, at=now())
    db.session.commit()
    late = service.overdue(db.session(), owner_id, at=now())
    told = readers(db.session(), service.who_pays(db.session(), owner_id)) if late else []
    name = queries.names_of(db.session(), [owner_id]).get(owner_id, "")
    values = {
        "organisation": name,
        "count": len(late),
        "amount": total(one.amount for one in late),
        "oldest": late[0].before if late else today(),
    }
    db.session.rollback()
    for reader in told:
        mails.send(
            "payments", "overdue", reader, key=f"payments.overdue:{owner_id}:{today()}", **values
        )


HANDLERS: dict[str, Handler] = {
    "payments.failed": tell_failed,
    "payments.overdue": remind,
}
