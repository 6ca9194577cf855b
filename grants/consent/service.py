"""Opening a round, answering, concluding. What an outcome causes is named at wiring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from grants.consent.models import Answer, AnswerKind, Round, RoundRule
from grants.kit.access import Actor
from grants.kit.orm import Owned


class Consequence(Protocol):
    """A verb of a higher room that takes the outcome over, in the same transaction."""

    def __call__(self, session: Session, round_: Round, *, by: Actor, at: datetime) -> None:
        """Apply it."""


# Kind of thing → consequence; filled by grants.outcomes.wire().
CONSEQUENCES: dict[str, Consequence] = {}


@dataclass(frozen=True, slots=True)
class Answering:
    """What somebody says: ``words`` is the tip or the reason, ``change`` what she proposes."""

    kind: AnswerKind
    words: str = ""
    change: str = ""


def open_round(
    session: Session,
    thing: Owned,
    *,
    mark: str,
    rule: RoundRule,
    electors: Iterable[UUID],
    closes_at: datetime,
    about_money: bool,
    label: str,
    by: Actor,
    at: datetime,
) -> Round:
    """Ask the group about this version of the thing; ``mark`` is the hash of what they read."""
    raise NotImplementedError


def answer(
    session: Session,
    round_: Round,
    said: Answering,
    *,
    by: Actor,
    at: datetime,
    person_id: UUID | None = None,
) -> Answer:
    """Answer, for oneself or for ``person_id`` at the table. The last answer concludes."""
    raise NotImplementedError


def conclude(session: Session, round_: Round, *, by: Actor, at: datetime) -> Round:
    """End a round whose outcome stands; concluding twice is the same as once."""
    raise NotImplementedError


def call_off(session: Session, thing: Owned, *, by: Actor, at: datetime) -> None:
    """The thing was withdrawn: its open round lapses, without consequence."""
    raise NotImplementedError
