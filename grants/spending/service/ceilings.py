"""How much may go out in a year without a receipt: the usual row, and the group's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import Round
from grants.consent.states import RoundState
from grants.history.service import record
from grants.kit.access import SYSTEM, Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.ledger import service as ledger
from grants.owners import service as owners
from grants.spending.access import may_set
from grants.spending.models import Ceiling
from grants.spending.rules import USUAL
from grants.spending.states import CEILING_LIFE, CeilingState
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import residents

ROUND_LASTS = timedelta(days=7)


def seed_ceiling(session: Session, *, at: datetime) -> Ceiling | None:
    """The usual row that came with this release, for groups that set none. Twice is nothing."""
    installation = owners.installation(session)
    owners.lock(session, installation)
    if _standing(session, installation) is not None:
        return None
    row = Ceiling(
        id=new_id(session, at),
        owner_id=installation,
        amount=USUAL.amount,
        state=CeilingState.AGREED,
        from_on=USUAL.from_on,
        set_at=at,
        source=USUAL.source,
    )
    session.add(row)
    session.flush()
    record(session, Act.SPENDING_CEILING_AGREE, row, by=SYSTEM, at=at, amount=row.amount)
    return row


def propose_ceiling(
    session: Session, workgroup: Workgroup, amount: Money, *, by: Actor, at: datetime
) -> Ceiling:
    """Ask the group for another amount, by its own rule in a round.

    Refuses ``amount-below-zero``, ``asked-already``, ``too-few-electors``.
    """
    row = Ceiling(
        id=new_id(session, at),
        owner_id=workgroup.id,
        amount=amount,
        state=CeilingState.ASKING,
        set_by_id=by.person_id,
        set_at=at,
        source="",
    )
    may_set(by, Act.SPENDING_CEILING, row).check()
    if amount.is_negative:
        raise Invalid("amount-below-zero", field="amount")
    ledger.lock(session, workgroup.id)
    if asked_ceiling(session, workgroup) is not None:
        raise NotNow("asked-already")
    session.add(row)
    session.flush()
    record(session, Act.SPENDING_CEILING, row, by=by, at=at, amount=amount)
    consent.open_round(
        session,
        row,
        mark=row.mark,
        rule=workgroup.rule,
        electors=residents(session, workgroup.id),
        closes_at=at + ROUND_LASTS,
        about_money=True,
        label=str(amount),
        by=by,
        at=at,
    )
    return row


def asked_ceiling(session: Session, workgroup: Workgroup) -> Ceiling | None:
    """The amount that the group is deciding on now."""
    which = Ceiling.owner_id == workgroup.id, Ceiling.state == CeilingState.ASKING
    return session.scalars(select(Ceiling).where(*which)).one_or_none()


def apply_ceiling(session: Session, round_: Round, *, by: Actor, at: datetime) -> None:
    """Take over what the group decided: its row counts from today, the one before ends."""
    row = session.get_one(Ceiling, round_.thing_id)
    ledger.lock(session, row.owner_id)
    session.refresh(row)
    agreed = round_.state is RoundState.AGREED
    act = Act.SPENDING_CEILING_AGREE if agreed else Act.SPENDING_CEILING_REFUSE
    if agreed:
        before = _standing(session, row.owner_id)
        if before is not None:
            before.until_on = day_of(at)
            session.flush()
        row.from_on = day_of(at)
    row.state = CEILING_LIFE.after(row.state, act)
    session.flush()
    record(session, act, row, by=by, at=at, amount=row.amount)


def _standing(session: Session, owner_id: object) -> Ceiling | None:
    which = Ceiling.owner_id == owner_id, Ceiling.state == CeilingState.AGREED
    return session.scalars(select(Ceiling).where(*which, Ceiling.until_on.is_(None))).one_or_none()
