"""After every step: what the database has, against the naive book, to the cent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.allowances.models import Allowance
from grants.awards import queries as awards
from grants.awards.models import Award, Instalment
from grants.kit.acts import Act
from grants.kit.money import Money
from grants.ledger import queries as book
from grants.ledger.models import Account, Entry, Posting
from grants.ledger.rules import Amounts
from grants.payments import queries as payments
from grants.payments.models import Arrival, OnlinePayment, Payment, PayRun
from grants.proposals.models import Proposal
from grants.reports.models import Report
from grants.reports.queries import gathered
from grants.spending.models import Expense
from grants.waiting.models import Waiting
from tests.proof.naive import GRANTED, PLACES, Key, Plan


def accounts_hold(session: Session, plans: Sequence[Plan]) -> None:
    """Stored balances, and the same summed anew from the postings, are those of the book."""
    minor = Account.balance_minor  # type: ignore[attr-defined]
    stored: dict[UUID, Counter[Key]] = {}
    again: dict[UUID, Counter[Key]] = {}
    summed = func.coalesce(func.sum(Posting.amount_minor), 0)  # type: ignore[attr-defined]
    rows = session.execute(
        select(Account.plan_id, Account.kind, Account.ref_id, minor, summed)
        .outerjoin(Posting, Posting.account_id == Account.id)
        .group_by(Account.id, Account.plan_id, Account.kind, Account.ref_id, minor)
    )
    for plan_id, kind, ref_id, balance, postings in rows:
        stored.setdefault(plan_id, Counter())[str(kind), ref_id] = balance
        again.setdefault(plan_id, Counter())[str(kind), ref_id] = int(postings)
    expected = {plan.id: plan.book for plan in plans} | {plan.owner: plan.purse for plan in plans}
    for plan_id in expected.keys() | stored.keys():
        ours = _some(expected[plan_id])
        assert _some(stored.get(plan_id, Counter())) == ours, _differing(stored[plan_id], ours)
        assert _some(again.get(plan_id, Counter())) == ours, "postings"


def entries_balance(session: Session) -> None:
    """Debit equals credit in every entry, and none is without lines."""
    summed = func.sum(Posting.amount_minor)  # type: ignore[attr-defined]
    odd = select(Posting.entry_id).group_by(Posting.entry_id).having(summed != 0)
    assert session.scalars(odd).all() == []
    lines = select(func.count()).select_from(Posting).where(Posting.entry_id == Entry.id)
    assert session.scalars(select(Entry.id).where(lines.scalar_subquery() < 2)).all() == []


def figures_hold(session: Session, plans: Sequence[Plan]) -> None:
    """The five amounts of every plan, and of the group: the sum of its plans and its purse."""
    found = book.amounts_by_plan(session, [plan.id for plan in plans])
    for plan in plans:
        now = found[plan.id]
        five = (now.promised, now.received, now.reserved, now.spent, now.free)
        ours = (plan.promised, plan.received, plan.reserved, plan.spent, plan.free)
        assert [one.minor for one in five] == list(ours), plan.state
        assert (now.room.minor, now.own.minor) == (plan.room, plan.own)
        held = sum(map(plan.held, PLACES))
        assert now.free.minor == held + plan.sum("owed") - plan.owed_back
        places = (now.bank, now.cash, now.own_bank)
        assert [one.minor for one in places] == list(map(plan.held, PLACES))
    for owner in {plan.owner for plan in plans}:
        _group_is_its_plans(session, owner, [found[p.id] for p in plans if p.owner == owner])


def _group_is_its_plans(session: Session, owner: UUID, of_plans: Iterable[Amounts]) -> None:
    whole = book.amounts(session, owner)
    several = [*of_plans, book.amounts(session, owner, owner)]
    for name in (
        "promised",
        "received",
        "reserved",
        "spent",
        "free",
        "to_come",
        "own",
        "bank",
        "own_bank",
        "cash",
    ):
        parts = sum(getattr(one, name).minor for one in several)
        assert getattr(whole, name).minor == parts, name


def lines_hold(session: Session, plan: Plan) -> None:
    """Of each cost line: what it has cost by now."""
    found = book.per_line(session, plan.id)
    booked = {line: amounts.booked.minor for line, amounts in found.items()}
    ours = {line: plan.booked(line) for line in plan.lines}
    assert {line: booked.get(line, 0) for line in ours} == ours


def states_hold(session: Session, plans: Sequence[Plan]) -> None:
    """Everything is where the tables of lives put it."""
    ours: dict[UUID, tuple[str, object]] = {}
    for plan in plans:
        ours[plan.id] = plan.state, None
        for award in plan.awards:
            ours[award.id] = award.state, award.final
            ours |= {one.id: (one.state, one.received or None) for one in award.instalments}
        ours |= {one.id: (one.state, None) for one in plan.arrivals}
        ours |= {one.id: (one.state, one.place) for one in plan.expenses}
        ours |= {one.id: (one.state, one.place) for one in plan.allowances}
        for paid in plan.online:
            ours[paid.id] = paid.state, None
        for run in plan.runs:
            ours[run.id] = run.state, None
            ours |= {one.id: (one.state, None) for one in run.payments}
        if plan.report is not None:
            ours[plan.report.id] = plan.report.state, None
    found = {row[0]: (str(row[1]), row[2]) for row in _states(session)}
    assert {key: found[key] for key in ours} == ours, [
        (ours[key], found[key]) for key in ours if found[key] != ours[key]
    ]
    passed = select(Allowance.id).where(Allowance.passed_cap.is_(True))
    assert set(session.scalars(passed)) == {
        one.id for plan in plans for one in plan.allowances if one.passed
    }


def _states(session: Session) -> Iterable[tuple[UUID, str, object]]:
    for kind in (Proposal, Arrival, Report, PayRun, Payment, OnlinePayment):
        for id_, state in session.execute(select(kind.id, kind.state)):
            yield id_, state, None
    for id_, state, final in session.execute(select(Award.id, Award.state, Award.final_minor)):  # type: ignore[attr-defined]
        yield id_, state, final
    received = Instalment.received_minor  # type: ignore[attr-defined]
    for id_, state, came in session.execute(select(Instalment.id, Instalment.state, received)):
        yield id_, state, came
    for thing in (Expense, Allowance):
        for id_, state, place in session.execute(select(thing.id, thing.state, thing.place)):
            yield id_, state, None if place is None else str(place)


def both_sides_agree(session: Session, plans: Sequence[Plan]) -> None:
    """What the funder's desk, the holder's desk and the report say is what the group's book says."""
    rows: dict[UUID, Any] = {}
    for organisation in {award.organisation for plan in plans for award in plan.awards}:
        rows |= {row.award.id: row for row in awards.desk(session, [organisation]).rows}
    for plan in plans:
        for award in plan.awards:
            row, to_come = rows[award.id], plan.book["promised", award.id]
            came = sum(one.received for one in award.instalments)
            assert row.paid.minor == came
            if award.state in GRANTED:
                assert row.to_pay.minor == max(0, award.counts - came)
            if award.state == "active":
                assert to_come == award.amount - came
    owners = sorted({plan.owner for plan in plans})
    back = {
        (one.proposal_id, one.organisation_id): one.amount
        for one in payments.to_return(session, owners)
    }
    ours = {(plan.id, who): Money(owed) for plan in plans for who, owed in plan.back().items()}
    assert back == ours
    for plan in plans:
        held = book.held(session, plan.owner, plan.id)
        assert {str(kind): held[kind].minor for kind in held} == {
            kind: plan.held(kind) for kind in PLACES
        }


