"""What pages ask of payments: nothing for nothing, why the bank did not pay, words on papers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from grants.kit.money import EUR
from grants.payments import queries
from grants.payments.models import BankAccount, Format
from grants.payments.models.runs import FailedWhy
from grants.payments.queries.online import living_by_instalment
from grants.payments.rules import PayeeData
from grants.payments.rules.matching import Sure
from grants.payments.rules.statements import ReadFile, ReadLine, ReadStatement
from grants.payments.service import matching, statements
from grants.spending.models import WhoPaid
from tests.ground import NOON
from tests.payments.paying import HOLDER, IBANS, VAULT, Paying, paying
from tests.payments.test_run_ways import FUND, SHOP, ended, save
from tests.payments.test_seen_runs import opened
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def test_nothing_asked_is_nothing_read(session: Session) -> None:
    read: list[object] = []
    watched = session.get_bind(), "before_cursor_execute", lambda *said: read.append(said)
    event.listen(*watched)

    assert queries.arrivals_by_id(session, []) == {}
    assert queries.names_of(session, []) == {}
    assert living_by_instalment(session, []) == {}

    event.remove(*watched)
    assert read == []


# ---- Why the bank did not pay ------------------------------------------------------------------


def test_why_the_bank_did_not_pay_is_told_until_it_did(one: Paying) -> None:
    bill, help_ = one.approved("30"), one.agreed("20", "Ben")
    whys = [queries.failure_of(one.session, thing.id) for thing in (bill, help_)]
    one.settle(one.handed_in(), Ada=FailedWhy.CLOSED, Ben=FailedWhy.NAME)
    whys += [queries.failure_of(one.session, thing.id) for thing in (bill, help_)]

    later = one.collect(at=NOON + timedelta(minutes=1))
    one.settle(one.handed_in(later.run))

    assert whys == [None, None, FailedWhy.CLOSED, FailedWhy.NAME]
    assert queries.failure_of(one.session, bill.id) is None
    assert queries.failure_of(one.session, help_.id) is None


# ---- Words on papers ---------------------------------------------------------------------------


def test_words_find_the_papers_that_carry_them(one: Paying) -> None:
    bill = one.approved("30", shop="Bakker 100% Deeg", words="Taart voor de Opening")
    help_ = one.agreed("20", "Ben")
    arrival = queries.recent(one.session, [one.plan.proposal.owner_id])[0][0]
    arrival.words = "Collecte bij de taartkraam"
    one.session.flush()

    def found(words: str, owner_id: UUID = one.plan.proposal.owner_id) -> set[UUID]:
        return set(one.session.scalars(queries.documents_with(owner_id, words)))

    assert found("TAART") == {bill.id, arrival.id}
    assert found("100% d") == {bill.id}
    assert found("1%D") == set()
    assert found(bill.reference) == {bill.id}
    assert found(help_.reference.lower()) == {help_.id}
    assert found(one.plan.award.reference) == {one.plan.award.id}
    assert found(one.plan.award.title) == {one.plan.award.id}
    assert found("taart", one.owner_id) == set()


# ---- Who is on the other side of a line --------------------------------------------------------


def proposed(one: Paying, account: BankAccount, *lines: ReadLine) -> list[tuple[str, Sure]]:
    statement = ReadStatement(HOLDER, "1", DAY, DAY, None, None, lines)
    file = ReadFile(Format.CAMT, "a" * 64, (statement,))
    hans = one.actor("Hans")
    statements.keep(one.session, account, file, vault=VAULT, by=hans, at=NOON)
    found = matching.proposals_for(one.session, account, vault=VAULT)[2]
    return [(each.key.partition("+")[2], each.sure) for each in found]


@pytest.mark.parametrize(("iban", "which"), [(SHOP, "Aldi"), (FUND, "De Kom"), (HOLDER, None)])
def test_of_two_bills_alike_the_one_of_the_account_is_paid(
    one: Paying, iban: str, which: str | None
) -> None:
    bills = {
        shop: one.approved("30", who_paid=WhoPaid.INVOICE, shop=shop, why="Zo is het.")
        for shop in ("De Kom", "Aldi")
    }
    save(one, PayeeData(SHOP, "Aldi B.V.", shop="aldi"))
    save(one, PayeeData(FUND, "De Kom", shop="DE KOM"))

    found = proposed(one, opened(one), ReadLine(DAY, EUR("-30"), iban=iban))

    assert found == ([(f"expense.{bills[which].id}", Sure.LIKELY)] if which else [])


def test_of_two_persons_the_one_of_the_account_is_paid(one: Paying) -> None:
    one.agreed("20", "Ada")
    bens = one.agreed("20", "Ben")

    found = proposed(one, opened(one), ReadLine(DAY, EUR("-20"), iban=IBANS["Ben"]))

    assert found == [(f"allowance.{bens.id}", Sure.LIKELY)]


def test_a_person_without_an_account_is_not_known_by_one(one: Paying) -> None:
    one.agreed("20", "Ada")
    one.agreed("20", "Ben")
    ada = one.plan.one.people["Ada"]
    ada.iban_sealed = ada.iban_last4 = ada.iban_name = ada.iban_at = ada.iban_mark = None
    one.session.flush()

    assert proposed(one, opened(one), ReadLine(DAY, EUR("-20"), iban=IBANS["Ada"])) == []


def test_what_goes_back_is_known_by_the_account_of_the_fund(one: Paying) -> None:
    fund, owed = ended(one), one.plan.now.bank
    save(one, PayeeData(FUND, "Gemeente", organisation_id=fund))
    one.plan.session.flush()

    line = ReadLine(DAY, -owed, iban=FUND, words="Terug")
    found = proposed(one, opened(one), line)

    assert found == [(f"return.{one.plan.proposal.id}.{fund}", Sure.LIKELY)]
