"""Paying an allowance: by bank, in a run, or from the box with both saying so. Undoing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from grants.allowances import queries
from grants.allowances.access import may
from grants.allowances.models import Allowance, Cap
from grants.allowances.service.deciding import ask_payers
from grants.allowances.service.untested import as_the_bank_did
from grants.allowances.service.years import PAYS, refuse_passing
from grants.allowances.states import LIFE, AllowanceState
from grants.awards.service import close_when_settled, follow, is_accounted, lower
from grants.history.service import record
from grants.kit.access import Actor, Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.periods import check_happened, day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.proposals.models import Proposal
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.rules import place_of


@dataclass(frozen=True, slots=True)
class Paying:
    """From where, on which day; from the box: both said so at the table. From a run: as the bank did."""

    place: AccountKind
    on: date
    both_said: bool = False
    from_run: bool = False


def pay(
    session: Session, allowance: Allowance, data: Paying, *, by: Actor, at: datetime
) -> Allowance:
    """Pay what was agreed: spent from now on. Its year is that of the day of payment.

    What was in a run is taken as the bank paid it: never refused for a cap, but marked; also in a
    year of which nobody wrote the amounts yet, for which they are asked then.
    Refuses ``over-year``, ``over-month``, ``no-cap``, ``over-place``, ``another-pays``,
    ``both-say-so``, ``paid-before-yes``, ``day-to-come``, ``in-run``.
    """
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_PAY, allowance).check()
    workgroup = session.get_one(Workgroup, allowance.owner_id)
    if (allowance.state is AllowanceState.IN_RUN) != data.from_run:
        raise NotNow("not-in-run" if data.from_run else "in-run")
    _refuse_unfit(session, allowance, workgroup, data, by=by, at=at)
    cap = _cap_for(session, allowance, data.on, at=at)
    place = _place_line(session, allowance, workgroup, data.place)
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_PAY)
    allowance.run_on, allowance.cap_id = None, cap.id if cap is not None else None
    allowance.paid_at, allowance.paid_on, allowance.place = at, data.on, data.place
    allowance.paid_by_id = by.person_id
    session.flush()
    plan_id = allowance.proposal_id
    owed = Line(AccountKind.OWED, allowance.amount, plan_id, allowance.person_id)
    ledger.post(
        session,
        allowance.owner_id,
        on=data.on,
        act=Act.ALLOWANCES_PAY,
        source=allowance,
        lines=[owed, place],
        by=by,
        at=at,
        reverses=book.came_back(session, allowance, Act.ALLOWANCES_BACK),
    )
    record(
        session,
        Act.ALLOWANCES_PAY,
        allowance,
        by=by,
        at=at,
        amount=allowance.amount,
        place=data.place,
        on=data.on,
        passed_cap=int(allowance.passed_cap),
    )
    waiting.done(session, allowance, at=at)
    if data.place is AccountKind.CASH:
        _ask_confirming(session, allowance, at=at)
    proposal = session.get_one(Proposal, allowance.proposal_id)
    close_when_settled(session, proposal, by=by, at=at)
    return allowance


def put_in_run(
    session: Session, allowance: Allowance, on: date, *, by: Actor, at: datetime
) -> Allowance:
    """It goes into a run that the bank pays on this day: from now on it fills that month."""
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_RUN, allowance).check()
    if on < day_of(at):
        raise Invalid("run-day-past", field="on")
    workgroup = session.get_one(Workgroup, allowance.owner_id)
    _refuse_same_person(session, allowance, workgroup, by)
    refuse_passing(session, allowance, on, PAYS, at=at)
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_RUN)
    allowance.run_on = on
    session.flush()
    record(session, Act.ALLOWANCES_RUN, allowance, by=by, at=at, on=on)
    waiting.done(session, allowance, at=at)
    return allowance


def fail(session: Session, allowance: Allowance, *, by: Actor, at: datetime) -> Allowance:
    """The bank did not pay it, or its run was withdrawn: it waits for money again."""
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_FAIL, allowance).check()
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_FAIL)
    allowance.run_on = None
    session.flush()
    record(session, Act.ALLOWANCES_FAIL, allowance, by=by, at=at)
    ask_payers(session, allowance, at=at)
    return allowance


def come_back(session: Session, allowance: Allowance, *, by: Actor, at: datetime) -> Allowance:
    """The bank sent back what was paid: it is owed again, and fills the year when it is paid."""
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_BACK, allowance).check()
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_BACK)
    allowance.paid_at = allowance.paid_on = allowance.place = allowance.paid_by_id = None
    allowance.cap_id = allowance.confirmed_at = None
    allowance.passed_cap = False
    session.flush()
    act, entry = Act.ALLOWANCES_BACK, book.standing(session, allowance)[-1]
    ledger.mirror(session, entry, on=day_of(at), act=act, source=allowance, by=by, at=at)
    record(session, act, allowance, by=by, at=at, amount=allowance.amount)
    ask_payers(session, allowance, at=at)
    follow(session, session.get_one(Proposal, allowance.proposal_id), by=by, at=at)
    return allowance


def confirm(session: Session, allowance: Allowance, *, by: Actor, at: datetime) -> Allowance:
    """She says, from her own phone, that she got it."""
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_CONFIRM, allowance).check()
    if allowance.confirmed_at is not None:
        raise NotNow("confirmed-before")
    allowance.confirmed_at = at
    session.flush()
    record(session, Act.ALLOWANCES_CONFIRM, allowance, by=by, at=at)
    waiting.done(session, allowance, at=at)
    return allowance


def correct(
    session: Session, allowance: Allowance, why: str, *, by: Actor, at: datetime
) -> Allowance:
    """Undo what was booked, by mirrored entries: what was paid is back where it lay.

    After the account only a claim that came back from the bank can be given up.
    """
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_CORRECT, allowance).check()
    if not why.strip():
        raise Invalid("why-missing", field="why")
    accounted = is_accounted(session, allowance.proposal_id)
    if accounted and book.came_back(session, allowance, Act.ALLOWANCES_BACK) is None:
        raise NotNow("accounted-already")
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_CORRECT)
    session.flush()
    for entry in reversed(book.standing(session, allowance)):
        ledger.mirror(
            session,
            entry,
            on=day_of(at),
            act=Act.ALLOWANCES_CORRECT,
            source=allowance,
            by=by,
            at=at,
        )
    record(session, Act.ALLOWANCES_CORRECT, allowance, by=by, at=at, why=why.strip())
    waiting.done(session, allowance, at=at)
    if accounted:
        plan = session.get_one(Proposal, allowance.proposal_id)
        lower(session, plan, allowance.amount, source=allowance, by=by, at=at)
    return allowance


def _cap_for(session: Session, allowance: Allowance, on: date, *, at: datetime) -> Cap | None:
    """The row that holds on the day of payment, after the test against it."""
    if allowance.state is not AllowanceState.IN_RUN:
        return refuse_passing(session, allowance, on, PAYS, at=at).cap
    return as_the_bank_did(session, allowance, on, at=at)


def _refuse_unfit(
    session: Session,
    allowance: Allowance,
    workgroup: Workgroup,
    data: Paying,
    *,
    by: Actor,
    at: datetime,
) -> None:
    check_happened(data.on, day_of(at))
    if allowance.agreed_at is not None and data.on < day_of(allowance.agreed_at):
        raise Invalid("paid-before-yes", field="on", on=day_of(allowance.agreed_at))
    if data.place is AccountKind.CASH:
        if not data.both_said:
            raise Invalid("both-say-so", field="got")
    elif not (by.holds_money_of(workgroup.id) or by.hand(workgroup.id, Right.PAY) is Hand.GROUP):
        raise NotAllowed("in-holder-hands")
    if not data.from_run:
        _refuse_same_person(session, allowance, workgroup, by)


def _refuse_same_person(
    session: Session, allowance: Allowance, workgroup: Workgroup, by: Actor
) -> None:
    if queries.another_pays(session, workgroup, allowance, by.person_id):
        raise NotAllowed("another-pays")


def _place_line(
    session: Session, allowance: Allowance, workgroup: Workgroup, kind: AccountKind
) -> Line:
    """The line that takes the money from where it lies; refuses more than there is.

    By hand it leaves what is on its way at the bank; what the bank paid was that.
    """
    plan_id = allowance.proposal_id
    ref_id = place_of(workgroup, kind, plan_id)
    look = book.balance_of if allowance.state is AllowanceState.IN_RUN else book.free_of
    holds = look(session, plan_id, kind, ref_id)
    if holds < allowance.amount:
        raise OverRoom("over-place", field="place", left=holds)
    return Line(kind, -allowance.amount, plan_id, ref_id)


def _ask_confirming(session: Session, allowance: Allowance, *, at: datetime) -> None:
    """It was said on another's phone: she is told at once, and can say so from her own."""
    proposal = session.get_one(Proposal, allowance.proposal_id)
    waiting.ask(
        session,
        Act.ALLOWANCES_CONFIRM,
        allowance,
        who=[allowance.person_id],
        label=proposal.title,
        at=at,
        amount=allowance.amount,
    )
