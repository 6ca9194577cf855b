"""What was settled stays settled; and a report that no longer fits is never stuck."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service as payments
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.rules import GivingBack
from grants.reports import service
from grants.reports.models import Copy
from grants.reports.states import ReportState
from grants.spending import service as spending
from grants.spending.models import Expense
from tests.ground import NOON
from tests.reports.story import Told
from tests.spending.story import DAY


def test_after_the_settlement_no_receipt_is_undone_and_no_income_comes(told: Told) -> None:
    service.accept(told.session, told.read(), keep=False, by=told.actor("Dirk"), at=NOON)
    expense = told.session.scalars(select(Expense)).first()
    assert expense is not None

    with pytest.raises(NotNow, match="accounted-already"):
        spending.correct(told.session, expense, "Toch niet.", by=told.actor("Dan"), at=NOON)
    with pytest.raises(NotNow, match="accounted-already"):
        told.plan.own("5")


def test_own_income_that_is_undone_after_the_account_is_made_good_and_the_books_close(
    told: Told,
) -> None:
    service.accept(told.session, told.read(), keep=False, by=told.actor("Dirk"), at=NOON)
    plan, hans = told.plan, told.actor("Hans")
    for organisation, owed in book.owed_back(told.session, plan.proposal.id).items():
        back = GivingBack(organisation, owed, DAY)
        payments.give_back(told.session, plan.proposal, back, by=hans, at=NOON)
    assert str(plan.proposal.state) == "closed"
    own = told.session.scalars(select(Arrival).where(Arrival.kind == ArrivalKind.OWN)).one()
    payments.mirror(told.session, own, "De bank nam het terug.", by=hans, at=NOON)
    assert str(plan.proposal.state) == "finished"
    assert book.uncovered(told.session, plan.proposal.id) == EUR("42")

    with pytest.raises(NotNow, match="accounted-already"):
        plan.own("42.01", AccountKind.BANK)
    plan.own("42", AccountKind.BANK)
    for organisation, owed in book.owed_back(told.session, plan.proposal.id).items():
        back = GivingBack(organisation, owed, DAY)
        payments.give_back(told.session, plan.proposal, back, by=hans, at=NOON)

    assert str(plan.proposal.state) == "closed"
    assert book.check(told.session) == []


def test_when_the_book_moved_after_one_funder_agreed_the_other_can_ask(told: Told) -> None:
    report = told.read()
    other = told.plan.one.ground.holder.id  # a second funder, which agreed already
    fields = {"read_at": NOON, "read_by_id": told.plan.id_of("Hans"), "accepted_at": NOON}
    fields |= {"accepted_by_id": told.plan.id_of("Hans"), "keep": False}
    first = report.copies[0]
    copy = Copy(id=told.proposal.id, owner_id=first.owner_id, organisation_id=other, sent_at=NOON)
    for name, value in fields.items():
        setattr(copy, name, value)
    report.copies.append(copy)
    told.session.flush()
    dirk = told.actor("Dirk")
    with pytest.raises(NotNow, match="accepted-by-other"):
        service.ask(told.session, report, "Waar is bon 3?", by=dirk, at=NOON)

    told.plan.paid("1", documents=(told.plan.document("laat"),))
    with pytest.raises(NotNow, match="book-moved"):
        service.accept(told.session, report, keep=False, by=dirk, at=NOON)
    following = service.ask(told.session, report, "Er kwam een bon bij.", by=dirk, at=NOON)

    assert (report.state, following.no) == (ReportState.RETURNED, 2)
