"""A run on the stage: who pays, who says yes, and what is due, with dull defaults."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.gateways.cipher import FakeCipher
from app.gateways.sepa import FakeSepa
from app.world import KeyedSecrets
from grants.allowances.models import Allowance
from grants.kit.access import Actor, Role
from grants.payments import queries, service
from grants.payments.models import PayRun
from grants.payments.models.runs import FailedWhy
from grants.payments.rules import AccountData, Choosing, Outcome, Vault
from grants.people import service as people
from grants.spending import service as spending
from grants.spending.models import Expense
from tests.allowances.story import Helping, helping
from tests.ground import NOON, seated
from tests.spending.story import DAY, Running
from tests.told_once import told_once

VAULT = Vault(FakeCipher(), KeyedSecrets(b"a key for tests alone"))
IBANS = {
    "Ada": "NL91ABNA0417164300",
    "Ben": "NL02ABNA0123456789",
    "Dan": "NL44RABO0123456789",
    "Hans": "NL20INGB0001234567",
    "Ina": "NL70TRIO0123456789",
}
HOLDER = "NL39RABO0300065264"


@dataclass
class Paying:
    """Hans and Ina pay at the holder. What is in the bank is 240."""

    helping: Helping
    kinds: list[str] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return self.helping.session

    @property
    def plan(self) -> Running:
        return self.helping.plan

    @property
    def owner_id(self) -> UUID:
        return self.plan.one.ground.holder.id

    def actor(self, name: str) -> Actor:
        return self.plan.actor(name)

    def give_account(self, name: str, iban: str = "", card: str = "", at: datetime = NOON) -> None:
        person = self.plan.one.people[name]
        people.set_iban(
            self.session,
            person,
            iban or IBANS[name],
            card or name,
            vault=VAULT,
            by=Actor(person.id),
            at=at,
        )

    def approved(self, amount: str = "30", by: str = "Ada", **more: object) -> Expense:
        more.setdefault("documents", (self.plan.document(f"{len(self.kinds)}.jpg", by),))
        self.kinds.append(by)
        expense = self.plan.asking(amount, by, **more)
        other = "Ben" if by != "Ben" else "Ada"
        return spending.approve(self.session, expense, by=self.actor(other), at=NOON)

    def agreed(self, amount: str = "20", who: str = "Ada", **more: object) -> Allowance:
        return self.helping.agreed(amount, who, **more)  # type: ignore[arg-type]

    def due(self) -> list[str]:
        groups = queries.groups_of(self.session, self.owner_id)
        return [one.key for one in queries.due(self.session, groups)]

    def collect(
        self,
        keys: Collection[str] | None = None,
        by: str = "Hans",
        on: date = DAY,
        at: datetime = NOON,
    ) -> service.Collected:
        data = Choosing(self.due() if keys is None else keys, on)
        return service.collect(
            self.session, self.owner_id, data, vault=VAULT, by=self.actor(by), at=at
        )

    def run(self) -> PayRun:
        return self.collect().run

    def approve(self, run: PayRun, by: str = "Ina", at: datetime = NOON, **more: object) -> PayRun:
        looked = more.get("looked", [one.id for one in run.living])
        return service.approve(
            self.session,
            run,
            looked,  # type: ignore[arg-type]
            vault=VAULT,
            by=self.actor(by),
            at=at,
        )

    def filed(self, run: PayRun | None = None) -> PayRun:
        run = self.approve(run or self.run())
        service.make_file(self.session, run, FakeSepa(), vault=VAULT, by=self.actor("Ina"), at=NOON)
        return run

    def handed_in(self, run: PayRun | None = None) -> PayRun:
        return service.hand_in(self.session, self.filed(run), by=self.actor("Hans"), at=NOON)

    def settle(self, run: PayRun, by: str = "Hans", on: date = DAY, **failed: FailedWhy) -> PayRun:
        by_name = {one.name: one.id for one in run.living}
        data = Outcome(on, {by_name[name]: why for name, why in failed.items()})
        return service.settle(self.session, run, data, by=self.actor(by), at=NOON)


def account(iban: str = HOLDER, name: str = "Stichting De Brug", **more: object) -> AccountData:
    return AccountData(iban, name, **more)  # type: ignore[arg-type]


@told_once
def paying(session: Session, name: str = "Zuidwest") -> Paying:
    """300 in the bank, 42 in the box; Hans and Ina pay, and who is in the group gave an account."""
    one = Paying(helping(session, name))
    one.plan.one.people["Ina"] = seated(session, one.plan.one.ground.holder, Role.PAYER, "Ina")
    hans = one.actor("Hans")
    service.save_account(session, one.owner_id, account(), vault=VAULT, by=hans, at=NOON)
    for who in ("Ada", "Ben", "Dan"):
        one.give_account(who)
    return one
