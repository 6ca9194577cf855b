"""What people read of a request's state: five plain ones, who is busy, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from grants.funds.rules import Planned
from grants.kit.money import Money, total
from grants.proposals.models import CoverKind
from grants.proposals.rules import PlanFacts
from grants.requests.models import RequestState as S


class Plain(StrEnum):
    """The five plain states, in the order of a path."""

    WRITING = "writing"
    SENT = "sent"
    READ = "read"
    QUESTION = "question"
    ANSWERED = "answered"


class Busy(StrEnum):
    """Who is at work now."""

    GROUP = "group"
    FUND = "fund"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request is, in plain words' keys."""

    plain: Plain
    busy: Busy
    until: date | None = None


class Asked(Protocol):
    """What a standing needs of a request."""

    @property
    def state(self) -> S:
        """Its state."""

    @property
    def answer_by(self) -> date | None:
        """When the fund answers at the latest."""


_PLAIN = {
    S.DRAFT: (Plain.WRITING, Busy.GROUP),
    S.SENT: (Plain.SENT, Busy.FUND),
    S.READING: (Plain.READ, Busy.FUND),
    S.QUESTION: (Plain.QUESTION, Busy.GROUP),
    S.DECIDED: (Plain.ANSWERED, Busy.GROUP),
    S.CLOSED: (Plain.ANSWERED, Busy.NOBODY),
    S.WITHDRAWN: (Plain.ANSWERED, Busy.NOBODY),
}
# What the fund's own desk has open, and what is ready.
OPEN_STATES = (S.SENT, S.READING, S.QUESTION)
# While a request stands so, its plan stays as the fund reads it.
KEEP_PLAN = (*OPEN_STATES, S.DECIDED)
SEEN_BY_FUND = (*OPEN_STATES, S.DECIDED, S.CLOSED, S.WITHDRAWN)


def standing(request: Asked) -> Standing:
    """The plain state, who is busy, and until when where a day is promised."""
    plain, busy = _PLAIN[request.state]
    promised = plain in {Plain.SENT, Plain.READ, Plain.QUESTION}
    return Standing(plain, busy, request.answer_by if promised else None)


def amount_to_ask(in_plan: Money, asked_elsewhere: Money) -> Money:
    """What is left to ask: one plan asks no euro twice."""
    left = in_plan - asked_elsewhere
    return left if left.is_positive else Money.zero(in_plan.currency)


def planned(facts: PlanFacts, asked: Money) -> Planned:
    """What a pot wants to know of a sealed plan; money of who takes part counts as own."""
    own = (CoverKind.OWN, CoverKind.PARTICIPANTS)
    return Planned(
        asked=asked,
        own=total((one.amount for one in facts.covers if one.kind in own), asked.currency),
        costs=facts.totals.costs,
        starts_on=facts.starts_on,
        kinds=frozenset(str(line.kind) for line in facts.lines),
    )
