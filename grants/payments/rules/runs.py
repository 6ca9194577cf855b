"""What is put into a pay run, what its file holds, and what asks for a look. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from grants.kit.errors import Invalid
from grants.kit.money import EUR, Money
from grants.payments.models.accounts import TERM_DAYS, FileKind
from grants.payments.models.runs import FailedWhy, Look, PaymentKind
from grants.people.rules import bank_name

# An amount asks for a look above three times the most of the last twelve that were paid to this
# group's payees, when it is more than fifty; without any paid, above five hundred.
HABIT = 12
TIMES = 3
SMALL = EUR("50")
FIRST_MOST = EUR("500")

# Further is a wrong month or year: what was approved is paid within weeks, and money that is in a
# run is free for nothing else.
MOST_AHEAD = timedelta(days=90)

# Signs that look like another one, for names in the letters that banks take.
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "2": "z"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


@dataclass(frozen=True, slots=True)
class AccountData:
    """The account that is paid from. An empty number keeps the one that stands."""

    iban: str
    name: str
    file_kind: FileKind = FileKind.PAIN_09
    term_days: int = TERM_DAYS


@dataclass(frozen=True, slots=True)
class PayeeData:
    """Where an organisation or a shop is paid."""

    iban: str
    name: str
    organisation_id: UUID | None = None
    shop: str = ""


@dataclass(frozen=True, slots=True)
class Choosing:
    """What goes into a run, by key, and on which day the bank pays."""

    keys: Collection[str]
    pay_on: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the bank did on this day: all is paid but these."""

    on: date
    failed: Mapping[UUID, FailedWhy] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that was approved and waits for money."""

    kind: PaymentKind
    thing_id: UUID
    group_id: UUID
    plan_id: UUID
    amount: Money
    words: str
    reference: str
    approved_on: date
    before: date
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    shop: str = ""

    @property
    def key(self) -> str:
        """Names it on a page."""
        return f"{self.kind}.{self.thing_id}" + (
            f".{self.organisation_id}" if self.kind is PaymentKind.RETURN else ""
        )

    @property
    def payee_key(self) -> UUID:
        """By what a shop or an organisation is found: its bill, or itself."""
        return self.organisation_id or self.thing_id

    def is_late(self, today: date) -> bool:
        """Should it have been paid?"""
        return self.before < today


@dataclass(frozen=True, slots=True)
class Details:
    """Where somebody is paid, opened: never kept like this."""

    name: str
    iban: str
    mark: str
    person_id: UUID | None = None
    payee_id: UUID | None = None

    @property
    def to_id(self) -> UUID | None:
        """Whom."""
        return self.person_id or self.payee_id


@dataclass(frozen=True, slots=True)
class Kept:
    """What was not taken into a run, and why."""

    due: Due
    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Past:
    """A payment made or on its way before: to whom, under which name, to which account."""

    to_id: UUID
    name: str
    mark: str
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment as the file says it."""

    end_to_end: str
    name: str
    iban: str
    amount: Money
    words: str


@dataclass(frozen=True, slots=True)
class Order:
    """One file: who pays whom, from which account, on which day."""

    file_kind: FileKind
    message_id: str
    made_at: datetime
    pay_on: date
    name: str
    iban: str
    transfers: Sequence[Transfer]


class FileWriter(Protocol):
    """Writes the file that a bank takes."""

    def write(self, order: Order) -> bytes:
        """The same bytes for the same order; ``ValueError`` when they do not fit the schema."""
        ...


def name_for_bank(text: str) -> str:
    """The name as the file says it; refused, never altered. Codes as ``bank_name``."""
    return bank_name(text, field="name")


def check_day(pay_on: date, today: date) -> None:
    """Refuse a day that is over (``run-day-past``) or further than anybody means (``run-day-far``)."""
    if pay_on < today:
        raise Invalid("run-day-past", field="pay_on")
    if pay_on > today + MOST_AHEAD:
        raise Invalid("run-day-far", field="pay_on", days=MOST_AHEAD.days)


def folded(shop: str) -> str:
    """A shop's name as it is looked up."""
    return " ".join(shop.casefold().split())


def pay_before(approved_on: date, term_days: int) -> date:
    """By when it is paid."""
    return approved_on + timedelta(days=term_days)


def is_far_above(amount: Money, paid: Sequence[Money]) -> bool:
    """Far above what this group is used to? ``paid``: the last twelve."""
    if not paid:
        return amount > FIRST_MOST
    most = max(paid)
    return amount > most * TIMES and amount > SMALL


def skeleton(name: str) -> str:
    """What the eye makes of a name: two with the same look alike."""
    bare = "".join(sign for sign in name.casefold() if sign.isalnum()).translate(_ALIKE)
    for pair, one in _PAIRS:
        bare = bare.replace(pair, one)
    return bare


def looks(
    to: Details,
    amount: Money,
    past: Sequence[Past],
    habit: Sequence[Money],
    theirs: Collection[UUID] = (),
) -> list[Look]:
    """What asks for a look at this payment. ``past``: newest first, of all payees of this payer.

    ``theirs``: the persons who gave this account number as their own, paid before or not.
    """
    before = [one for one in past if one.to_id == to.to_id and one.is_paid]
    others = [one for one in past if one.to_id != to.to_id]
    found = []
    if not before:
        found.append(Look.FIRST)
    elif before[0].mark != to.mark:
        found.append(Look.CHANGED)
    if any(one.mark == to.mark for one in others) or set(theirs) - {to.to_id}:
        found.append(Look.SHARED)
    if is_far_above(amount, habit):
        found.append(Look.LARGE)
    if skeleton(to.name) in {skeleton(one.name) for one in others}:
        found.append(Look.ALIKE)
    return found
