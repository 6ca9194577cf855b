"""A plan that takes gifts, and a bank on this machine that speaks with it over HTTP."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import jobs as outbox
from app.extensions import db
from app.payments import jobs
from app.world import world
from grants.kit.acts import Act
from grants.ledger import queries as book
from grants.ledger.models import Account, Entry, Posting
from grants.outbox.models import Job
from grants.payments.models import OnlinePayment
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.waiting.models import Waiting
from tests.gateways.bankhouse import House
from tests.spending.stage import Ids, running_plan
from tests.web import Web

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


def refunding(scene: Scene) -> None:
    """A gift that was paid, of which Hans sends two euro back; nothing has gone out yet."""
    scene.house.vault.pay(scene.begin())
    scene.tell(scene.events()[-1])
    scene.work()
    hans, path = scene.web.as_("hans"), f"/payments/online/{scene.payments[0].id}"
    assert hans.send(f"{path}/back", amount="2").status_code == 303
