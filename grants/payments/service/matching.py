"""Confirming what lines of a bank pay: booked through the verbs there are, once a line; and undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.awards.models import Instalment
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, Refusal, Stale
from grants.kit.ids import new_id
from grants.kit.money import Money, total
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.payments.access import may_bank
from grants.payments.models import (
    Arrival,
    BankAccount,
    MatchedLine,
    MatchedThing,
    Matching,
    MatchKind,
    Source,
    StatementLine,
)
from grants.payments.queries.expected import expected
from grants.payments.queries.runs import paid_by
from grants.payments.queries.statements import facts_of, open_lines
from grants.payments.queries.unseen import Looking
from grants.payments.rules import GivingBack, Income, Moving, Receiving
from grants.payments.rules.matching import Expected, ExpectedKind, Proposal, Sure, propose
from grants.payments.rules.runs import Vault
from grants.payments.rules.statements import SettingAside
from grants.payments.service import arrivals
from grants.payments.service.seen import OF_RUNS, bounce, settle_seen
from grants.payments.service.statements import lock_account, set_aside
from grants.payments.states import LINE, ArrivalState
from grants.proposals.models import Proposal as Plan
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.workgroups.models import Workgroup

MOST_AT_ONCE = 100
_K = ExpectedKind
_TIED = {
    _K.ARRIVAL: MatchKind.ARRIVAL,
    _K.PAID_EXPENSE: MatchKind.EXPENSE,
    _K.PAID_ALLOWANCE: MatchKind.ALLOWANCE,
    _K.PAYMENT: MatchKind.PAYMENT,
    _K.PAYMENT_BACK: MatchKind.PAYMENT_BACK,
}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was booked, and what the rules refused of it."""

    done: int
    refused: tuple[tuple[Proposal, Refusal], ...]


@dataclass(frozen=True, slots=True)
class Undoing:
    """Why a match was wrong. ``mirror``: what it booked was wrong too, and is mirrored."""

    why: str
    mirror: bool


@dataclass(frozen=True, slots=True)
class _Booked:
    """What stands in the book now for one thing."""

    kind: MatchKind
    thing_id: UUID
    plan_id: UUID
    amount: Money
    booked: bool


@dataclass(frozen=True, slots=True)
class _Deed:
    """On which day, from or to which place."""

    on: date
    place: AccountKind


def proposals_for(
    session: Session, account: BankAccount, *, vault: Vault
) -> tuple[Sequence[StatementLine], list[Expected], list[Proposal]]:
    """The lines that wait, what could be meant, and what the rules make of it."""
    lines = open_lines(session, account.id)
    if not lines:
        return lines, [], []
    looking = Looking(account, paid_by(account.owner_id), lines[0].on, vault)
    things = expected(session, looking)
    found = propose(
        [facts_of(line) for line in lines], things, own=account.place is AccountKind.OWN_BANK
    )
    return lines, things, found


def confirm_all(
    session: Session,
    account: BankAccount,
    keys: Iterable[str],
    *,
    vault: Vault,
    by: Actor,
    at: datetime,
) -> Confirmed:
    """Confirm these proposals, as far as they still are what the page said; each by itself.

    What the rules refuse stays open and is told. Refuses ``proposals-changed`` when none stands.
    """
    may_bank(by, Act.PAYMENTS_LINE_MATCH, account).check()
    lock_account(session, account)
    wanted = list(dict.fromkeys(keys))[:MOST_AT_ONCE]
    now = {one.key: one for one in proposals_for(session, account, vault=vault)[2]}
    found = [now[key] for key in wanted if key in now]
    if not found:
        raise Stale("proposals-changed")
    for owner_id in sorted({one.group_id for each in found for one in each.things}):
        ledger.lock(session, owner_id)
    done, refused = 0, []
    # What the bank sent back comes first, so that its run ends with it as failed.
    for one in sorted(
        found, key=lambda one: not any(thing.kind is _K.PAYMENT_BACK for thing in one.things)
    ):
        try:
            with session.begin_nested():
                _confirm(session, account, one, by=by, at=at)
            done += 1
        except Refusal as refusal:
            refused.append((one, refusal))
    return Confirmed(done, tuple(refused))


def confirm(
    session: Session,
    account: BankAccount,
    line_ids: Sequence[UUID],
    keys: Sequence[str],
    *,
    vault: Vault,
    by: Actor,
    at: datetime,
) -> Matching:
    """These lines pay these things, as a person says.

    Refuses ``proposals-changed``, ``sums-differ`` (with ``off``), ``nothing-chosen``, and what the
    verbs refuse that book it.
    """
    may_bank(by, Act.PAYMENTS_LINE_MATCH, account).check()
    if not line_ids or not keys:
        raise Invalid("nothing-chosen", field="things")
    lock_account(session, account)
    lines, things, _found = proposals_for(session, account, vault=vault)
    of_id = {line.id: line for line in lines}
    of_key = {one.key: one for one in things}
    if not set(line_ids) <= of_id.keys() or not set(keys) <= of_key.keys():
        raise Stale("proposals-changed")
    facts = tuple(facts_of(of_id[one]) for one in dict.fromkeys(line_ids))
    chosen = tuple(of_key[key] for key in dict.fromkeys(keys))
    return _matched(session, account, Proposal(facts, chosen, Sure.LIKELY), by=by, at=at)


