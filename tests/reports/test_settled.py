"""What was settled stays settled; and a report that no longer fits is never stuck."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grants.kit.errors import NotNow
from grants.reports import service
from grants.reports.models import Copy
from grants.reports.states import ReportState
from grants.spending import service as spending
from grants.spending.models import Expense
from tests.ground import NOON
from tests.reports.story import Told


def test_after_the_settlement_no_receipt_is_undone_and_no_income_comes(told: Told) -> None:
    service.accept(told.session, told.read(), keep=False, by=told.actor("Dirk"), at=NOON)
    expense = told.session.scalars(select(Expense)).first()
    assert expense is not None

    with pytest.raises(NotNow, match="accounted-already"):
        spending.correct(told.session, expense, "Toch niet.", by=told.actor("Dan"), at=NOON)
    with pytest.raises(NotNow, match="accounted-already"):
        told.plan.own("5")


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
