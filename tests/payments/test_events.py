"""What the provider tells: late, never, about others; and the comparison."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.history.models import Event
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotAllowed, NotNow
from grants.kit.money import EUR, Money
from grants.outbox.models import Job
from grants.payments.models import (
    BackKind,
    Difference,
    Oddity,
    ProviderEvent,
)
from grants.payments.provider import Back, Standing
from grants.payments.queries import online as queries
from grants.payments.rules.online import Giving
from grants.payments.service import backs, comparing, differing, online
from grants.payments.service.events import STRANGE
from grants.payments.states import BackState, OnlineState
from grants.waiting.models import Waiting
from tests.ground import person
from tests.payments.online_story import Bank
from tests.spending.story import running


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(running(session))


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def compared(bank: Bank) -> int:
    truths = list(bank.there.listed(bank.clock))
    found = comparing.doubts(bank.session, truths, since=bank.clock.replace(year=2020))
    clock = bank.clock
    return sum(comparing.look(bank.session, one, asked_at=clock, at=clock) for one in found)


def test_three_days_late_it_is_booked_as_if_it_came_at_once(bank: Bank) -> None:
    payment = bank.gift("5")
    bank.becomes(payment, Standing.PAID)
    bank.later(hours=72)

    bank.hear(bank.told[-1])

    assert (payment.state, bank.plan.now.bank) == (OnlineState.PAID, EUR("5"))


def test_what_is_never_told_is_found_within_a_day_and_booked_by_a_person(bank: Bank) -> None:
    payment = bank.gift("5")
    bank.becomes(payment, Standing.PAID)
    bank.later(hours=24)

    assert compared(bank) == 1
    assert str(payment.state) == "opened"
    (row, about), *_ = queries.differences(bank.session, [payment.owner_id])
    assert (row.kind, about, row.ours, row.theirs) == (
        Oddity.BEHIND,
        payment,
        "opened 5.00 EUR",
        "paid 5.00 EUR",
    )
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_COMPARE) == {"Hans"}

    bank.ask(payment)
    differing.settle(bank.session, row, by=bank.actor("Hans"), at=bank.clock)

    assert payment.state is OnlineState.PAID
    assert queries.differences(bank.session, None) == []
    with pytest.raises(NotNow, match="settled-already"):
        differing.settle(bank.session, row, by=bank.actor("Hans"), at=bank.clock)
    with pytest.raises(NotAllowed):
        differing.settle(bank.session, row, by=bank.actor("Ada"), at=bank.clock)


def test_the_same_difference_stands_once_and_goes_when_it_is_gone(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    bank.goes_back(payment)

    assert (compared(bank), compared(bank)) == (1, 1)
    assert count(bank.session, Difference) == 1
    bank.ask(payment)
    assert compared(bank) == 0

    assert queries.differences(bank.session, None) == []


def test_what_moved_here_while_it_was_compared_waits_a_day(bank: Bank) -> None:
    payment = bank.gift("5")
    asked_at = bank.clock
    truths = list(bank.there.listed(bank.clock))
    bank.later(seconds=5)
    bank.paid(payment)

    (doubt,) = comparing.doubts(bank.session, truths, since=asked_at)

    assert not comparing.look(bank.session, doubt, asked_at=asked_at, at=bank.clock)
    assert count(bank.session, Difference) == 0


def test_what_only_one_side_has_is_found(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    truth = bank.there.truths.pop(payment.session_ref or "")
    bank.there.truths["cs_other"] = replace(truth, ref="cs_other", payment="")
    bank.there.truths["cs_lost"] = replace(truth, ref="cs_lost", payment=str(uuid4()))
    boss = person(bank.session, "Olga")
    boss.operator = True
    bank.session.flush()

    assert compared(bank) == 3

    kinds = sorted(row.kind for row, _ in queries.differences(bank.session, None))
    assert kinds == [Oddity.MISSING, Oddity.UNKNOWN, Oddity.UNKNOWN]
    told = select(Waiting.person_id).where(Waiting.act == str(Act.PAYMENTS_ONLINE_COMPARE))
    assert boss.id in set(bank.session.scalars(told))
    unknown = next(row for row, about in queries.differences(bank.session, None) if about is None)
    olga = Actor(boss.id, operator=True)
    differing.settle(bank.session, unknown, by=olga, at=bank.clock)

    assert unknown.settled_by_id == boss.id


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"amount": EUR("50")}, Oddity.AMOUNT),
        ({"amount": Money(500, "USD")}, Oddity.AMOUNT),
        ({"live": True}, Oddity.MODE),
        ({"payment": str(uuid4())}, Oddity.UNKNOWN),
        ({"payment": ""}, Oddity.UNKNOWN),
    ],
    ids=["amount", "currency", "mode", "payment", "nobody"],
)
def test_what_is_not_as_we_asked_it_is_not_booked(
    bank: Bank, other: dict[str, object], kind: Oddity
) -> None:
    payment = bank.gift("5")
    bank.becomes(payment, Standing.PAID)
    ref = payment.session_ref or ""
    bank.there.truths[ref] = replace(bank.there.truths[ref], **other)  # type: ignore[arg-type]

    bank.hear(bank.told[-1])

    assert (payment.state, bank.plan.now.bank) == (OnlineState.OPENED, EUR("0"))
    assert [row.kind for row, _ in queries.differences(bank.session, None)] == [kind]


@pytest.mark.parametrize(
    "other",
    [{"live": True}, {"account": "acct_2"}, {"payment": str(uuid4()), "about": "cs_9"}],
    ids=["mode", "account", "payment"],
)
def test_an_event_of_others_books_nothing_and_is_told(bank: Bank, other: dict[str, object]) -> None:
    payment = bank.gift("5")
    bank.becomes(payment, Standing.PAID)

    bank.hear(bank.tell(payment, **other))

    event = bank.session.scalars(select(ProviderEvent)).one()
    assert (event.outcome, bank.plan.now.bank) == (STRANGE, EUR("0"))
    assert count(bank.session, Difference) == 1


def test_an_event_is_found_by_the_providers_own_names_too(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    bank.goes_back(payment)

    bank.hear(bank.tell(payment, payment="", about="dp_1", intent_ref=payment.intent_ref))

    assert payment.state is OnlineState.REVERSED


@pytest.mark.parametrize("long", [255, 256, 300, 60_000])
def test_a_long_name_of_theirs_is_kept_once_and_never_stands_in_the_way(
    bank: Bank, long: int
) -> None:
    payment = bank.gift("5")
    bank.becomes(payment, Standing.PAID)
    said = replace(bank.told[-1], ref="evt_".ljust(long, "a"), kind="charge." + "x" * long)
    other = replace(bank.told[-1], ref="evt_".ljust(long - 1, "a") + "b")

    heard = [bank.hear(one) for one in (said, said, other)]

    assert heard == [True, False, True]
    assert (payment.state, bank.plan.now.bank) == (OnlineState.PAID, EUR("5"))
    kept = bank.session.scalars(select(ProviderEvent.their_ref)).all()
    assert {len(one) for one in kept} == {255}
    assert ("evt_".ljust(255, "a") in kept) is (long == 255)


def test_what_we_know_by_a_name_of_255_letters_is_found_by_it(bank: Bank) -> None:
    payment = bank.gift("5")
    bank.becomes(payment, Standing.PAID)
    bank.ask(payment)
    payment.intent_ref = "pi_".ljust(255, "a")
    bank.session.flush()
    told = bank.tell(payment, payment="", about=payment.intent_ref)

    assert bank.hear(told)

    row = bank.session.scalars(
        select(ProviderEvent).where(ProviderEvent.their_ref == told.ref)
    ).one()
    assert (row.payment_id, row.about) == (payment.id, "pi_".ljust(255, "a"))


@pytest.mark.parametrize("about", ["cs_".ljust(300, "a"), "cs_\x00", "cs_\ud800"])
def test_a_name_that_nobody_can_have_is_strange_and_told(bank: Bank, about: str) -> None:
    payment = bank.gift("5")

    assert bank.hear(bank.tell(payment, payment="", about=about, intent_ref=about))

    row = bank.session.scalars(select(ProviderEvent)).one()
    assert (row.outcome, len(row.about) <= 255) == (STRANGE, True)
    found = bank.session.scalars(select(Difference)).one()
    assert (found.kind, found.their_ref) == (Oddity.UNKNOWN, row.about)


def test_an_event_about_nothing_is_kept_and_causes_nothing(bank: Bank) -> None:
    payment = bank.gift("5")

    assert bank.hear(bank.tell(payment, payment="", about="", kind="account.updated"))

    assert bank.session.scalars(select(ProviderEvent)).one().outcome == "nothing"
    assert count(bank.session, Difference) == 0


def test_an_event_and_the_question_it_makes_us_ask_stand_together(bank: Bank) -> None:
    payment = bank.gift("5")
    said = bank.tell(payment)

    assert bank.hear(said)
    assert not bank.hear(said)

    kinds = [job.kind for job in bank.session.scalars(select(Job))]
    assert kinds.count("payments.event") == 1
    assert count(bank.session, ProviderEvent) == 1


def test_a_second_page_that_was_paid_is_found_not_booked(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    truth = bank.there.truths[payment.session_ref or ""]
    second = replace(truth, ref="cs_second")

    online.apply(bank.session, payment, second, asked_at=bank.clock, at=bank.clock)

    assert bank.plan.now.bank == EUR("5")
    assert [row.kind for row, _ in queries.differences(bank.session, None)] == [Oddity.UNKNOWN]


def test_a_page_under_an_older_key_that_was_paid_counts(bank: Bank) -> None:
    payment = bank.gift("5")
    truth = replace(
        bank.there.truths[payment.session_ref or ""],
        ref="cs_first",
        standing=Standing.PAID,
        intent_ref="pi_first",
    )

    online.apply(bank.session, payment, truth, asked_at=bank.clock, at=bank.clock)

    assert (payment.state, payment.session_ref) == (OnlineState.PAID, "cs_first")


def test_a_provider_that_goes_backwards_is_written_down(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    bank.there.becomes(payment.session_ref or "", Standing.EXPIRED)

    bank.ask(payment)

    assert payment.state is OnlineState.PAID
    assert [row.kind for row, _ in queries.differences(bank.session, None)] == [Oddity.BEHIND]


def test_money_back_that_changes_its_amount_or_wakes_up_is_written_down(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    bank.goes_back(payment, EUR("2"), "re_1", BackKind.REFUND)
    bank.ask(payment)
    bank.goes_back(payment, EUR("3"), "re_1", BackKind.REFUND)
    bank.goes_back(payment, EUR("1"), "re_2", BackKind.REFUND, BackState.FAILED)
    bank.ask(payment)
    bank.goes_back(payment, EUR("1"), "re_2", BackKind.REFUND, BackState.DONE)
    bank.ask(payment)

    assert bank.plan.now.bank == EUR("3")
    kinds = {row.kind for row, _ in queries.differences(bank.session, None)}
    assert kinds == {Oddity.AMOUNT, Oddity.BEHIND}


def test_money_back_that_was_done_is_not_under_way_again(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    bank.goes_back(payment, EUR("2"), "re_1", BackKind.REFUND)
    bank.ask(payment)
    bank.there.went(
        payment.session_ref or "",
        Back("re_1", BackKind.REFUND, EUR("2"), BackState.ON_ITS_WAY),
    )

    bank.ask(payment)

    assert payment.state is OnlineState.PART_RETURNED


def test_who_never_came_to_a_page_is_given_up_and_can_try_again_before(bank: Bank) -> None:
    box = bank.box()

    payment = online.give(bank.session, box, Giving(EUR("5")), live=False, at=bank.clock)
    first = payment.key
    online.another_try(bank.session, payment, at=bank.clock)
    assert payment.key != first

    online.give_up(bank.session, payment, at=bank.clock)
    online.give_up(bank.session, payment, at=bank.clock)
    online.another_try(bank.session, payment, at=bank.clock)

    assert (payment.state, payment.turn) == (OnlineState.EXPIRED, 2)


def test_each_step_is_in_history_as_the_systems(bank: Bank) -> None:
    payment = bank.gift("5")
    bank.becomes(payment, Standing.PENDING)
    bank.ask(payment)
    bank.paid(payment)
    bank.goes_back(payment)
    bank.ask(payment)

    rows = bank.session.scalars(
        select(Event.act).where(Event.thing_id == payment.id).order_by(Event.no)
    )
    assert list(rows) == [
        "payments.online-begin",
        "payments.online-open",
        "payments.online-wait",
        "payments.online-land",
        "payments.online-reverse",
    ]
    assert backs.of_payment(bank.session, payment)[0].asked_by_id is None