def report_agrees(session: Session, plan: Plan) -> None:
    """What a report would tell now is what the book has."""
    found = gathered(session, session.get_one(Proposal, plan.id))
    assert found.costs.minor == plan.costs
    assert sum(one.amount.minor for one in found.bills) + found.allowances.minor == plan.costs
    assert found.received.minor == plan.received
    if not plan.is_accounted:
        # Of a stopped plan that no fund paid, what was left of its own is the group's since.
        own = plan.own + plan.own_to_purse
        assert (found.own.minor, found.left.minor) == (own, plan.left_when_settled())


def told_holds(session: Session, plans: Sequence[Plan]) -> None:
    """Whoever looks after the money is told who has too much of it now, and of nobody else."""
    told = (
        select(Arrival.proposal_id, Arrival.organisation_id)
        .join(Waiting, Waiting.thing_id == Arrival.id)
        .where(Waiting.act == Act.PAYMENTS_RETURN_OVER, Waiting.done_at.is_(None))
    )
    found = {(plan_id, to) for plan_id, to in session.execute(told)}
    assert found == {(plan.id, to) for plan in plans for to in plan.over()}


def closed_is_closed(plans: Sequence[Plan]) -> None:
    """Every place, promised, grant and owed is nothing, and cost = used + own."""
    for plan in plans:
        if plan.state == "closed":
            assert plan.is_zero
            assert plan.free == 0
            assert all(award.state in {"settled", "lapsed"} for award in plan.awards)
        for kind in PLACES:
            assert plan.held(kind) >= 0
        assert all(amount >= 0 for key, amount in plan.book.items() if key[0] == "promised")
        undone = any(
            one.state == "mirrored" or one.kind == "shortage" or one.gone for one in plan.arrivals
        )
        if not undone and not plan.is_accounted:
            # More was never approved than is there: the room is less only by what came too much,
            # by whichever way, and waits to be sent back.
            assert plan.room >= -plan.owed_back
        if not plan.is_accounted:
            # Nor than was there: what is lacking was undone since, or is owed to who stood in.
            assert plan.room >= -(plan.undone + plan.owed_back)


def _differing(found: Counter[Key], ours: dict[Key, int]) -> str:
    keys = [key for key in {*found, *ours} if found[key] != ours.get(key, 0)]
    return ", ".join(f"{key[0]} {found[key]} not {ours.get(key, 0)}" for key in sorted(keys))


def _some(balances: Counter[Key]) -> dict[Key, int]:
    return {key: amount for key, amount in balances.items() if amount}
