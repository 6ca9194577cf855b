"""How answers become an outcome. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from grants.consent.models import AnswerKind
from grants.consent.states import RoundState
from grants.kit.errors import Invalid
from grants.workgroups.models import RoundRule

FEWEST = 2
FIRM_PHONES = 2
FIRM_AFTER = timedelta(hours=24)
REMIND_BEFORE = timedelta(hours=24)
LONGEST = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Answering:
    """What somebody says: ``words`` is the tip or the reason, ``change`` what she proposes."""

    kind: AnswerKind
    words: str = ""
    change: str = ""


class Said(Protocol):
    """What judging needs of an answer."""

    @property
    def person_id(self) -> UUID:
        """Whose answer it is."""

    @property
    def given_by_id(self) -> UUID:
        """Whose phone it came from."""

    @property
    def kind(self) -> AnswerKind:
        """Yes, tip or not yet."""

    @property
    def at(self) -> datetime:
        """When."""


class Asked(Protocol):
    """What judging needs of a round."""

    @property
    def about_money(self) -> bool:
        """It lets money go."""

    @property
    def rule(self) -> RoundRule:
        """How answers count."""

    @property
    def closes_at(self) -> datetime:
        """When it ends at the latest."""

    @property
    def elector_ids(self) -> list[UUID]:
        """Who may answer."""


def quorum_of(count: int) -> int:
    """How many of ``count`` electors must answer: more than half, at least two."""
    return max(FEWEST, count // 2 + 1)


def standing(answers: Iterable[Said]) -> dict[UUID, Said]:
    """The answer that counts for each person: her last. ``answers`` in the order given."""
    return {answer.person_id: answer for answer in answers}


def judge(
    rule: RoundRule,
    electors: Sequence[UUID],
    answers: Iterable[Said],
    closes_at: datetime,
    at: datetime,
) -> RoundState:
    """The outcome at this moment; OPEN until all have answered or ``closes_at`` is reached.

    Silence is never yes: below the quorum a round lapses, and so does unanimity without everyone.
    """
    kinds = [said.kind for who, said in standing(answers).items() if who in set(electors)]
    if len(kinds) < len(electors) and at < closes_at:
        return RoundState.OPEN
    if len(kinds) < quorum_of(len(electors)):
        return RoundState.LAPSED
    against = kinds.count(AnswerKind.NOT_YET)
    if rule is RoundRule.MAJORITY:
        return RoundState.AGREED if len(kinds) - against > against else RoundState.NOT_AGREED
    if against:
        return RoundState.NOT_AGREED
    if rule is RoundRule.UNANIMITY and len(kinds) < len(electors):
        return RoundState.LAPSED
    return RoundState.AGREED


def firm_from(answers: Iterable[Said]) -> datetime | None:
    """When answers given on one phone count for money: a day after the last given for another.

    None: at once, because two people answered each from her own session, or nobody was spoken for.
    """
    counting = standing(answers).values()
    own = [said for said in counting if said.person_id == said.given_by_id]
    spoken = [said.at for said in counting if said.person_id != said.given_by_id]
    return None if len(own) >= FIRM_PHONES or not spoken else max(spoken) + FIRM_AFTER


def is_firm(round_: Asked, answers: Iterable[Said], at: datetime) -> bool:
    """May money follow these answers? Rounds that are not about money always are firm."""
    from_ = firm_from(answers)
    return not round_.about_money or from_ is None or at >= from_


def outcome(round_: Asked, answers: Sequence[Said], at: datetime) -> RoundState:
    """The judgement, which for money stays OPEN until it is firm."""
    state = judge(round_.rule, round_.elector_ids, answers, round_.closes_at, at)
    if state is RoundState.AGREED and not is_firm(round_, answers, at):
        return RoundState.OPEN
    return state


def complete(said: Answering) -> Answering:
    """Without spaces around, with what this kind of answer needs.

    Refuses ``tip-missing``, ``reason-missing``, ``proposal-missing``.
    """
    words, change = said.words.strip(), said.change.strip()
    if said.kind is AnswerKind.YES:
        return Answering(said.kind)
    if said.kind is AnswerKind.TIP:
        if not words:
            raise Invalid("tip-missing", field="tip")
        return Answering(said.kind, words)
    if not words:
        raise Invalid("reason-missing", field="because")
    if not change:
        raise Invalid("proposal-missing", field="instead")
    return Answering(said.kind, words, change)
