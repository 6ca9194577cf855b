"""What reading, setting aside and matching the lines of a bank leave behind, and undoing it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.payments import queries
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    BankAccount,
    MatchedLine,
    MatchedThing,
    Matching,
    Reason,
    Source,
)
from grants.payments.queries.online import box_by_reference
from grants.payments.rules.online import Opening
from grants.payments.rules.statements import SettingAside
from grants.payments.service import gifts, matching, placing
from grants.payments.states import LineState
from tests.ground import NOON
from tests.payments.statement_story import VAULT, account, confirm, keep, last, line, plan, undo
from tests.spending.story import DAY, Running
from tests.traces import Told, history

__all__ = ["account", "plan"]
LATER = NOON + timedelta(days=1)


def names(one: Running) -> dict[UUID, str]:
    return {person.id: name for name, person in one.one.people.items()}


def told(one: Running, thing: BankAccount) -> list[Told]:
    return history(one.session, thing, names(one))


def act(name: str, why: str | None = None, **facts: object) -> Told:
    return Told(f"payments.{name}", "Hans", facts, why, NOON)


def test_an_account_and_what_was_read_on_it_are_written_down(
    plan: Running, account: BankAccount
) -> None:
    keep(plan, account, line("10"), line("20"))
    keep(plan, account, line("30"), name="b")

    assert told(plan, account) == [
        act("statement-account"),
        act("statement", hash="a" * 64, new=2, known=0),
        act("statement", hash="b" * 64, new=1, known=0),
    ]
    [first, second] = sorted(
        queries.statements_of(plan.session, account.id), key=lambda one: one.file_hash
    )
    assert (first.lines_read, first.lines_new, second.lines_new) == (2, 2, 1)
    assert (first.read_by_id, first.read_at) == (plan.id_of("Hans"), NOON)
    assert (account.name, account.iban_last4) == ("Betaalrekening", "6789")


def test_a_gift_is_entered_as_it_stands_on_its_line(plan: Running, account: BankAccount) -> None:
    [row] = keep(plan, account, line("25", "Voor jullie", DAY - timedelta(days=2)))
    hans = plan.actor("Hans")
    match = matching.as_income(
        plan.session, row, plan.proposal, Source.GIFT, " Van de bakker ", by=hans, at=NOON
    )

    arrival = plan.session.scalars(select(Arrival)).one()
    assert (arrival.kind, arrival.source, arrival.words) == (
        ArrivalKind.OWN,
        Source.GIFT,
        "Van de bakker",
    )
    assert (arrival.on, arrival.amount, arrival.place) == (row.on, EUR("25"), AccountKind.BANK)
    assert (match.confirmed_by_id, match.confirmed_at) == (plan.id_of("Hans"), NOON)
    assert (row.state, row.settled_by_id, row.settled_at) == (
        LineState.MATCHED,
        plan.id_of("Hans"),
        NOON,
    )
    [thing] = plan.session.scalars(select(MatchedThing))
    assert (thing.thing_id, thing.proposal_id, thing.amount, thing.booked) == (
        arrival.id,
        plan.proposal.id,
        EUR("25"),
        True,
    )
    assert told(plan, account)[-1] == act("line-match", lines=1)


def test_moved_money_lies_where_its_line_says(plan: Running, account: BankAccount) -> None:
    plan.arrives("240")
    rows = keep(plan, account, line("-40"), line("15"))
    for row in sorted(rows, key=lambda one: one.amount):
        matching.as_move(
            plan.session, row, plan.proposal, AccountKind.CASH, by=plan.actor("Hans"), at=NOON
        )

    moves = plan.session.scalars(select(Arrival).where(Arrival.kind == ArrivalKind.MOVE))
    assert {(one.origin, one.place, one.amount) for one in moves} == {
        (AccountKind.BANK, AccountKind.CASH, EUR("40")),
        (AccountKind.CASH, AccountKind.BANK, EUR("15")),
    }


def test_a_tie_that_is_undone_says_by_whom_and_why(plan: Running, account: BankAccount) -> None:
    plan.arrives("240")
    bill = plan.approved("60")
    [row] = keep(plan, account, line("-60", bill.reference))
    confirm(plan, account)
    match = last(plan)
    undo(plan, match, mirror=False, why=" Verkeerd. ")

    assert (match.undone_at, match.undone_why, match.undone_by_id) == (
        NOON,
        "Verkeerd.",
        plan.id_of("Hans"),
    )
    assert [one.undone_at for one in plan.session.scalars(select(MatchedThing))] == [NOON]
    assert [one.undone_at for one in plan.session.scalars(select(MatchedLine))] == [NOON]
    assert (row.state, row.settled_by_id, row.settled_at) == (LineState.OPEN, None, None)
    assert told(plan, account)[-1] == act("line-reopen", "Verkeerd.")
    assert isinstance(match, Matching)


def test_what_is_set_aside_says_why_and_waits_again_without_it(
    plan: Running, account: BankAccount
) -> None:
    [row] = keep(plan, account, line("-12.50", "Kosten betaalpakket"))
    hans = plan.actor("Hans")
    aside = SettingAside(Reason.OTHER, " Van ons zelf ")
    placing.set_aside(plan.session, row, aside, by=hans, at=NOON)
    there = (row.state, row.reason, row.why, row.settled_by_id, row.settled_at)
    placing.take_up(plan.session, row, by=hans, at=LATER)

    assert there == (LineState.EXPLAINED, Reason.OTHER, "Van ons zelf", plan.id_of("Hans"), NOON)
    assert (row.state, row.reason, row.why, row.settled_by_id, row.settled_at) == (
        LineState.OPEN,
        None,
        "",
        None,
        None,
    )
    assert history(plan.session, row, names(plan)) == [
        act("line-explain", "Van ons zelf", reason="other"),
        Told("payments.line-reopen", "Hans", {}, None, LATER),
    ]


def test_the_box_of_a_plan_is_found_by_its_number(plan: Running, account: BankAccount) -> None:
    number = plan.proposal.reference
    before = box_by_reference(plan.session, number)
    data = Opening(EUR("100"), "Voor een oven.")
    box = gifts.open_gifts(plan.session, plan.proposal, data, by=plan.actor("Ada"), at=NOON)

    assert before is None
    assert box_by_reference(plan.session, number) == (box, plan.proposal)
    assert box_by_reference(plan.session, "P-2026-9999") is None
    assert matching.proposals_for(plan.session, account, vault=VAULT)[2] == []
