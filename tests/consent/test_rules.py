from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from grants.consent.models import AnswerKind
from grants.consent.rules import firm_from, is_firm, judge, outcome, quorum_of
from grants.consent.states import RoundState
from grants.workgroups.models import RoundRule

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
CLOSES = NOON + timedelta(days=7)
FATMA, NADIA, SAMIRA, HATICE = (UUID(int=number) for number in range(1, 5))
FOUR = [FATMA, NADIA, SAMIRA, HATICE]
YES, TIP, NOT_YET = AnswerKind.YES, AnswerKind.TIP, AnswerKind.NOT_YET


@dataclass(frozen=True)
class Said:
    person_id: UUID
    kind: AnswerKind = YES
    given_by_id: UUID = FATMA
    at: datetime = NOON


def own(person: UUID, kind: AnswerKind = YES, at: datetime = NOON) -> Said:
    return Said(person, kind, person, at)


@dataclass(frozen=True)
class Asked:
    about_money: bool = True
    rule: RoundRule = RoundRule.CONSENT
    closes_at: datetime = CLOSES

    @property
    def elector_ids(self) -> list[UUID]:
        return FOUR


def judged(
    answers: list[Said], rule: RoundRule = RoundRule.CONSENT, at: datetime = CLOSES
) -> RoundState:
    return judge(rule, FOUR, answers, CLOSES, at)


@pytest.mark.parametrize(
    ("electors", "quorum"), [(2, 2), (3, 2), (4, 3), (5, 3), (20, 11)], ids=str
)
def test_the_quorum_is_more_than_half_and_at_least_two(electors: int, quorum: int) -> None:
    assert quorum_of(electors) == quorum


def test_a_round_is_open_while_somebody_is_silent_and_there_is_time() -> None:
    answers = [own(FATMA), own(NADIA), own(SAMIRA)]

    assert judged(answers, at=CLOSES - timedelta(seconds=1)) is RoundState.OPEN


def test_a_round_ends_when_everybody_answered() -> None:
    answers = [own(one) for one in FOUR]

    assert judged(answers, at=NOON) is RoundState.AGREED


def test_the_closing_moment_itself_is_over() -> None:
    answers = [own(FATMA), own(NADIA), own(SAMIRA)]

    assert judged(answers, at=CLOSES) is RoundState.AGREED


@pytest.mark.parametrize("rule", list(RoundRule))
def test_below_the_quorum_every_rule_lapses(rule: RoundRule) -> None:
    assert judged([own(FATMA), own(NADIA)], rule) is RoundState.LAPSED


def test_one_not_yet_stops_consent_however_many_say_yes() -> None:
    answers = [own(FATMA), own(NADIA), own(SAMIRA), own(HATICE, NOT_YET)]

    assert judged(answers) is RoundState.NOT_AGREED


def test_a_tip_counts_as_yes() -> None:
    answers = [own(FATMA, TIP), own(NADIA, TIP), own(SAMIRA)]

    assert judged(answers) is RoundState.AGREED


def test_unanimity_without_everyone_lapses_since_silence_is_never_yes() -> None:
    answers = [own(FATMA), own(NADIA), own(SAMIRA)]

    assert judged(answers, RoundRule.UNANIMITY) is RoundState.LAPSED


def test_unanimity_with_everyone_agrees() -> None:
    answers = [own(one) for one in FOUR]

    assert judged(answers, RoundRule.UNANIMITY) is RoundState.AGREED


@pytest.mark.parametrize(
    ("against", "state"),
    [(1, RoundState.AGREED), (2, RoundState.NOT_AGREED), (3, RoundState.NOT_AGREED)],
    ids=["three to one", "two to two", "one to three"],
)
def test_majority_needs_more_yes_than_not_yet(against: int, state: RoundState) -> None:
    kinds = [NOT_YET] * against + [YES] * (4 - against)
    answers = [own(person, kind) for person, kind in zip(FOUR, kinds, strict=True)]

    assert judged(answers, RoundRule.MAJORITY) is state


def test_the_last_answer_of_a_person_counts() -> None:
    answers = [own(FATMA, NOT_YET), own(NADIA), own(SAMIRA), own(FATMA, YES)]

    assert judged(answers) is RoundState.AGREED


def test_an_answer_of_somebody_who_may_not_answer_does_not_count() -> None:
    answers = [own(FATMA), own(NADIA), own(UUID(int=99))]

    assert judged(answers) is RoundState.LAPSED


def test_on_one_phone_money_waits_a_day_after_the_last_answer_for_another() -> None:
    late = NOON + timedelta(hours=1)
    answers = [own(FATMA), Said(NADIA, YES, FATMA, NOON), Said(SAMIRA, YES, FATMA, late)]

    assert firm_from(answers) == late + timedelta(hours=24)
    assert not is_firm(Asked(), answers, late + timedelta(hours=23))
    assert is_firm(Asked(), answers, late + timedelta(hours=24))


def test_two_phones_are_firm_at_once() -> None:
    answers = [own(FATMA), Said(NADIA, YES, FATMA), own(SAMIRA)]

    assert is_firm(Asked(), answers, NOON)


def test_a_round_that_is_not_about_money_is_firm_at_once() -> None:
    assert is_firm(Asked(about_money=False), [Said(NADIA, YES, FATMA)], NOON)


def test_an_outcome_about_money_stays_open_until_it_is_firm() -> None:
    answers = [own(FATMA), *(Said(one, YES, FATMA) for one in FOUR[1:])]

    assert outcome(Asked(), answers, NOON) is RoundState.OPEN
    assert outcome(Asked(), answers, NOON + timedelta(hours=24)) is RoundState.AGREED
    assert outcome(Asked(about_money=False), answers, NOON) is RoundState.AGREED
