"""A version's text and back: what the group read, as data that never changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from grants.kit.canon import canonical
from grants.kit.money import Money
from grants.proposals.models import CoverKind, LineKind, PartKind
from grants.proposals.rules.budget import Totals, totals


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A cost as it was agreed. ``id`` is the cost line that expenses are booked on."""

    id: UUID
    kind: LineKind
    words: str
    quantity: int
    price: Money
    most: Money | None = None

    @property
    def cost(self) -> Money:
        """Number times price."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """A source of money as it was agreed."""

    id: UUID
    kind: CoverKind
    words: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The whole plan. ``answers``: part → question → words; dates are in ISO form there."""

    reference: str
    no: int
    title: str
    theme_id: UUID
    starts_on: date
    ends_on: date | None
    answers: Mapping[PartKind, Mapping[str, str]]
    lines: tuple[LineFacts, ...]
    covers: tuple[CoverFacts, ...]

    @property
    def totals(self) -> Totals:
        """Both sides added up."""
        return totals(self.lines, self.covers)

    def answer(self, question: str) -> str:
        """One answer, whatever its part; empty when there is none."""
        return next((part[question] for part in self.answers.values() if question in part), "")

    def line(self, line_id: UUID) -> LineFacts | None:
        """One cost line by its id."""
        return next((line for line in self.lines if line.id == line_id), None)


def write_facts(facts: PlanFacts) -> str:
    """The canonical text that is hashed and kept."""
    return canonical(
        {
            "reference": facts.reference,
            "no": facts.no,
            "title": facts.title,
            "theme": facts.theme_id,
            "starts_on": facts.starts_on,
            "ends_on": facts.ends_on,
            "answers": facts.answers,
            "lines": [
                {
                    "id": line.id,
                    "kind": line.kind,
                    "words": line.words,
                    "quantity": line.quantity,
                    "price": line.price,
                    "most": line.most,
                }
                for line in facts.lines
            ],
            "covers": [
                {"id": one.id, "kind": one.kind, "words": one.words, "amount": one.amount}
                for one in facts.covers
            ],
        }
    )


@lru_cache(maxsize=256)
def read_lines(text: str) -> tuple[LineFacts, ...]:
    """Only the cost lines that a version's text holds: they are asked for at every receipt."""
    return tuple(_lines(json.loads(text)["lines"]))


def read_facts(text: str) -> PlanFacts:
    """The plan that a version's text holds."""
    data = json.loads(text)
    return PlanFacts(
        reference=data["reference"],
        no=data["no"],
        title=data["title"],
        theme_id=UUID(data["theme"]),
        starts_on=date.fromisoformat(data["starts_on"]),
        ends_on=date.fromisoformat(data["ends_on"]) if data["ends_on"] else None,
        answers={PartKind(part): dict(answers) for part, answers in data["answers"].items()},
        lines=tuple(_lines(data["lines"])),
        covers=tuple(
            CoverFacts(UUID(one["id"]), CoverKind(one["kind"]), one["words"], Money(*one["amount"]))
            for one in data["covers"]
        ),
    )


def _lines(rows: Iterable[Mapping[str, Any]]) -> Iterable[LineFacts]:
    for row in rows:
        yield LineFacts(
            id=UUID(row["id"]),
            kind=LineKind(row["kind"]),
            words=row["words"],
            quantity=row["quantity"],
            price=Money(*row["price"]),
            most=Money(*row["most"]) if row["most"] else None,
        )