def as_income(
    session: Session,
    line: StatementLine,
    plan: Plan,
    source: Source,
    words: str,
    *,
    by: Actor,
    at: datetime,
) -> Matching:
    """It is the plan's own money: contributions, a gift. Refuses ``plan-of-another``."""
    account = _opened(session, line, by)
    _refuse_other(session, account, plan)
    _refuse_way(line, came=True)
    place = account.place
    data = Income(line.amount, line.on, place, source, words)
    arrival = arrivals.income(session, plan, data, by=by, at=at)
    made = _Booked(MatchKind.ARRIVAL, arrival.id, plan.id, line.amount, booked=True)
    return _tie(session, account, [line], [made], by=by, at=at)


def as_move(
    session: Session,
    line: StatementLine,
    plan: Plan,
    other: AccountKind,
    *,
    by: Actor,
    at: datetime,
) -> Matching:
    """It went to, or came from, another place of the plan's money. Refuses ``plan-of-another``."""
    account = _opened(session, line, by)
    _refuse_other(session, account, plan)
    place = account.place
    if line.amount.is_positive:
        data = Moving(line.amount, line.on, other, place)
    else:
        data = Moving(-line.amount, line.on, place, other)
    arrival = arrivals.move(session, plan, data, by=by, at=at)
    made = _Booked(MatchKind.ARRIVAL, arrival.id, plan.id, line.amount, booked=True)
    return _tie(session, account, [line], [made], by=by, at=at)


def undo(
    session: Session, matching: Matching, data: Undoing, *, by: Actor, at: datetime
) -> Matching:
    """It was confirmed in error: its lines wait again. Refuses ``why-missing``, ``undone-before``."""
    account = session.get_one(BankAccount, matching.account_id)
    may_bank(by, Act.PAYMENTS_LINE_REOPEN, account).check()
    lock_account(session, account)
    session.refresh(matching)
    if matching.undone_at is not None:
        raise NotNow("undone-before")
    why = data.why.strip()
    if not why:
        raise Invalid("why-missing", field="why")
    matching.undone_at, matching.undone_why, matching.undone_by_id = at, why, by.person_id
    of_things = select(MatchedThing).where(MatchedThing.matching_id == matching.id)
    for thing in session.scalars(of_things):
        if thing.booked and data.mirror:
            _mirror(session, thing, why, by=by, at=at)
        thing.undone_at = at
    of_lines = select(MatchedLine).where(MatchedLine.matching_id == matching.id)
    for tie in session.scalars(of_lines):
        tie.undone_at = at
        line = session.get_one(StatementLine, tie.line_id)
        line.state = LINE.after(line.state, Act.PAYMENTS_LINE_REOPEN)
        line.settled_by_id, line.settled_at = None, None
    session.flush()
    record(session, Act.PAYMENTS_LINE_REOPEN, account, by=by, at=at, why=why)
    return matching


def _confirm(
    session: Session, account: BankAccount, one: Proposal, *, by: Actor, at: datetime
) -> None:
    if one.reason is None:
        _matched(session, account, one, by=by, at=at)
        return
    line = session.get_one(StatementLine, one.lines[0].id)
    set_aside(session, line, SettingAside(one.reason), by=by, at=at)


def _matched(
    session: Session, account: BankAccount, one: Proposal, *, by: Actor, at: datetime
) -> Matching:
    amount = total(line.amount for line in one.lines)
    things = _fitting(one, amount)
    deed = _Deed(max(line.on for line in one.lines), account.place)
    booked = [_book(session, thing, deed, by=by, at=at) for thing in things]
    lines = [session.get_one(StatementLine, line.id) for line in one.lines]
    matching = _tie(session, account, lines, booked, by=by, at=at)
    of_runs = [thing.thing_id for thing in things if thing.kind in OF_RUNS]
    settle_seen(session, of_runs, deed.on, by=by, at=at)
    return matching


def _fitting(one: Proposal, amount: Money) -> Sequence[Expected]:
    """The things with the amounts that they get now; one that may come in parts takes what came."""
    things = one.things
    if len(things) == 1 and things[0].part:
        alone = things[0]
        fitted = Expected(
            alone.kind, alone.thing_id, alone.group_id, alone.plan_id, amount, alone.on
        )
        if amount.is_positive is not alone.amount.is_positive:
            raise Invalid("sums-differ", field="things", off=amount - alone.amount)
        return [fitted]
    off = amount - total(thing.amount for thing in things)
    if not off.is_zero:
        raise Invalid("sums-differ", field="things", off=off)
    return things


