"""Confirming what lines of a bank pay: booked through the verbs there are, once a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.awards.models import Award, Instalment
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, Refusal, Stale
from grants.kit.money import Money, total
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.payments.access import may_bank
from grants.payments.models import (
    Arrival,
    BankAccount,
    Matching,
    MatchKind,
    Source,
    StatementLine,
)
from grants.payments.queries.expected import expected
from grants.payments.queries.runs import paid_by
from grants.payments.queries.shown import UNSEEN, still_to_show
from grants.payments.queries.statements import facts_of, open_lines
from grants.payments.queries.unseen import Looking
from grants.payments.rules import ComingAgain, GivingBack, Income, Moving, Receiving
from grants.payments.rules.matching import Expected, ExpectedKind, Proposal, Sure, propose
from grants.payments.rules.statements import SettingAside
from grants.payments.service import arrivals
from grants.payments.service.bank_accounts import lock_account
from grants.payments.service.placing import set_aside
from grants.payments.service.seen import OF_RUNS, bounce, settle_seen
from grants.payments.service.surplus import receive_over
from grants.payments.service.tying import Booked, tie
from grants.people.cipher import Vault
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
    made = Booked(MatchKind.ARRIVAL, arrival.id, plan.id, line.amount, booked=True)
    return tie(session, account, [line], [made], by=by, at=at)


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
    made = Booked(MatchKind.ARRIVAL, arrival.id, plan.id, line.amount, booked=True)
    return tie(session, account, [line], [made], by=by, at=at)


def as_surplus(
    session: Session, line: StatementLine, award: Award, *, by: Actor, at: datetime
) -> Matching:
    """More came of this award than was promised. Refuses ``plan-of-another`` and ``not-more``."""
    account = _opened(session, line, by)
    _refuse_other(session, account, session.get_one(Plan, award.proposal_id))
    _refuse_way(line, came=True)
    data = Receiving(line.on, account.place, line.amount)
    arrival = receive_over(session, award, data, by=by, at=at)
    made = Booked(MatchKind.ARRIVAL, arrival.id, award.proposal_id, line.amount, booked=True)
    return tie(session, account, [line], [made], by=by, at=at)


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
    for group_id in sorted({thing.group_id for thing in things}):
        ledger.lock(session, group_id)
    _refuse_undone(session, things)
    deed = _Deed(max(line.on for line in one.lines), account.place)
    booked = [_book(session, thing, deed, by=by, at=at) for thing in things]
    lines = [session.get_one(StatementLine, line.id) for line in one.lines]
    matching = tie(session, account, lines, booked, by=by, at=at)
    of_runs = [thing.thing_id for thing in things if thing.kind in OF_RUNS]
    settle_seen(session, of_runs, deed.on, by=by, at=at)
    return matching


def _refuse_undone(session: Session, things: Sequence[Expected]) -> None:
    """What stood in the book unseen stands there no more: somebody undid it meanwhile."""
    for kind in UNSEEN:
        ids = {thing.thing_id for thing in things if thing.kind is kind}
        if ids and ids != still_to_show(session, kind, ids):
            raise Stale("proposals-changed")


def _fitting(one: Proposal, amount: Money) -> Sequence[Expected]:
    """The things with the amounts that they get now; one that may come in parts takes what came."""
    things = one.things
    if len(things) == 1 and things[0].part:
        alone = things[0]
        fitted = replace(alone, amount=amount)
        if amount.is_positive is not alone.amount.is_positive:
            raise Invalid("sums-differ", field="things", off=amount - alone.amount)
        return [fitted]
    off = amount - total(thing.amount for thing in things)
    if not off.is_zero:
        raise Invalid("sums-differ", field="things", off=off)
    return things


def _book(session: Session, one: Expected, deed: _Deed, *, by: Actor, at: datetime) -> Booked:
    if one.kind is _K.PAYMENT_BACK and bounce(session, one.thing_id, by=by, at=at):
        return Booked(MatchKind.PAYMENT_BACK, one.thing_id, one.plan_id, one.amount, booked=True)
    if one.kind in _TIED:
        return Booked(_TIED[one.kind], one.thing_id, one.plan_id, one.amount, booked=False)
    if one.kind is _K.EXPENSE:
        expense = session.get_one(Expense, one.thing_id)
        spending.pay(session, expense, spending.Paying(deed.place, deed.on), by=by, at=at)
        return Booked(MatchKind.EXPENSE, one.thing_id, one.plan_id, one.amount, booked=True)
    if one.kind is _K.ALLOWANCE:
        allowance = session.get_one(Allowance, one.thing_id)
        allowances.pay(session, allowance, allowances.Paying(deed.place, deed.on), by=by, at=at)
        return Booked(MatchKind.ALLOWANCE, one.thing_id, one.plan_id, one.amount, booked=True)
    arrival = _arrival(session, one, deed, by=by, at=at)
    return Booked(MatchKind.ARRIVAL, arrival.id, one.plan_id, one.amount, booked=True)


def _arrival(session: Session, one: Expected, deed: _Deed, *, by: Actor, at: datetime) -> Arrival:
    if one.kind is _K.INSTALMENT:
        instalment = session.get_one(Instalment, one.thing_id)
        receiving = Receiving(deed.on, deed.place, one.amount)
        return arrivals.receive(session, instalment, receiving, by=by, at=at)
    assert one.organisation_id is not None  # noqa: S101  a return has one
    plan = session.get_one(Plan, one.plan_id)
    if one.kind is _K.TOO_MUCH:
        again = ComingAgain(one.organisation_id, one.amount, deed.on, deed.place)
        return arrivals.came_again(session, plan, again, by=by, at=at)
    giving = GivingBack(one.organisation_id, -one.amount, deed.on, deed.place)
    return arrivals.give_back(session, plan, giving, by=by, at=at)


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
