"""What a report still waits for, as rows: first what can be done now; many alike are one."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from app.reports.routes import tasks
from grants.kit.money import EUR
from grants.proposals.models import Proposal
from grants.reports.rules import Gap, GapKind

PAID, ASKED = GapKind.BILL_NOT_PAID, GapKind.BILL_NOT_APPROVED


@pytest.fixture
def plan(app: Flask) -> Iterator[Proposal]:
    with app.test_request_context():
        yield Proposal(id=uuid4(), owner_id=uuid4())


def bills(kind: GapKind, *amounts: str) -> list[Gap]:
    return [Gap(kind, uuid4(), "De Kom", EUR(amount)) for amount in amounts]


def test_many_receipts_that_wait_for_the_same_are_one_row_with_their_sum(plan: Proposal) -> None:
    few, many = bills(ASKED, "1", "2", "3"), bills(PAID, "10", "20", "30", "40.50")

    found = tasks._folded(plan, [*many, *few])

    assert [row["kind"] for row in found] == [ASKED, ASKED, ASKED, PAID]
    assert found[-1]["title"] == "4 bonnen"
    assert found[-1]["note"].endswith("€\u00a0100,50")
    assert found[-1]["href"] == f"/spending/?plan={plan.id}"


@pytest.mark.parametrize("kind", [GapKind.CASH_MISSING, GapKind.ALLOWANCE_OPEN, GapKind.LINES_WAIT])
def test_what_is_of_no_one_receipt_leads_to_the_book(plan: Proposal, kind: GapKind) -> None:
    [row] = tasks._folded(plan, [Gap(kind, amount=EUR("5"))])

    assert row["href"] == f"/ledger/?plan={plan.id}"


def test_the_way_of_each_gap_is_a_page(plan: Proposal) -> None:
    gaps = [Gap(kind, uuid4(), "iets", EUR("1")) for kind in GapKind]

    assert all(row["href"].startswith("/") for row in tasks._folded(plan, gaps))
