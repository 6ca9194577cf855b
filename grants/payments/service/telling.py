"""Who hears what became of a payment through the provider."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.neighbourhoods.queries import people_at
from grants.payments.access import may_online
from grants.payments.models import OnlinePayment
from grants.payments.queries.online import is_told
from grants.proposals.models import Proposal
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members

NOTICES = (
    Act.PAYMENTS_ONLINE_LAND,
    Act.PAYMENTS_ONLINE_REVERSE,
    Act.PAYMENTS_ONLINE_RESTORE,
    Act.PAYMENTS_ONLINE_FAIL,
)


def landed_late(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """A gift after the end of its plan waits for the holder, who sends it back."""
    _ask(session, payment, Act.PAYMENTS_ONLINE_LAND, _payers(session, payment), at=at)


def went_back(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """The payer's bank took it, or somebody sent it back outside: treasurer and holder hear it."""
    who = _payers(session, payment) | _treasurers(session, payment)
    _ask(session, payment, Act.PAYMENTS_ONLINE_REVERSE, who, at=at)


def came_again(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """What had gone back is with us again."""
    who = _payers(session, payment) | _treasurers(session, payment)
    _ask(session, payment, Act.PAYMENTS_ONLINE_RESTORE, who, at=at)


def failed(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """A debit did not succeed: the funder pays in another way."""
    if payment.payer_id is not None:
        _ask(session, payment, Act.PAYMENTS_ONLINE_FAIL, {payment.payer_id}, at=at)


def refund_failed(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """Sending back did not succeed: the holder does it in another way."""
    _ask(session, payment, Act.PAYMENTS_ONLINE_FAIL, _payers(session, payment), at=at)


def seen(session: Session, payment: OnlinePayment, *, by: Actor, at: datetime) -> None:
    """She read what became of it; said once, by who was told."""
    may_online(by, Act.PAYMENTS_SEE, payment).check()
    if by.person_id is None or not is_told(session, payment.id, by.person_id):
        return
    for act in NOTICES:
        waiting.done(session, payment, act=act, who=by.person_id, at=at)
    record(session, Act.PAYMENTS_SEE, payment, by=by, at=at)


def _ask(
    session: Session, payment: OnlinePayment, act: Act, who: set[UUID], *, at: datetime
) -> None:
    title = session.get_one(Proposal, payment.proposal_id).title
    waiting.ask(session, act, payment, who=who, label=title, at=at, amount=payment.amount)


def _payers(session: Session, payment: OnlinePayment) -> set[UUID]:
    holder = session.get_one(Workgroup, payment.owner_id).holder_id
    return set(people_at(session, holder, Role.PAYER))


def _treasurers(session: Session, payment: OnlinePayment) -> set[UUID]:
    """The treasurers; without one, everybody who keeps the group going."""
    there = members(session, payment.owner_id)
    found = {one.person_id for one in there if one.role is Role.TREASURER}
    return found or {one.person_id for one in there}
