"""The facts of a report, and their text and back. Ids, never names: a name may be forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from grants.kit.canon import canonical
from grants.kit.money import Money, total
from grants.proposals.models import LineKind
from grants.reports.models import Leftover
from grants.spending.models import WhoPaid
from grants.spending.states import ExpenseState

NOTHING = Money.zero()


class SourceKind(StrEnum):
    """Where money came from."""

    AWARD = "award"
    GROUP = "group"
    PARTICIPANTS = "participants"
    OTHER = "other"
    CASH = "cash"  # what the counted box differed from the book


class StepKind(StrEnum):
    """What had to be done, from plan to report."""

    WRITE_PLAN = "write-plan"
    DECIDE = "decide"
    SEND = "send"
    APPROVE = "approve"
    PAY = "pay"
    WRITE_REPORT = "write-report"


class Hands(StrEnum):
    """Who did it, as history has it."""

    OURS = "ours"
    TOGETHER = "together"
    COACH = "coach"
    HOLDER = "holder"


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """Which version of which plan this is the account of, and who decided on it."""

    reference: str
    title: str
    what: str
    theme_id: UUID
    starts_on: date
    ends_on: date | None
    version: int
    version_hash: str
    agreed_at: datetime | None
    agreed_by: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A cost line, planned and real. ``real`` is what the book has on it.

    ``shifted``: how much more (or less) the group agreed on since, beside the sealed plan.
    """

    id: UUID
    kind: LineKind
    words: str
    planned: Money
    real: Money
    why: str
    shifted: Money = NOTHING

    @property
    def difference(self) -> Money:
        """Real less planned, as it was shifted: above nothing is over the plan."""
        return self.real - self.planned - self.shifted


@dataclass(frozen=True, slots=True)
class Kept:
    """A file by its row and by its content."""

    id: UUID
    hash: str


@dataclass(frozen=True, slots=True)
class Bill:
    """One expense with its receipts. ``no`` is its number in this report."""

    no: int
    id: UUID
    reference: str
    on: date
    shop: str
    amount: Money
    line_id: UUID
    who_paid: WhoPaid
    spender_id: UUID
    approved_by: tuple[UUID, ...]
    state: ExpenseState
    files: tuple[Kept, ...]
    no_receipt: str = ""  # why it was lost; a file can have been added later


@dataclass(frozen=True, slots=True)
class Source:
    """Money that came in, planned and real; an award names its organisation and number."""

    kind: SourceKind
    planned: Money
    real: Money
    organisation_id: UUID | None = None
    reference: str = ""
    parts: tuple[Money, ...] = ()

    @property
    def difference(self) -> Money:
        """Real less planned."""
        return self.real - self.planned


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A photo that may be shown."""

    file: Kept
    words: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The three questions. Numbers of people: None is not told yet."""

    adults: int | None = None
    children: int | None = None
    went: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done: how often, by how many people of the group, in whose hands."""

    kind: StepKind
    count: int
    people: int
    hands: Hands


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a report says. ``open`` are expenses that keep it from being complete."""

    plan: PlanPoint
    lines: tuple[LineFacts, ...]
    bills: tuple[Bill, ...]
    open: tuple[Bill, ...]
    sources: tuple[Source, ...]
    in_kind: Money
    costs: Money
    received: Money
    left: Money
    to_come: Money
    waits_for_money: bool
    photos: tuple[PhotoFacts, ...]
    answers: Answers
    leftover: Leftover | None
    leftover_why: str
    steps: tuple[Step, ...]
    book_no: int
    book_hash: str
    # Allowances are told as one total, never by person; reports sealed before knew of none.
    allowances: Money = NOTHING
    allowances_open: Money = NOTHING
    # Lines of the bank that nobody placed yet; what is sealed has none.
    lines_wait: int = 0
    # Paid to one of us or to family: how often and how much, never who.
    kin: int = 0
    kin_sum: Money = NOTHING

    @property
    def planned(self) -> Money:
        """What the plan was to cost."""
        return total((line.planned for line in self.lines), self.costs.currency)

    @property
    def expected(self) -> Money:
        """What was to come in, without what is in kind."""
        return total((source.planned for source in self.sources), self.costs.currency)

    @property
    def own(self) -> Money:
        """What came in besides the awards."""
        ours = (one.real for one in self.sources if one.kind is not SourceKind.AWARD)
        return total(ours, self.costs.currency)

    @property
    def funders(self) -> tuple[UUID, ...]:
        """The organisations that pay for it."""
        return tuple(one.organisation_id for one in self.sources if one.organisation_id)


def write_facts(gathered: Gathered) -> str:
    """The canonical text that is hashed and kept."""
    return canonical(_plain(gathered))


def read_facts(text: str) -> Gathered:
    """What a report's text says."""
    return cast("Gathered", _read(Gathered, json.loads(text)))


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return value
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _read(kind: Any, value: Any) -> Any:  # noqa: PLR0911  one line per kind of fact
    if get_origin(kind) is UnionType:
        return None if value is None else _read(get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in value)
    if kind is Money:
        return Money(*value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], one) for name, one in value.items()})  # type: ignore[operator]
    if kind is UUID or issubclass(kind, Enum):
        return kind(value)
    return value
