"""Money on its way, as the description has it: payments in runs, and what people pay online."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.proof.came import Arrival, Instalment
    from tests.proof.naive import Allowance, Award, Expense, Plan

SAID_YES = {"approved", "filed", "handed-in"}  # the bank may pay it
AT_WORK = {"open", *SAID_YES}
GOING = {"made", "on-its-way"}
LANDED = {"paid", "part-returned", "returned", "reversed"}
BEFORE = {"made", "opened", "on-its-way", "expired", "failed"}


@dataclass
class Due:
    """What was approved and waits for money: to whom it goes, and which account that has."""

    plan: Plan
    kind: str
    thing_id: UUID
    amount: int
    reference: str
    person: UUID | None = None
    organisation: UUID | None = None
    thing: Expense | Allowance | None = None
    to: str = ""
    account: int | None = None  # which of the accounts of this payee; None: it has none

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.thing_id}" + (
            f".{self.organisation}" if self.kind == "return" else ""
        )


@dataclass
class Payment:
    id: UUID
    due: Due
    no: int
    looks: set[str]
    state: str = "waiting"
    ended_at: datetime | None = None

    @property
    def order(self) -> tuple[str, int]:
        return str(self.due.person), self.no


@dataclass
class Run:
    id: UUID
    payer: UUID
    made_by: str
    pay_on: date
    payments: list[Payment]
    state: str = "open"
    made_on: date | None = None  # the file
    file: bytes = b""

    @property
    def living(self) -> list[Payment]:
        return [one for one in self.payments if one.state != "out"]

    @property
    def waiting(self) -> list[Payment]:
        return [one for one in self.payments if one.state == "waiting"]


@dataclass
class Back:
    """What goes back of an online payment: of what was too much, and of what it came in for."""

    ref: str
    kind: str
    amount: int
    state: str
    id: UUID | None = None  # ours, when we asked for it
    over: int = 0
    rest: int = 0


@dataclass
class Online:
    id: UUID
    plan: Plan
    purpose: str
    amount: int
    ref: str
    award: Award | None = None
    instalment: Instalment | None = None
    state: str = "opened"
    arrival: Arrival | None = None
    over: int = 0  # of what came: owed back at once, because nothing was to come any more
    again: int = 0  # of what came again: owed back since, because it had come otherwise meanwhile
    backs: list[Back] = field(default_factory=list)

    @property
    def owed_to(self) -> UUID:
        """Who gets back what was too much: who paid it, or the holder for a gift."""
        return self.award.organisation if self.award else self.plan.holder

    @property
    def left(self) -> int:
        return self.amount - sum(one.amount for one in self.backs if one.state != "failed")

    @property
    def over_left(self) -> int:
        """Of what was too much: what did not go back in one way or the other."""
        done = [one for one in self.backs if one.state == "done"]
        sent = sum(one.amount for one in done if one.kind == "left")
        return max(0, self.over + self.again - sent - sum(one.over for one in done))

    @property
    def stands(self) -> str:
        """Where it is, once it was paid."""
        done = [one for one in self.backs if one.state == "done"]
        gone = sum(one.amount for one in done)
        if any(one.kind == "reversal" for one in done):
            return "reversed"
        return "returned" if gone >= self.amount else "part-returned" if gone else "paid"
