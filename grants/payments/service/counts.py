"""Counting the cash box: what lies there, why it differs, and two who stand for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, OverRoom
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.payments import queries
from grants.payments.access import may_count
from grants.payments.models import Arrival, ArrivalKind, CashCount
from grants.payments.rules import (
    Counting,
    Explaining,
    check_counting,
    check_explained,
    check_same,
)
from grants.payments.states import COUNT, ArrivalState, CountState
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members


def count(
    session: Session, workgroup: Workgroup, data: Counting, *, by: Actor, at: datetime
) -> CashCount:
    """Write down what lay in the box; a count that still waited is dropped.

    Refuses ``amount-below-nothing``, ``second-is-you``, ``second-not-here``.
    """
    head = ledger.lock(session, workgroup.id)
    may_count(by, Act.PAYMENTS_COUNT, workgroup).check()
    here = {one.person_id for one in members(session, workgroup.id) if one.can_act}
    check_counting(data, by.person_id, here)
    _drop_open(session, workgroup, by=by, at=at)
    booked, pending = _standing(session, workgroup)
    counted = CashCount(
        id=new_id(session, at),
        owner_id=workgroup.id,
        state=CountState.COUNTED,
        counted=data.counted,
        booked=booked,
        pending=pending,
        book_no=head.last_no,
        counter_id=by.person_id,
        counted_at=at,
        second_id=data.second_id,
        at_table=False,
        why="",
    )
    session.add(counted)
    session.flush()
    record(
        session,
        Act.PAYMENTS_COUNT,
        counted,
        by=by,
        at=at,
        counted=counted.counted,
        booked=booked,
        pending=pending,
    )
    if counted.difference.is_zero:
        _ask_second(session, counted, workgroup, at=at)
    return counted


def explain(
    session: Session, counted: CashCount, data: Explaining, *, by: Actor, at: datetime
) -> CashCount:
    """Say why box and book differ.

    Refuses ``why-missing``, ``no-difference``, ``plan-not-open``, ``over-plan-cash`` (with
    ``left``: what of the box is this plan's).
    """
    workgroup = _opened(session, counted, Act.PAYMENTS_EXPLAIN, by)
    if not data.why.strip():
        raise Invalid("why-missing", field="why")
    if counted.difference.is_zero:
        raise NotNow("no-difference")
    if data.proposal_id not in {one.id for one in queries.bookable_plans(session, workgroup.id)}:
        raise Invalid("plan-not-open", field="plan")
    counted.state = COUNT.after(counted.state, Act.PAYMENTS_EXPLAIN)
    counted.proposal_id, counted.why = data.proposal_id, data.why.strip()
    _refuse_uncovered(session, counted)
    session.flush()
    record(
        session,
        Act.PAYMENTS_EXPLAIN,
        counted,
        by=by,
        at=at,
        difference=counted.difference,
        why=counted.why,
    )
    _ask_second(session, counted, workgroup, at=at)
    return counted


def confirm(
    session: Session, counted: CashCount, *, said: bool = False, by: Actor, at: datetime
) -> CashCount:
    """The second person stands for it too: from her own phone, or (``said``) at the table.

    What still differs is booked now, and only from her own phone. Refuses ``second-says-so``,
    ``second-own-phone``, ``why-first``, ``cash-moved``, ``plan-not-open``, ``over-plan-cash``.
    """
    workgroup = _opened(session, counted, Act.PAYMENTS_CONFIRM, by)
    at_table = by.person_id == counted.counter_id
    if at_table and not said:
        raise Invalid("second-says-so", field="said")
    check_explained(counted)
    if at_table and not counted.difference.is_zero:
        raise NotNow("second-own-phone")
    if not counted.difference.is_zero:
        _book_difference(session, counted, workgroup, by=by, at=at)
    counted.state = COUNT.after(counted.state, Act.PAYMENTS_CONFIRM)
    counted.confirmed_at, counted.at_table = at, at_table
    if not at_table and by.person_id is not None:
        counted.second_id = by.person_id
    session.flush()
    waiting.done(session, counted, at=at)
    record(
        session,
        Act.PAYMENTS_CONFIRM,
        counted,
        by=by,
        at=at,
        second=counted.second_id,
        table=int(at_table),
    )
    if at_table:
        _ask(session, Act.PAYMENTS_VOUCH, counted, workgroup, at=at)
    return counted


def vouch(session: Session, counted: CashCount, *, by: Actor, at: datetime) -> CashCount:
    """Who counted along at the table says so from her own phone. Refuses ``vouched-before``."""
    _opened(session, counted, Act.PAYMENTS_VOUCH, by)
    if not counted.at_table:
        raise NotNow("wrong-state")
    if counted.vouched_at is not None:
        raise NotNow("vouched-before")
    counted.vouched_at = at
    session.flush()
    waiting.done(session, counted, at=at)
    record(session, Act.PAYMENTS_VOUCH, counted, by=by, at=at)
    return counted


def _opened(session: Session, counted: CashCount, act: Act, by: Actor) -> Workgroup:
    """Its group under the book's lock, when this person may."""
    ledger.lock(session, counted.owner_id)
    session.refresh(counted)
    may_count(by, act, counted).check()
    return session.get_one(Workgroup, counted.owner_id)


def _standing(session: Session, workgroup: Workgroup) -> tuple[Money, Money]:
    """What the book says of the box now, over all plans; what of it waits for a yes."""
    booked = book.place(session, workgroup.id, AccountKind.CASH)
    return booked, queries.pending_sum(session, workgroup.id)


def _drop_open(session: Session, workgroup: Workgroup, *, by: Actor, at: datetime) -> None:
    before = queries.open_count(session, workgroup.id)
    if before is None:
        return
    before.state = COUNT.after(before.state, Act.PAYMENTS_DROP)
    session.flush()
    waiting.done(session, before, at=at)
    record(session, Act.PAYMENTS_DROP, before, by=by, at=at)


def _book_difference(
    session: Session, counted: CashCount, workgroup: Workgroup, *, by: Actor, at: datetime
) -> None:
    """More in the box is the group's own; what is missing is taken from the group's own."""
    booked, pending = _standing(session, workgroup)
    check_same(counted, booked - pending)
    plans = {one.id: one for one in queries.bookable_plans(session, workgroup.id)}
    plan = plans.get(counted.proposal_id) if counted.proposal_id else None
    if plan is None:
        raise NotNow("plan-not-open")
    _refuse_uncovered(session, counted)
    short = counted.difference.is_negative
    arrival = Arrival(
        id=new_id(session, at),
        owner_id=workgroup.id,
        proposal_id=plan.id,
        kind=ArrivalKind.SHORTAGE if short else ArrivalKind.SURPLUS,
        amount=-counted.difference if short else counted.difference,
        on=day_of(counted.counted_at),
        place=AccountKind.CASH,
        words=counted.why,
        state=ArrivalState.ENTERED,
        entered_by_id=by.person_id,
        entered_at=at,
        mirrored_why="",
    )
    session.add(arrival)
    session.flush()
    counted.arrival_id = arrival.id
    lines = [
        Line(AccountKind.CASH, counted.difference, plan.id),
        Line(AccountKind.OWN, -counted.difference, plan.id),
    ]
    ledger.post(
        session,
        workgroup.id,
        on=arrival.on,
        act=Act.PAYMENTS_CONFIRM,
        source=arrival,
        lines=lines,
        by=by,
        at=at,
    )


def _refuse_uncovered(session: Session, counted: CashCount) -> None:
    """A plan can miss no more than it has in the box and nobody says to have paid with."""
    assert counted.proposal_id is not None  # noqa: S101  its callers saw to it
    plan_id, kind = counted.proposal_id, AccountKind.CASH
    holds = max(book.free_of(session, plan_id, kind, plan_id), Money.zero())
    if (holds + counted.difference).is_negative:
        raise OverRoom("over-plan-cash", field="plan", left=holds)


def _ask_second(
    session: Session, counted: CashCount, workgroup: Workgroup, *, at: datetime
) -> None:
    _ask(session, Act.PAYMENTS_CONFIRM, counted, workgroup, at=at)


def _ask(
    session: Session, act: Act, counted: CashCount, workgroup: Workgroup, *, at: datetime
) -> None:
    waiting.ask(
        session,
        act,
        counted,
        who=[counted.second_id],
        label=workgroup.name,
        at=at,
        amount=counted.counted,
    )
