"""Statements on both databases: kept once, and what a report waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from grants.kit.access import Actor, Role
from grants.kit.errors import Invalid, NotAllowed, NotNow, Refusal, Stale
from grants.kit.money import EUR
from grants.payments import queries
from grants.payments.models import (
    BankAccount,
    Format,
    MatchedLine,
    Matching,
    Reason,
    Statement,
    StatementLine,
)
from grants.payments.rules.columns import Columns
from grants.payments.rules.statements import (
    NewAccount,
    ReadFile,
    ReadLine,
    SettingAside,
)
from grants.payments.service import bank_accounts, forgetting, placing, statements
from grants.payments.states import LineState
from tests.ground import NOON, store
from tests.payments.statement_story import (
    IBAN,
    VAULT,
    account,
    confirm,
    file,
    instalment,
    keep,
    line,
    plan,
)
from tests.spending.story import DAY, Running, running

__all__ = ["account", "plan"]


def test_an_account_is_sealed_and_shows_its_last_four(plan: Running, account: BankAccount) -> None:
    assert (account.name, account.iban_last4) == ("Betaalrekening", "6789")
    assert IBAN.encode() not in account.iban_digest.encode()
    assert VAULT.cipher.open(account.iban_sealed, about=account.id.bytes) == IBAN


def test_the_same_account_is_added_once_and_needs_a_name(
    plan: Running, account: BankAccount
) -> None:
    for data, code in ((NewAccount(IBAN, "x"), "account-known"), (NewAccount(IBAN, " "), "name")):
        with pytest.raises(Invalid, match=code):
            bank_accounts.add_account(
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


def test_a_line_is_kept_once_after_other_columns_and_in_another_form(
    plan: Running, account: BankAccount
) -> None:
    hans, other = plan.actor("Hans"), "NL20INGB0001234567"
    whole = line("10", "bijdrage maart", iban=other, name="Jan")
    keep(plan, account, whole)

    for name, more, form, one in (
        ("b", "3", Format.CSV, line("10", "bijdrage maart", name="Jan")),
        ("c", "4", Format.CSV, line("10", "", iban=other)),
        ("d", "5", Format.MT940, line("10", "Bijdrage maart 2026", iban=other)),
    ):
        told = file(one, line(more), name=name, form=form)
        taken = statements.keep(plan.session, account, told, vault=VAULT, by=hans, at=NOON)
        assert (taken.new, taken.known) == (1, 1)


def test_a_line_that_waits_gets_what_was_not_told_of_it_before(
    plan: Running, account: BankAccount
) -> None:
    hans, other = plan.actor("Hans"), "NL20INGB0001234567"
    row = keep(plan, account, line("10", name="Jan"))[0]
    more = line("10", "bijdrage maart", iban=other, name="Jan de Vries", end_to_end="E1")

    for name, form in (("b", Format.CSV), ("c", Format.CSV), ("d", Format.MT940)):
        told = file(more, name=name, form=form)
        taken = statements.keep(
            plan.session, account, told, {0: True}, vault=VAULT, by=hans, at=NOON
        )
        assert (taken.new, taken.known) == (0, 1)

    assert (row.counter_name, row.words, row.end_to_end) == ("Jan", "bijdrage maart", "E1")
    assert (row.counter_last4, row.counter_digest) == ("4567", VAULT.mark(other))
    assert VAULT.cipher.open(row.counter_sealed or b"", about=row.id.bytes) == other
    placing.set_aside(plan.session, row, SettingAside(Reason.HOLDERS_OWN), by=hans, at=NOON)
    later = file(replace(more, words="bijdrage maart 2026"), name="e", form=Format.CSV)
    statements.keep(plan.session, account, later, vault=VAULT, by=hans, at=NOON)
    assert row.words == "bijdrage maart"


def test_a_line_that_may_stand_is_kept_when_somebody_says_that_it_does_not(
    plan: Running, account: BankAccount
) -> None:
    hans = plan.actor("Hans")
    keep(plan, account, line("10", name="Jan"))
    told = file(line("10", "bijdrage"), name="b", form=Format.CSV)

    with pytest.raises(Invalid, match="statement-doubts"):
        statements.keep(plan.session, account, told, vault=VAULT, by=hans, at=NOON)
    taken = statements.keep(plan.session, account, told, {0: False}, vault=VAULT, by=hans, at=NOON)

    assert (taken.new, len(queries.open_lines(plan.session, account.id))) == (1, 2)


def test_of_too_many_lines_that_may_stand_nobody_is_asked(
    plan: Running, account: BankAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "MOST_DOUBTS", 1)
    keep(plan, account, line("10", name="Jan"), line("11", name="Jan"))
    told = file(line("10", "x"), line("11", "y"), name="b", form=Format.CSV)

    with pytest.raises(Invalid, match="statement-doubts-many") as refused:
        statements.keep(plan.session, account, told, vault=VAULT, by=plan.actor("Hans"), at=NOON)
    assert refused.value.facts == {"count": 2}


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
    assert bank_accounts.columns_of(account) is None
    columns = Columns(0, 2, words=(1,), heads=("Dag", "Wat", "Bedrag"))

    bank_accounts.remember(plan.session, account, columns, by=plan.actor("Hans"))

    assert bank_accounts.columns_of(account) == columns


def test_columns_that_were_kept_without_heads_are_asked_again_of_a_file_with_heads(
    plan: Running, account: BankAccount
) -> None:
    account.columns = '{"day":0,"amount":2,"words":[1],"skip":1}'

    assert bank_accounts.columns_of(account) == Columns(0, 2, words=(1,), heads=())


def test_a_line_is_set_aside_with_a_reason_and_taken_up(
    plan: Running, account: BankAccount
) -> None:
    hans = plan.actor("Hans")
    row = keep(plan, account, line("-5", "Koffie"))[0]

    with pytest.raises(Invalid, match="why-missing"):
        placing.set_aside(plan.session, row, SettingAside(Reason.OTHER), by=hans, at=NOON)
    placing.set_aside(plan.session, row, SettingAside(Reason.HOLDERS_OWN), by=hans, at=NOON)
    assert [one.id for one in queries.explained_lines(plan.session, account.id)] == [row.id]
    placing.take_up(plan.session, row, by=hans, at=NOON)

    assert (row.state, row.reason) == (LineState.OPEN, None)


def test_a_matched_line_is_undone_by_its_match(plan: Running, account: BankAccount) -> None:
    row = keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))[0]
    confirm(plan, account)

    with pytest.raises(NotNow, match="line-matched"):
        placing.take_up(plan.session, row, by=plan.actor("Hans"), at=NOON)


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

    placing.point(session, now[0], plan.proposal.owner_id, by=hans, at=NOON)
    assert queries.waiting_for_plan(session, plan.proposal) == 1
    other = running(session, name="Noordoost")
    with pytest.raises(Invalid, match="group-unknown"):
        placing.point(session, now[0], other.proposal.owner_id, by=hans, at=NOON)
    placing.point(session, now[0], None, by=hans, at=NOON)
    placing.set_aside(session, now[0], SettingAside(Reason.HOLDERS_OWN), by=hans, at=NOON)

    assert queries.waiting_for_plan(session, plan.proposal) == 0
    bare = plan.proposal.__class__(id=uuid4(), owner_id=plan.proposal.owner_id)
    assert queries.waiting_for_plan(session, bare) == 0


def test_who_was_on_the_other_side_is_forgotten_in_time(
    plan: Running, account: BankAccount
) -> None:
    other = "NL20INGB0001234567"
    row = keep(plan, account, line("-5", "Koffie", iban=other, name="A. de Wit"))[0]
    assert row.counter_last4 == "4567"
    placing.set_aside(
        plan.session, row, SettingAside(Reason.HOLDERS_OWN), by=plan.actor("Hans"), at=NOON
    )

    assert forgetting.forget_others(plan.session, NOON) == 0
    assert forgetting.forget_others(plan.session, NOON + timedelta(1)) == 1

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


def test_a_month_in_which_nothing_moved_is_a_statement_too(
    plan: Running, account: BankAccount
) -> None:
    keep(plan, account)

    (one,) = queries.statements_of(plan.session, account.id)
    assert (one.lines_read, one.lines_new) == (0, 0)
