"""What ``payments`` says of an instalment: it came, or that was a mistake."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from grants.awards.models import Instalment, InstalmentState
from grants.awards.queries import instalments_of
from grants.awards.states import INSTALMENT
from grants.kit.acts import Act
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.ledger.queries import balance_of
from grants.waiting import service as waiting


def came(
    session: Session, instalment: Instalment, received: Money, *, on: date, at: datetime
) -> Instalment:
    """It came in. The book and the history are ``payments``' own; call under the book's lock."""
    instalment.state = INSTALMENT.after(instalment.state, Act.PAYMENTS_ENTER)
    instalment.received = received
    instalment.received_on = on
    session.flush()
    waiting.done(session, instalment, at=at)
    plan_rest(session, instalment, at=at)
    return instalment


def plan_rest(session: Session, instalment: Instalment, *, at: datetime) -> None:
    """Less came than was planned, and nothing else is: what still comes is one more instalment."""
    award_id, plan_id = instalment.award_id, instalment.proposal_id
    rest = balance_of(session, plan_id, AccountKind.PROMISED, award_id)
    of_award = instalments_of(session, award_id)
    if not rest.is_positive or any(one.state is InstalmentState.PLANNED for one in of_award):
        return
    session.add(
        Instalment(
            id=new_id(session, at),
            owner_id=instalment.owner_id,
            award_id=award_id,
            proposal_id=plan_id,
            no=of_award[-1].no + 1,
            amount=rest,
            planned_on=instalment.planned_on,
            state=InstalmentState.PLANNED,
        )
    )
    session.flush()


def came_back(session: Session, instalment: Instalment, *, at: datetime) -> Instalment:
    """It was entered by mistake: planned again."""
    instalment.state = INSTALMENT.after(instalment.state, Act.PAYMENTS_MIRROR)
    instalment.received = None
    instalment.received_on = None
    session.flush()
    waiting.done(session, instalment, at=at)
    return instalment


def came_more(
    session: Session, instalment: Instalment, part: Money, *, on: date, at: datetime
) -> Instalment:
    """So much more came of it, or (below nothing) went back. When nothing is left: planned again.

    It may come by transfer and through the provider as well. Call under the book's lock.
    """
    received = (instalment.received or Money.zero(part.currency)) + part
    if not received.is_positive:
        return came_back(session, instalment, at=at)
    instalment.state = INSTALMENT.after(instalment.state, Act.PAYMENTS_ONLINE_LAND)
    instalment.received, instalment.received_on = received, instalment.received_on or on
    session.flush()
    waiting.done(session, instalment, at=at)
    plan_rest(session, instalment, at=at)
    return instalment
