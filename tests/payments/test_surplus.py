"""More comes by bank than was promised: in the book, and owed back to who paid it."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from app.extensions import db
from grants.awards.models import AwardState, Instalment, InstalmentState
from grants.awards.queries import instalments_of
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.money import EUR, Money
from grants.ledger import queries as book
from grants.payments import queries, service
from grants.payments.models import BankAccount, Matching
from grants.payments.rules import GivingBack, Receiving
from grants.payments.service import matching
from grants.payments.states import LineState
from tests.ground import NOON
from tests.payments.statement_story import account, keep, last, line, plan, undo
from tests.payments.test_bank_pages import hans, line_id, read, today
from tests.spending.stage import Ids, ids, stage
from tests.spending.story import DAY, Running
from tests.web import Browser, Web, soup, text_of

__all__ = ["account", "hans", "ids", "plan", "stage"]


def surplus(plan: Running, account: BankAccount, amount: str, name: str = "a") -> Matching:
    row = next(
        one for one in keep(plan, account, line(amount), name=name) if one.amount == EUR(amount)
    )
    return matching.as_surplus(plan.session, row, plan.award, by=plan.actor("Hans"), at=NOON)


def back(plan: Running) -> dict[UUID, Money]:
    return book.owed_back(plan.session, plan.proposal.id)


def parts(plan: Running) -> list[Instalment]:
    return list(instalments_of(plan.session, plan.award.id))


def test_what_was_promised_counts_as_come_and_the_rest_waits_to_be_sent_back(
    plan: Running, account: BankAccount
) -> None:
    match = surplus(plan, account, "350")

    assert (plan.now.bank, plan.now.reserved, plan.now.free) == (EUR("350"), EUR("50"), EUR("300"))
    assert plan.now.to_come == EUR("0")
    assert back(plan) == {plan.award.organisation_id: EUR("50")}
    assert parts(plan)[0].received == EUR("300")
    assert (match.undone_at, len(queries.open_lines(plan.session, account.id))) == (None, 0)
    keys = [one.key for one in queries.due(plan.session, [plan.proposal.owner_id])]
    assert keys == [f"return.{plan.proposal.id}.{plan.award.organisation_id}"]


def test_what_is_paid_twice_after_all_came_goes_back_as_a_whole(
    plan: Running, account: BankAccount
) -> None:
    plan.arrives("300")
    received = [one.received for one in parts(plan)]

    surplus(plan, account, "240")

    assert back(plan) == {plan.award.organisation_id: EUR("240")}
    assert [one.received for one in parts(plan)] == received


def test_no_more_than_is_still_to_come_is_a_part_like_any_other(
    plan: Running, account: BankAccount
) -> None:
    with pytest.raises(Invalid, match="not-more") as refusal:
        surplus(plan, account, "300")

    assert refusal.value.facts == {"left": EUR("300")}


def test_money_that_went_out_is_more_of_nothing(plan: Running, account: BankAccount) -> None:
    with pytest.raises(Invalid, match="wrong-way"):
        surplus(plan, account, "-350")


def test_of_an_award_that_stands_no_longer_nothing_more_comes(
    plan: Running, account: BankAccount
) -> None:
    plan.award.state = AwardState.LAPSED
    plan.session.flush()

    with pytest.raises(NotNow, match="wrong-state"):
        surplus(plan, account, "350")


def test_undone_with_its_booking_all_of_it_is_still_to_come(
    plan: Running, account: BankAccount
) -> None:
    surplus(plan, account, "350")

    undo(plan, last(plan), mirror=True)

    assert (plan.now.bank, plan.now.to_come, back(plan)) == (EUR("0"), EUR("300"), {})
    assert parts(plan)[0].state is InstalmentState.PLANNED
    [row] = queries.open_lines(plan.session, account.id)
    assert row.state is LineState.OPEN


def test_undone_after_the_rest_was_sent_back_who_got_it_has_too_much_and_people_are_told(
    plan: Running, account: BankAccount
) -> None:
    surplus(plan, account, "350")
    hans, funder = plan.actor("Hans"), plan.award.organisation_id
    giving = GivingBack(funder, EUR("50"), DAY)
    service.give_back(plan.session, plan.proposal, giving, by=hans, at=NOON)

    undo(plan, last(plan), mirror=True)

    assert back(plan)[funder] == EUR("-50")
    assert "Hans" in plan.waits_for(Act.PAYMENTS_RETURN_OVER)


def test_settled_before_it_is_open_again_until_the_rest_is_back(plan: Running) -> None:
    plan.arrives("300")
    hans = plan.actor("Hans")

    service.receive_over(
        plan.session, plan.award, Receiving(DAY, amount=EUR("25")), by=hans, at=NOON
    )
    service.give_back(
        plan.session,
        plan.proposal,
        GivingBack(plan.award.organisation_id, EUR("25"), DAY),
        by=hans,
        at=NOON,
    )

    assert (plan.now.bank, plan.now.received, back(plan)) == (EUR("300"), EUR("300"), {})


def test_by_hand_the_holder_is_asked_whether_more_really_came(web: Web, ids: Ids) -> None:
    payer, path = web.as_("hans"), f"/payments/receive/{ids.instalment}"

    first = payer.send(path, amount="9000", place="bank")
    assert "Kwam er meer? Zeg dan dat de rest teruggaat." in text_of(first)
    second = payer.send(path, amount="9000", place="bank", rest_back="y")

    assert second.status_code == 303
    assert soup(payer.get("/payments/")).select_one("#back") is not None


def test_a_line_of_more_than_was_promised_has_its_own_page(
    app: Flask, ids: Ids, hans: Browser
) -> None:
    read(app, hans, (today(app), "9000,00", "Heel veel"))
    path = f"/payments/bank/line/{line_id(app, 'Heel veel')}"
    assert "Meer dan toegezegd" in text_of(hans.get(path))
    with app.app_context():
        award = db.session.get_one(Instalment, ids.instalment).award_id

    empty = hans.send(f"{path}/over")
    answer = hans.send(f"{path}/over", award=str(award))

    assert "Kies een toekenning." in text_of(empty)
    assert answer.status_code == 303
    assert soup(hans.get("/payments/")).select_one("#back") is not None
