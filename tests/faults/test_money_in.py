"""Faults 5 to 11: what a bank tells, through HTTP and the real library, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from app.clock import now, told
from app.extensions import db
from app.gateways.stripe import StripeProvider
from app.world import world
from grants.kit.acts import Act
from grants.payments.models import Difference, OnlineReturn, ProviderEvent
from grants.payments.provider import Unknown
from grants.payments.rules.online import LOST_AFTER
from grants.payments.states import BackState, OnlineState
from tests.faults.banking import FIRST, Book, Scene, refunding, scene
from tests.gateways.bankhouse import house
from tests.web import soup

__all__ = ["house", "scene"]


def at_once(do: Callable[[int], Any], count: int) -> list[Any]:
    """So many begin at the same moment; what each got."""
    ready, found = threading.Barrier(count), list[Any]()

    def go(no: int) -> None:
        ready.wait()
        found.append(do(no))

    threads = [threading.Thread(target=go, args=(no,)) for no in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_05_an_event_twice_and_ten_at_once_is_one_event_and_one_booking(scene: Scene) -> None:
    scene.house.vault.pay(scene.begin())
    payload, signature = scene.house.told[-1]
    answers = at_once(lambda _no: scene.bring(payload, signature), 10)
    scene.work()
    once = scene.book
    twice = [scene.bring(payload, signature) for _ in range(2)]
    scene.work()

    assert (answers, twice) == ([200] * 10, [200] * 2)
    assert scene.count(ProviderEvent) == 1
    assert (scene.held, scene.book) == (FIRST, once)


def test_05_ten_who_ask_at_once_where_it_stands_book_it_once(scene: Scene) -> None:
    scene.house.vault.pay(scene.begin())
    token = scene.payments[0].token
    web = scene.web
    browsers = [web.nobody() for _ in range(10)]
    fields = [one.form(f"/payments/standing/{token}") for one in browsers]

    answers = at_once(
        lambda no: browsers[no].post(f"/payments/standing/{token}", fields[no]).status_code, 10
    )

    assert answers == [303] * 10
    assert scene.held == FIRST
    assert scene.payments[0].state is OnlineState.PAID


def test_05_ten_events_at_once_and_two_workers_at_once_book_each_payment_once(
    scene: Scene,
) -> None:
    for _each in range(10):
        scene.house.vault.pay(scene.begin())
    signed = list(scene.house.told)
    answers = at_once(lambda no: scene.bring(*signed[no]), 10)

    at_once(lambda _no: scene.work(), 2)

    assert (answers, scene.count(ProviderEvent)) == ([200] * 10, 10)
    assert (scene.held, len(signed)) == ("290.00 EUR", 10)
    assert {one.state for one in scene.payments} == {OnlineState.PAID}


def test_06_told_backwards_and_double_the_book_is_as_when_it_was_told_in_turn(
    scene: Scene,
) -> None:
    def lived(*, in_turn: bool) -> Book:
        before, heard = scene.book, len(scene.events())
        ref, vault = scene.begin(), scene.house.vault
        steps: tuple[Callable[[], object], ...] = (
            lambda: vault.pay(ref, debit=True),
            lambda: vault.clear(ref),
            lambda: vault.refund(
                {"payment_intent": vault.kept["sessions"][ref]["payment_intent"], "amount": "200"}
            ),
            lambda: vault.take_back(ref),
        )
        for step in steps:
            step()
            if in_turn:
                assert scene.tell(scene.events()[-1]) == 200
                scene.work()
        for event in reversed(scene.events()[heard:] * 2):
            assert scene.tell(event) == 200
            scene.work()
        return scene.book - before

    first, second = lived(in_turn=True), lived(in_turn=False)

    assert [one.state for one in scene.payments] == [OnlineState.REVERSED] * 2
    assert scene.held == "240.00 EUR"
    assert first == second


def test_07_three_days_late_it_is_booked_and_what_is_never_told_a_person_books(
    scene: Scene,
) -> None:
    scene.house.vault.pay(scene.begin())
    with told(now() + timedelta(hours=72)):
        assert scene.tell(scene.events()[-1]) == 200
        scene.work()
    assert scene.held == FIRST

    scene.house.vault.pay(scene.begin())
    with told(now() + timedelta(hours=24)):
        scene.do("payments.compare")
    assert (scene.held, scene.count(Difference)) == (FIRST, 1)
    hans, page = scene.web.as_("hans"), "/payments/online/differences"
    action = str(soup(hans.get(page)).select("main form")[0]["action"])
    assert hans.post(action, hans.form(page)).status_code == 303

    assert scene.held == "250.00 EUR"


@pytest.mark.parametrize(
    "other",
    [
        {"livemode": True},
        {"account": "acct_of_another"},
        {"object": {"id": "cs_unknown", "object": "checkout.session", "metadata": {}}},
    ],
    ids=["mode", "account", "payment"],
)
def test_08_what_is_of_others_books_nothing_and_is_shown(
    scene: Scene, other: dict[str, object]
) -> None:
    scene.house.vault.pay(scene.begin())
    event = dict(scene.events()[-1])
    if "object" in other:
        other = {"data": other}

    assert scene.tell({**event, **other}) == 200
    scene.work()

    assert (scene.held, scene.payments[0].state) == ("240.00 EUR", OnlineState.OPENED)
    assert scene.count(Difference) == 1
    assert scene.web.as_("olga").get("/payments/online/differences").status_code == 200


def test_08_what_nobody_signed_is_not_even_kept(scene: Scene) -> None:
    scene.house.vault.pay(scene.begin())
    payload, signature = scene.house.told[-1]
    old = scene.house.vault.sign(payload, at=int(now().timestamp()) - 3600)

    said = [scene.bring(payload + b" ", signature), scene.bring(payload, old)]

    assert said == [400, 400]
    assert (scene.count(ProviderEvent), scene.held) == (0, "240.00 EUR")


def test_09_no_answer_after_it_took_the_money_is_asked_again_under_the_same_key(
    scene: Scene,
) -> None:
    vault = scene.house.vault
    vault.faults.slow = 1.0
    with scene.app.app_context():
        world().provider = StripeProvider(
            "sk_test_x", vault.secret, base=scene.house.address, seconds=0.3
        )
    scene.web.nobody().send(scene.path)
    assert scene.payments[0].state is OnlineState.MADE
    with scene.app.app_context():
        world().provider = scene.house.provider
    vault.faults.slow = 0
    vault.pay(next(iter(vault.kept["sessions"])))

    page = f"/payments/standing/{scene.payments[0].token}"
    assert scene.web.nobody().send(page).location.startswith(f"{scene.house.address}/pay/")
    scene.do("payments.look")

    assert (len(vault.kept["sessions"]), len(scene.payments)) == (1, 1)
    assert (scene.payments[0].state, scene.held) == (OnlineState.PAID, FIRST)


def test_09_the_money_was_taken_and_neither_the_payer_nor_an_event_came_back(
    scene: Scene,
) -> None:
    scene.house.vault.faults.silent = True
    ref = scene.begin()
    with urlopen(f"{scene.house.address}/pay/{ref}/pay-lost", data=b"") as page:  # noqa: S310  this machine
        assert "kwam niet terug" in page.read().decode()
    assert (scene.house.told, scene.held) == ([], "240.00 EUR")

    scene.do("payments.look")
    once = scene.book
    assert scene.tell(scene.events()[-1]) == 200
    scene.work()

    assert (scene.payments[0].state, scene.held) == (OnlineState.PAID, FIRST)
    assert scene.book == once


def test_09_a_page_whose_answer_was_lost_is_the_page_that_is_paid(scene: Scene) -> None:
    vault = scene.house.vault
    vault.faults.lost = 1
    ref = scene.begin()
    assert scene.payments[0].state is OnlineState.MADE

    page = f"/payments/standing/{scene.payments[0].token}"
    assert scene.web.nobody().send(page).location.endswith(f"/pay/{ref}")
    vault.pay(ref)
    assert scene.tell(scene.events()[-1]) == 200
    scene.work()

    assert len(vault.kept["sessions"]) == 1
    assert (scene.payments[0].state, scene.held) == (OnlineState.PAID, FIRST)


def test_09_a_refund_that_was_done_without_an_answer_is_done_once(scene: Scene) -> None:
    vault = scene.house.vault
    refunding(scene)
    vault.faults.lost = 1

    scene.do("payments.refund")
    scene.do("payments.refund")

    assert len(vault.kept["refunds"]) == 1
    assert scene.held == "243.00 EUR"


def test_10_a_stored_500_is_no_answer_and_is_asked_after(scene: Scene) -> None:
    vault = scene.house.vault
    vault.faults.broken = 1
    scene.web.nobody().send(scene.path)
    payment = scene.payments[0]
    assert (payment.state, payment.turn) == (OnlineState.MADE, 1)
    scene.web.nobody().send(f"/payments/standing/{payment.token}")
    assert (len(vault.kept["sessions"]), scene.payments[0].turn) == (1, 2)
    vault.pay(next(iter(vault.kept["sessions"])))
    scene.tell(scene.events()[-1])
    scene.work()

    assert scene.held == FIRST


def test_10_a_refund_with_a_stored_500_is_asked_after_and_waits_for_a_person(
    scene: Scene,
) -> None:
    vault = scene.house.vault
    refunding(scene)
    vault.faults.broken = 1
    asked = len(scene.house.calls)
    for _time in range(2):
        with pytest.raises(Unknown):
            scene.do("payments.refund")
    methods = [(method, path) for method, path, *_ in scene.house.calls[asked:]]
    assert methods.count(("POST", "/v1/refunds")) == 2
    assert {method for method, _path in methods} == {"GET", "POST"}
    assert (scene.held, vault.kept["refunds"]) == (FIRST, {})

    path = f"/payments/online/{scene.payments[0].id}"
    with told(now() + LOST_AFTER):
        hans = scene.web.as_("hans")
        again = str(soup(hans.get(path)).select("main form")[-1]["action"])
        assert hans.post(again, hans.form(path, action=again)).status_code == 303
        scene.do("payments.refund")

    assert (scene.held, len(vault.kept["refunds"])) == ("243.00 EUR", 1)
    with scene.app.app_context():
        assert db.session.scalars(select(OnlineReturn)).one().state is BackState.DONE


def test_11_a_debit_that_goes_back_after_eight_weeks_is_mirrored_and_told(scene: Scene) -> None:
    vault = scene.house.vault
    ref = scene.begin()
    vault.pay(ref, debit=True)
    scene.tell(scene.events()[-1])
    scene.work()
    assert (scene.payments[0].state, scene.held) == (OnlineState.ON_ITS_WAY, "240.00 EUR")
    vault.clear(ref)
    scene.tell(scene.events()[-1])
    scene.work()
    paid = scene.book

    with told(now() + timedelta(weeks=8)):
        vault.take_back(ref)
        scene.tell(scene.events()[-1])
        scene.work()

    assert (scene.payments[0].state, scene.held) == (OnlineState.REVERSED, "240.00 EUR")
    act = Act.PAYMENTS_ONLINE_REVERSE
    assert scene.book - paid == Counter({(f"{act} bank -500", f"{act} own 500"): 1})
    assert paid - scene.book == Counter()
    assert scene.waits_for(Act.PAYMENTS_ONLINE_REVERSE) == {"Dan", "Hans"}
