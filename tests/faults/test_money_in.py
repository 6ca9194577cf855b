"""Faults 5 to 11: what a bank tells, through HTTP and the real library, on both databases."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import jobs as outbox
from app.clock import now, told
from app.extensions import db
from app.gateways.stripe import StripeProvider
from app.payments import jobs
from app.world import world
from grants.kit.acts import Act
from grants.ledger import queries as book
from grants.ledger.models import Account, Entry, Posting
from grants.outbox.models import Job
from grants.payments.models import Difference, OnlinePayment, OnlineReturn, ProviderEvent
from grants.payments.provider import Unknown
from grants.payments.states import BackState, OnlineState
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.waiting.models import Waiting
from tests.gateways.bankhouse import House, house
from tests.spending.stage import Ids, running_plan
from tests.web import Web, soup

__all__ = ["house"]

EVENTS = "/payments/provider/events"
FIRST = "245.00 EUR"  # 240 of the fund, and a gift of 5
Book = Counter[tuple[str, ...]]


@dataclass
class Scene:
    """A plan that takes gifts, a bank on this machine, and what it has told us."""

    app: Flask
    web: Web
    house: House
    ids: Ids
    path: str

    def begin(self) -> str:
        """A neighbour is on her way to the bank; the bank's name for it."""
        self.web.nobody().send(self.path)
        return list(self.house.vault.kept["sessions"])[-1]

    def bring(self, payload: bytes, signature: str) -> int:
        """One event comes in."""
        headers = {"Stripe-Signature": signature}
        answer = self.web.nobody().client.post(
            EVENTS, data=payload, headers=headers, content_type="application/json"
        )
        return answer.status_code

    def tell(self, event: dict[str, object]) -> int:
        """The bank sends it now, signed as of now."""
        self.house.told.clear()
        self.house.vault.deliver(event)
        return self.bring(*self.house.told.pop())

    def events(self) -> list[dict[str, object]]:
        return list(self.house.vault.kept["events"].values())

    def work(self) -> None:
        with self.app.app_context():
            outbox.run_due()

    def do(self, kind: str) -> None:
        """One job of this kind, also when it is due later."""
        with self.app.app_context():
            which = select(Job.facts).where(Job.kind == kind).order_by(Job.due_at.desc())
            facts = db.session.scalars(which).first()
            db.session.rollback()
            assert facts is not None
            jobs.HANDLERS[kind](json.loads(facts))

    @property
    def payments(self) -> list[OnlinePayment]:
        with self.app.app_context():
            return list(db.session.scalars(select(OnlinePayment).order_by(OnlinePayment.made_at)))

    @property
    def held(self) -> str:
        """What lies at the bank; the whole book is looked through as well."""
        with self.app.app_context():
            assert book.check(db.session()) == []
            return str(book.amounts(db.session(), self.ids.owner).bank)

    @property
    def book(self) -> Book:
        """Each entry as what it did to which account, in no order of time."""
        with self.app.app_context():
            rows = db.session.execute(
                select(Entry.id, Entry.act, Account.kind, Posting.amount_minor)  # type: ignore[attr-defined]
                .join(Posting, Posting.entry_id == Entry.id)
                .join(Account, Account.id == Posting.account_id)
            )
            entries: dict[UUID, list[str]] = {}
            for entry_id, *what in rows:
                entries.setdefault(entry_id, []).append(" ".join(map(str, what)))
            return Counter(tuple(sorted(one)) for one in entries.values())

    def count(self, model: type) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(model)) or 0

    def waits_for(self, act: Act) -> set[str]:
        with self.app.app_context():
            who = select(Person.name).join(Waiting, Waiting.person_id == Person.id)
            return set(db.session.scalars(who.where(Waiting.act == str(act))))


@pytest.fixture
def scene(open_app: Flask, house: House) -> Scene:
    ids = running_plan(open_app)
    web = Web(open_app)
    web.as_("ada").send(f"/payments/gifts/{ids.plan}", aim="100", words="Voor een oven.")
    with open_app.app_context():
        world().provider = house.provider
        reference = db.session.get_one(Proposal, ids.plan).reference
    return Scene(open_app, web, house, ids, f"/payments/give/{reference}")


def test_05_an_event_twice_and_ten_at_once_is_one_event_and_one_booking(scene: Scene) -> None:
    scene.house.vault.pay(scene.begin())
    payload, signature = scene.house.told[-1]
    answers: list[int] = []
    ready = threading.Barrier(10)

    def bring() -> None:
        ready.wait()
        answers.append(scene.bring(payload, signature))

    threads = [threading.Thread(target=bring) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
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
    answers: list[int] = []
    ready = threading.Barrier(10)

    def ask(no: int) -> None:
        ready.wait()
        answers.append(browsers[no].post(f"/payments/standing/{token}", fields[no]).status_code)

    threads = [threading.Thread(target=ask, args=(no,)) for no in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [303] * 10
    assert scene.held == FIRST
    assert scene.payments[0].state is OnlineState.PAID


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

    hans, path = scene.web.as_("hans"), f"/payments/online/{scene.payments[0].id}"
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


def refunding(scene: Scene) -> None:
    """A gift that was paid, of which Hans sends two euro back; nothing has gone out yet."""
    scene.house.vault.pay(scene.begin())
    scene.tell(scene.events()[-1])
    scene.work()
    hans, path = scene.web.as_("hans"), f"/payments/online/{scene.payments[0].id}"
    assert hans.send(f"{path}/back", amount="2").status_code == 303