def _book(session: Session, one: Expected, deed: _Deed, *, by: Actor, at: datetime) -> _Booked:
    if one.kind is _K.PAYMENT_BACK and bounce(session, one.thing_id, by=by, at=at):
        return _Booked(MatchKind.PAYMENT_BACK, one.thing_id, one.plan_id, one.amount, booked=True)
    if one.kind in _TIED:
        return _Booked(_TIED[one.kind], one.thing_id, one.plan_id, one.amount, booked=False)
    if one.kind is _K.EXPENSE:
        expense = session.get_one(Expense, one.thing_id)
        spending.pay(session, expense, spending.Paying(deed.place, deed.on), by=by, at=at)
        return _Booked(MatchKind.EXPENSE, one.thing_id, one.plan_id, one.amount, booked=True)
    if one.kind is _K.ALLOWANCE:
        allowance = session.get_one(Allowance, one.thing_id)
        allowances.pay(session, allowance, allowances.Paying(deed.place, deed.on), by=by, at=at)
        return _Booked(MatchKind.ALLOWANCE, one.thing_id, one.plan_id, one.amount, booked=True)
    arrival = _arrival(session, one, deed, by=by, at=at)
    return _Booked(MatchKind.ARRIVAL, arrival.id, one.plan_id, one.amount, booked=True)


def _arrival(session: Session, one: Expected, deed: _Deed, *, by: Actor, at: datetime) -> Arrival:
    if one.kind is _K.INSTALMENT:
        instalment = session.get_one(Instalment, one.thing_id)
        receiving = Receiving(deed.on, deed.place, one.amount)
        return arrivals.receive(session, instalment, receiving, by=by, at=at)
    assert one.organisation_id is not None  # noqa: S101  a return has one
    plan = session.get_one(Plan, one.plan_id)
    giving = GivingBack(one.organisation_id, -one.amount, deed.on, deed.place)
    return arrivals.give_back(session, plan, giving, by=by, at=at)


def _tie(
    session: Session,
    account: BankAccount,
    lines: Sequence[StatementLine],
    things: Sequence[_Booked],
    *,
    by: Actor,
    at: datetime,
) -> Matching:
    """Write down who paid what. The database refuses a line, and a thing, a second time."""
    matching = Matching(
        id=new_id(session, at),
        owner_id=account.owner_id,
        account_id=account.id,
        confirmed_by_id=by.person_id,
        confirmed_at=at,
        undone_why="",
    )
    session.add(matching)
    session.flush()
    for line in lines:
        line.state = LINE.after(line.state, Act.PAYMENTS_LINE_MATCH)
        line.settled_by_id, line.settled_at = by.person_id, at
        session.add(MatchedLine(matching_id=matching.id, line_id=line.id))
    for one in things:
        session.add(
            MatchedThing(
                matching_id=matching.id,
                kind=one.kind,
                thing_id=one.thing_id,
                proposal_id=one.plan_id,
                amount=one.amount,
                booked=one.booked,
            )
        )
    session.flush()
    record(session, Act.PAYMENTS_LINE_MATCH, account, by=by, at=at, lines=len(lines))
    return matching


def _mirror(session: Session, thing: MatchedThing, why: str, *, by: Actor, at: datetime) -> None:
    if thing.kind is MatchKind.ARRIVAL:
        arrival = session.get_one(Arrival, thing.thing_id)
        if arrival.state is ArrivalState.ENTERED:  # somebody may have undone it by hand
            arrivals.mirror(session, arrival, why, by=by, at=at)
    elif thing.kind is MatchKind.EXPENSE:
        spending.correct(session, session.get_one(Expense, thing.thing_id), why, by=by, at=at)
    elif thing.kind is not MatchKind.ALLOWANCE:
        raise NotNow("undo-by-hand")
    else:
        allowance = session.get_one(Allowance, thing.thing_id)
        allowances.correct(session, allowance, why, by=by, at=at)


def _refuse_other(session: Session, account: BankAccount, plan: Plan) -> None:
    """Only money of groups that this account is of lies on it."""
    of = paid_by(account.owner_id).where(Workgroup.id == plan.owner_id)
    if session.scalar(of) is None:
        raise Invalid("plan-of-another", field="plan")


def _opened(session: Session, line: StatementLine, by: Actor) -> BankAccount:
    account = session.get_one(BankAccount, line.account_id)
    lock_account(session, account)
    session.refresh(line)
    may_bank(by, Act.PAYMENTS_LINE_MATCH, line).check()
    return account


def _refuse_way(line: StatementLine, *, came: bool) -> None:
    if line.amount.is_positive is not came:
        raise Invalid("wrong-way", field="what")
