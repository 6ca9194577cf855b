"""Statements on both databases: kept once, matched once, undone, and what a report waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.world import fake_world
from grants.awards.models import Instalment, InstalmentState
from grants.kit.access import Actor, Role
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom, Refusal, Stale
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import queries
from grants.payments.models import (
    Arrival,
    BankAccount,
    Format,
    MatchedLine,
    MatchedThing,
    Matching,
    Reason,
    Source,
    Statement,
    StatementLine,
)
from grants.payments.rules.matching import Sure
from grants.payments.rules.statements import (
    Columns,
    NewAccount,
    ReadFile,
    ReadLine,
    ReadStatement,
    SettingAside,
)
from grants.payments.service import matching, statements
from grants.payments.service.matching import Undoing
from grants.payments.states import ArrivalState, LineState
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from tests.ground import NOON, store
from tests.spending.story import DAY, Running, running

IBAN = "NL02ABNA0123456789"
VAULT = fake_world().vault


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


@pytest.fixture
def account(plan: Running) -> BankAccount:
    return statements.add_account(
        plan.session,
        plan.one.ground.holder,
        NewAccount("NL02 ABNA 0123 4567 89", " Betaalrekening "),
        vault=VAULT,
        by=plan.actor("Hans"),
        at=NOON,
    )


def line(amount: str, words: str = "", on: date = DAY, **more: object) -> ReadLine:
    return ReadLine(on, EUR(amount), words=words, **more)  # type: ignore[arg-type]


def file(*lines: ReadLine, name: str = "a", form: Format = Format.CAMT, **more: object) -> ReadFile:
    days = [one.on for one in lines] or [DAY]
    usual: dict[str, object] = {
        "account": IBAN,
        "label": "1",
        "from_on": min(days),
        "until_on": max(days),
        "opening": None,
        "closing": None,
        "lines": lines,
    }
    one = ReadStatement(**usual | more)  # type: ignore[arg-type]
    return ReadFile(form, name * 64, (one,))


def keep(
    plan: Running, account: BankAccount, *lines: ReadLine, name: str = "a"
) -> list[StatementLine]:
    taken = statements.keep(
        plan.session, account, file(*lines, name=name), vault=VAULT, by=plan.actor("Hans"), at=NOON
    )
    assert taken.new == len(lines)
    return list(queries.open_lines(plan.session, account.id))


def proposed(plan: Running, account: BankAccount) -> list[tuple[str, Sure]]:
    found = matching.proposals_for(plan.session, account, vault=VAULT)[2]
    return [(one.key, one.sure) for one in found]


def confirm(plan: Running, account: BankAccount) -> matching.Confirmed:
    keys = [key for key, _sure in proposed(plan, account)]
    return matching.confirm_all(
        plan.session, account, keys, vault=VAULT, by=plan.actor("Hans"), at=NOON
    )


def instalment(plan: Running) -> Instalment:
    which = select(Instalment).where(Instalment.award_id == plan.award.id).order_by(Instalment.no)
    return plan.session.scalars(which).first()  # type: ignore[return-value]


def last(plan: Running) -> Matching:
    return plan.session.scalars(select(Matching).order_by(Matching.confirmed_at)).all()[-1]


def test_an_account_is_sealed_and_shows_its_last_four(plan: Running, account: BankAccount) -> None:
    assert (account.name, account.iban_last4) == ("Betaalrekening", "6789")
    assert IBAN.encode() not in account.iban_digest.encode()
    assert VAULT.cipher.open(account.iban_sealed, about=account.id.bytes) == IBAN


def test_the_same_account_is_added_once_and_needs_a_name(
    plan: Running, account: BankAccount
) -> None:
    for data, code in ((NewAccount(IBAN, "x"), "account-known"), (NewAccount(IBAN, " "), "name")):
        with pytest.raises(Invalid, match=code):
            statements.add_account(
                plan.session, plan.one.ground.holder, data, vault=VAULT,
                by=plan.actor("Hans"), at=NOON,
            )  # fmt: skip


@pytest.mark.parametrize(("name", "code"), [("Ada", "not-found"), ("Zoë", "not-found")])
def test_others_do_not_see_the_lines_of_a_holder(
    plan: Running, account: BankAccount, name: str, code: str
) -> None:
    with pytest.raises(NotAllowed, match=code):
        statements.keep(plan.session, account, file(), vault=VAULT, by=plan.actor(name), at=NOON)
    assert queries.owners_of_accounts(plan.actor(name)) == []
    assert queries.owners_of_accounts(plan.actor("Hans")) == [account.owner_id]


def test_the_same_file_and_overlapping_files_are_read_once(
    plan: Running, account: BankAccount
) -> None:
    hans = plan.actor("Hans")
    first = file(line("5"), line("5"), line("-2"))
    again = file(line("5"), line("5"), line("-2"), line("5"), line("7"), name="b")
    statements.keep(plan.session, account, first, vault=VAULT, by=hans, at=NOON)

    with pytest.raises(Invalid, match="statement-known"):
        statements.keep(plan.session, account, first, vault=VAULT, by=hans, at=NOON)
    taken = statements.keep(plan.session, account, again, vault=VAULT, by=hans, at=NOON)

    assert (taken.new, taken.known) == (2, 3)
    nths = [
        one.nth for one in queries.open_lines(plan.session, account.id) if one.amount == EUR("5")
    ]
    assert sorted(nths) == [1, 2, 3]


def test_the_database_refuses_a_line_that_stands(plan: Running, account: BankAccount) -> None:
    one = keep(plan, account, line("5"))[0]
    copy = {
        column.key: getattr(one, column.key)
        for column in StatementLine.__mapper__.column_attrs
        if column.key not in {"amount_minor", "amount_currency", "id"}
    }

    with pytest.raises(IntegrityError):
        store(plan.session, StatementLine(id=uuid4(), amount=one.amount, **copy))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (file(line("5"), account="NL91ABNA0417164300"), "statement-other-account"),
        (replace(file(), statements=()), "statement-empty"),
        (file(line("5"), opening=EUR("1"), closing=EUR("5")), "statement-does-not-add-up"),
        (file(ReadLine(DAY, replace(EUR("5"), currency="USD"))), "statement-currency"),
    ],
    ids=["other", "empty", "sums", "dollars"],
)
def test_a_file_that_is_not_ours_books_nothing(
    plan: Running, account: BankAccount, wrong: ReadFile, code: str
) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        statements.keep(plan.session, account, wrong, vault=VAULT, by=plan.actor("Hans"), at=NOON)

    assert refused.value.facts.get("last4", "4300") == "4300"
    assert plan.session.scalars(select(Statement)).all() == []


def test_what_a_file_says_of_other_accounts_is_left_out(
    plan: Running, account: BankAccount
) -> None:
    one, other = file(line("5")), file(line("6"), account="NL91ABNA0417164300")
    both = replace(one, statements=(*other.statements, *one.statements))

    taken = statements.keep(
        plan.session, account, both, vault=VAULT, by=plan.actor("Hans"), at=NOON
    )

    assert (taken.new, taken.others) == (1, 1)


def test_too_many_lines_are_refused(
    plan: Running, account: BankAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "MOST_LINES", 1)

    with pytest.raises(Invalid, match="statement-too-long"):
        keep(plan, account, line("5"), line("6"))


def test_columns_are_remembered_with_the_account(plan: Running, account: BankAccount) -> None:
    assert statements.columns_of(account) is None
    columns = Columns(0, 2, words=(1,))

    statements.remember(plan.session, account, columns, by=plan.actor("Hans"))

    assert statements.columns_of(account) == columns


def test_an_instalment_is_recognised_and_booked_once(plan: Running, account: BankAccount) -> None:
    due = instalment(plan).amount.digits
    keep(plan, account, line(due, f"Toekenning {plan.award.reference}"))
    key, sure = proposed(plan, account)[0]

    told = confirm(plan, account)

    assert (sure, told.done, plan.now.bank.digits) == (Sure.SURE, 1, due)
    assert instalment(plan).state is InstalmentState.RECEIVED
    with pytest.raises(Stale, match="proposals-changed"):
        matching.confirm_all(
            plan.session, account, [key], vault=VAULT, by=plan.actor("Hans"), at=NOON
        )
    assert book.check(plan.session) == []


def test_a_part_of_an_award_leaves_the_rest_to_come(plan: Running, account: BankAccount) -> None:
    keep(plan, account, line("100", plan.award.reference))

    assert proposed(plan, account)[0][1] is Sure.LIKELY
    confirm(plan, account)

    assert (plan.now.bank, plan.now.to_come) == (EUR("100"), EUR("200"))


def test_a_bill_is_paid_and_one_that_was_paid_is_only_tied(
    plan: Running, account: BankAccount
) -> None:
    plan.arrives("240")
    bill, paid = plan.approved("60"), plan.paid("30", why="Duurder.")
    keep(plan, account, line("-60", bill.reference), line("-30", paid.reference), line("240"))

    told = confirm(plan, account)

    assert told.done == 3
    assert plan.session.get_one(Expense, bill.id).state is ExpenseState.PAID
    assert plan.now.bank == EUR("150")
    booked = [thing.booked for thing in plan.session.scalars(select(MatchedThing))]
    assert sorted(booked) == [False, False, True]
    assert proposed(plan, account) == []


def test_two_lines_pay_one_bill_together(plan: Running, account: BankAccount) -> None:
    plan.arrives("240")
    bill = plan.approved("60")
    keep(plan, account, line("-20", bill.reference), line("-40", bill.reference, name="x"))

    assert confirm(plan, account).done == 1

    assert len(plan.session.scalars(select(MatchedLine)).all()) == 2
    assert plan.session.get_one(Expense, bill.id).state is ExpenseState.PAID


def test_what_the_rules_refuse_stays_open_and_the_others_go_on(
    plan: Running, account: BankAccount
) -> None:
    bill, due = plan.approved("60"), instalment(plan).amount.digits
    keep(
        plan,
        account,
        line("-60", bill.reference, DAY - timedelta(1)),
        line(due, plan.award.reference),
    )

    told = confirm(plan, account)

    assert told.done == 1
    assert [refusal.code for _one, refusal in told.refused] == ["over-place"]
    assert len(queries.open_lines(plan.session, account.id)) == 1


def test_a_person_chooses_what_a_line_pays(plan: Running, account: BankAccount) -> None:
    plan.arrives("240")
    one, two = plan.approved("20"), plan.approved("30", shop="Elders")
    row = keep(plan, account, line("-50", "boodschappen"))[0]
    keys = [f"expense.{one.id}", f"expense.{two.id}"]

    def choose(keys: list[str], ids: list[UUID]) -> Matching:
        return matching.confirm(
            plan.session, account, ids, keys, vault=VAULT, by=plan.actor("Hans"), at=NOON
        )

    with pytest.raises(Invalid, match="sums-differ"):
        choose(keys[:1], [row.id])
    with pytest.raises(Invalid, match="nothing-chosen"):
        choose([], [row.id])
    with pytest.raises(Stale):
        choose(["expense.none"], [row.id])
    choose(keys, [row.id])

    assert (plan.now.bank, row.state) == (EUR("190"), LineState.MATCHED)
    with pytest.raises(Stale):
        choose(keys, [row.id])


def test_money_that_went_out_is_no_part_of_an_award(plan: Running, account: BankAccount) -> None:
    row = keep(plan, account, line("-50"))[0]

    with pytest.raises(Invalid, match="sums-differ"):
        matching.confirm(
            plan.session, account, [row.id], [f"instalment.{instalment(plan).id}"],
            vault=VAULT, by=plan.actor("Hans"), at=NOON,
        )  # fmt: skip


def test_more_than_was_promised_is_refused_as_by_hand(plan: Running, account: BankAccount) -> None:
    row = keep(plan, account, line("301"))[0]

    with pytest.raises(OverRoom, match="over-promised"):
        matching.confirm(
            plan.session, account, [row.id], [f"instalment.{instalment(plan).id}"],
            vault=VAULT, by=plan.actor("Hans"), at=NOON,
        )  # fmt: skip


def test_a_gift_and_a_move_are_entered_from_the_line(plan: Running, account: BankAccount) -> None:
    hans = plan.actor("Hans")
    went, came, gift = sorted(
        keep(plan, account, line("-40"), line("10"), line("25", "Voor jullie")),
        key=lambda one: one.amount,
    )

    matching.as_income(
        plan.session, gift, plan.proposal, Source.GIFT, "Van de bakker", by=hans, at=NOON
    )
    plan.arrives("240")
    matching.as_move(plan.session, went, plan.proposal, AccountKind.CASH, by=hans, at=NOON)
    matching.as_move(plan.session, came, plan.proposal, AccountKind.CASH, by=hans, at=NOON)

    assert (plan.now.bank, plan.now.cash, plan.now.own) == (EUR("235"), EUR("30"), EUR("25"))
    with pytest.raises(NotNow):
        matching.as_income(plan.session, gift, plan.proposal, Source.GIFT, "", by=hans, at=NOON)


def test_money_that_went_out_is_no_income(plan: Running, account: BankAccount) -> None:
    went = keep(plan, account, line("-40"))[0]

    with pytest.raises(Invalid, match="wrong-way"):
        matching.as_income(
            plan.session, went, plan.proposal, Source.GIFT, "", by=plan.actor("Hans"), at=NOON
        )


def undo(plan: Running, match: Matching, *, mirror: bool, why: str = "Verkeerd.") -> Matching:
    return matching.undo(plan.session, match, Undoing(why, mirror), by=plan.actor("Hans"), at=NOON)


def test_confirmed_in_error_is_mirrored_and_waits_again(
    plan: Running, account: BankAccount
) -> None:
    row = keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))[0]
    confirm(plan, account)
    match = last(plan)

    with pytest.raises(Invalid, match="why-missing"):
        undo(plan, match, mirror=True, why=" ")
    undo(plan, match, mirror=True)

    assert (row.state, plan.now.bank) == (LineState.OPEN, EUR("0"))
    with pytest.raises(NotNow, match="undone-before"):
        undo(plan, match, mirror=True)
    assert confirm(plan, account).done == 1
    assert book.check(plan.session) == []


def test_only_the_tie_is_undone_when_the_booking_is_right(
    plan: Running, account: BankAccount
) -> None:
    keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))
    confirm(plan, account)
    undo(plan, last(plan), mirror=False)

    assert plan.now.bank == instalment(plan).amount
    assert confirm(plan, account).done == 1
    assert plan.now.bank == instalment(plan).amount


def test_a_bill_paid_by_mistake_is_corrected(plan: Running, account: BankAccount) -> None:
    plan.arrives("240")
    bill = plan.approved("60")
    keep(plan, account, line("-60", bill.reference))
    confirm(plan, account)

    undo(plan, last(plan), mirror=True)

    assert plan.session.get_one(Expense, bill.id).state is ExpenseState.CORRECTED
    assert plan.now.bank == EUR("240")


def test_an_arrival_that_was_undone_by_hand_is_not_mirrored_twice(
    plan: Running, account: BankAccount
) -> None:
    from grants.payments import service as payments  # noqa: PLC0415

    keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))
    confirm(plan, account)
    arrival = plan.session.scalars(select(Arrival)).one()
    payments.mirror(plan.session, arrival, "Verkeerd.", by=plan.actor("Hans"), at=NOON)

    undo(plan, last(plan), mirror=True)

    assert arrival.state is ArrivalState.MIRRORED


def test_a_line_is_set_aside_with_a_reason_and_taken_up(
    plan: Running, account: BankAccount
) -> None:
    hans = plan.actor("Hans")
    row = keep(plan, account, line("-5", "Koffie"))[0]

    with pytest.raises(Invalid, match="why-missing"):
        statements.set_aside(plan.session, row, SettingAside(Reason.OTHER), by=hans, at=NOON)
    statements.set_aside(plan.session, row, SettingAside(Reason.HOLDERS_OWN), by=hans, at=NOON)
    assert [one.id for one in queries.explained_lines(plan.session, account.id)] == [row.id]
    statements.take_up(plan.session, row, by=hans, at=NOON)

    assert (row.state, row.reason) == (LineState.OPEN, None)


def test_a_matched_line_is_undone_by_its_match(plan: Running, account: BankAccount) -> None:
    row = keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))[0]
    confirm(plan, account)

    with pytest.raises(NotNow, match="line-matched"):
        statements.take_up(plan.session, row, by=plan.actor("Hans"), at=NOON)


def test_costs_of_the_bank_are_set_aside_at_once(plan: Running, account: BankAccount) -> None:
    row = keep(plan, account, line("-12.50", "Kosten betaalpakket"))[0]

    assert confirm(plan, account).done == 1

    assert (row.state, row.reason) == (LineState.EXPLAINED, Reason.BANK_COSTS)


def test_a_report_waits_for_lines_of_its_days_and_only_for_its_own(
    plan: Running, account: BankAccount
) -> None:
    hans, session = plan.actor("Hans"), plan.session
    old = keep(plan, account, line("3", on=DAY - timedelta(400)))
    assert queries.waiting_for_plan(session, plan.proposal) == 0
    plan.arrives("240")
    now = [one for one in keep(plan, account, line("5"), name="b") if one not in old]
    assert queries.waiting_for_plan(session, plan.proposal) == 1

    statements.point(session, now[0], plan.proposal.owner_id, by=hans, at=NOON)
    assert queries.waiting_for_plan(session, plan.proposal) == 1
    other = running(session, name="Noordoost")
    with pytest.raises(Invalid, match="group-unknown"):
        statements.point(session, now[0], other.proposal.owner_id, by=hans, at=NOON)
    statements.point(session, now[0], None, by=hans, at=NOON)
    statements.set_aside(session, now[0], SettingAside(Reason.HOLDERS_OWN), by=hans, at=NOON)

    assert queries.waiting_for_plan(session, plan.proposal) == 0
    bare = plan.proposal.__class__(id=uuid4(), owner_id=plan.proposal.owner_id)
    assert queries.waiting_for_plan(session, bare) == 0


def test_who_was_on_the_other_side_is_forgotten_in_time(
    plan: Running, account: BankAccount
) -> None:
    other = "NL20INGB0001234567"
    row = keep(plan, account, line("-5", "Koffie", iban=other, name="A. de Wit"))[0]
    assert row.counter_last4 == "4567"
    statements.set_aside(
        plan.session, row, SettingAside(Reason.HOLDERS_OWN), by=plan.actor("Hans"), at=NOON
    )

    assert statements.forget_others(plan.session, account, NOON) == 0
    assert statements.forget_others(plan.session, account, NOON + timedelta(1)) == 1

    plan.session.refresh(row)
    left = (row.counter_name, row.words, row.counter_last4 or "", row.amount)
    assert left == ("", "", "", EUR("-5"))


def test_a_line_cannot_be_in_two_living_matches(plan: Running, account: BankAccount) -> None:
    row = keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))[0]
    confirm(plan, account)
    again = Matching(
        id=uuid4(),
        owner_id=account.owner_id,
        account_id=account.id,
        confirmed_at=NOON,
        undone_why="",
    )
    plan.session.add(again)
    plan.session.flush()

    with pytest.raises(IntegrityError):
        store(plan.session, MatchedLine(matching_id=again.id, line_id=row.id))


def test_the_group_that_holds_its_money_keeps_its_own_account() -> None:
    group = UUID(int=1)
    dan = Actor(person_id=UUID(int=2), roles={group: frozenset({Role.TREASURER})})

    assert queries.owners_of_accounts(dan) == []


def test_refusals_of_this_room_are_refusals() -> None:
    assert issubclass(Stale, Refusal)
