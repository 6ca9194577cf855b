"""What is asked for of an award is what still comes of it, also when more came than one part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.extensions import db
from grants.awards.models import Award, Instalment, InstalmentState
from grants.awards.queries import left_of
from grants.kit.errors import NotNow
from grants.kit.ids import new_id
from grants.kit.money import EUR, Money
from grants.payments import queries, service
from grants.payments.models import Arrival, BankAccount
from grants.payments.queries.expected import expected
from grants.payments.queries.unseen import Looking
from grants.payments.rules import Receiving
from grants.payments.rules.matching import ExpectedKind
from grants.payments.service import online
from tests.ground import NOON
from tests.payments.online_story import Bank
from tests.payments.paying import VAULT
from tests.payments.statement_story import account, plan
from tests.spending.stage import Ids, ids, stage
from tests.spending.story import DAY, Running
from tests.web import Web, text_of

__all__ = ["account", "ids", "plan", "stage"]


def comes_over(plan: Running, amount: str) -> Arrival:
    data = Receiving(DAY, amount=EUR(amount))
    return service.receive_over(plan.session, plan.award, data, by=plan.actor("Hans"), at=NOON)


def asked(plan: Running) -> list[tuple[int, Money]]:
    """At the desk of who holds the money."""
    rows = queries.to_arrive(plan.session, [plan.proposal.owner_id])
    return [(one.no, left) for one, _award, left in rows]


def looked_for(plan: Running, account: BankAccount) -> list[Money]:
    """In the lines of the bank."""
    looking = Looking(account, [plan.proposal.owner_id], DAY, VAULT)
    found = expected(plan.session, looking)
    return [one.amount for one in found if one.kind is ExpectedKind.INSTALMENT]


def begins(plan: Running, no: int) -> Money:
    """A funder who begins to pay this part online is asked this much."""
    part, dirk = Bank(plan).instalment(no), plan.one.dirk
    begun = online.pay_instalment(plan.session, part, "nl", live=False, by=dirk, at=NOON)
    return begun.amount


def test_before_anything_came_each_part_is_asked_for(plan: Running, account: BankAccount) -> None:
    assert asked(plan) == [(1, EUR("240")), (2, EUR("60"))]
    assert looked_for(plan, account) == [EUR("240"), EUR("60")]
    assert begins(plan, 2) == EUR("60")


def test_after_a_surplus_nobody_is_asked_for_the_part_that_came_with_it(
    plan: Running, account: BankAccount
) -> None:
    comes_over(plan, "350")

    assert (asked(plan), looked_for(plan, account)) == ([], [])
    with pytest.raises(NotNow, match="instalment-not-planned"):
        begins(plan, 2)


def test_when_all_came_as_the_first_part_no_second_is_asked_for(
    plan: Running, account: BankAccount
) -> None:
    plan.arrives("300")

    assert (asked(plan), looked_for(plan, account)) == ([], [])
    with pytest.raises(NotNow, match="instalment-not-planned"):
        begins(plan, 2)


def test_when_more_than_the_first_part_came_the_second_is_asked_for_that_much_less(
    plan: Running, account: BankAccount
) -> None:
    plan.arrives("270")

    assert (asked(plan), looked_for(plan, account)) == ([(2, EUR("30"))], [EUR("30")])
    assert begins(plan, 2) == EUR("30")


def test_when_less_than_the_first_part_came_the_second_is_asked_for_as_planned(
    plan: Running,
) -> None:
    plan.arrives("100")

    assert asked(plan) == [(2, EUR("60"))]


def test_what_came_with_it_undone_the_part_is_asked_for_again(plan: Running) -> None:
    arrival = comes_over(plan, "350")

    service.mirror(plan.session, arrival, "Verkeerd", by=plan.actor("Hans"), at=NOON)

    assert Bank(plan).instalment(2).state is InstalmentState.PLANNED
    assert asked(plan) == [(1, EUR("240")), (2, EUR("60"))]
    assert begins(plan, 2) == EUR("60")


def many_parts(plan: Running) -> None:
    """The second part is planned in twelve of five instead."""
    second, session = Bank(plan).instalment(2), plan.session
    second.amount = EUR("5")
    for no in range(3, 14):
        part = Instalment(
            id=new_id(session, NOON),
            owner_id=second.owner_id,
            award_id=second.award_id,
            proposal_id=second.proposal_id,
            no=no,
            amount=EUR("5"),
            planned_on=second.planned_on,
            state=InstalmentState.PLANNED,
        )
        session.add(part)
    session.flush()


def test_of_many_parts_the_last_come_for_less_and_it_is_asked_in_one_question(
    plan: Running,
) -> None:
    many_parts(plan)
    plan.arrives("272")
    said: list[str] = []
    connection = plan.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *told: said.append(told[2]))

    left = left_of(plan.session, plan.award.id)
    rows = asked(plan)

    assert [amount.minor for amount in left.values()] == [500] * 5 + [300]
    assert [(no, amount.minor) for no, amount in rows] == [
        *((no, 500) for no in range(2, 7)),
        (7, 300),
    ]
    assert len(said) == 2


@contextmanager
def awarded(app: Flask, ids: Ids) -> Iterator[tuple[Session, Award]]:
    with app.app_context():
        session = db.session()
        part = session.get_one(Instalment, ids.instalment)
        yield session, session.get_one(Award, part.award_id)


def test_the_pages_of_the_funder_and_the_holder_ask_for_no_part_that_came(
    app: Flask, web: Web, ids: Ids
) -> None:
    with awarded(app, ids) as (session, award):
        path = f"/awards/{award.id}"
        rows = session.scalars(select(Instalment).where(Instalment.award_id == award.id))
        planned = [one.id for one in rows if one.state is InstalmentState.PLANNED]
    assert ids.instalment in planned
    funder, payer = web.as_("cleo"), web.as_("hans")
    assert "Betaal deel" in text_of(funder.get(path))

    payer.send(f"/payments/receive/{ids.instalment}", amount="9000", place="bank", rest_back="y")

    assert "Betaal deel" not in text_of(funder.get(path))
    assert "Er wordt nu geen geld verwacht." in text_of(payer.get("/payments/"))
    for part in planned:
        page = text_of(funder.get(f"/payments/pay/{part}"))
        assert "al betaald" in page
        assert "per overschrijving" not in page
