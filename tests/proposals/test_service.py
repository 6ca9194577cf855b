from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.queries import rounds_of
from grants.consent.service import Answering
from grants.consent.states import RoundState
from grants.history.queries import events_of
from grants.kit.access import Hand, Right
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import Invalid, NotNow, Stale, Unbalanced
from grants.kit.money import EUR
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.proposals import queries, service
from grants.proposals.access import may
from grants.proposals.models import Line, LineKind, PartKind, Version
from grants.proposals.service.versions import right_together
from grants.proposals.states import ProposalState
from grants.waiting.queries import waiting_for
from tests.ground import NOON, OPERATOR
from tests.proposals.plans import (
    WEEK,
    Circle,
    agreed,
    all_say_yes,
    asked,
    circle,
    draft,
    whole_plan,
)

WHAT, COSTS, COVER = PartKind.WHAT, PartKind.COSTS, PartKind.COVER
FLYERS = service.LineData(LineKind.PUBLICITY, "Flyers", 100, EUR("0.25"))


def test_a_plan_starts_with_a_name_a_number_and_five_parts(session: Session, group: Circle) -> None:
    plan = draft(session, group, "  Koffie   en kinderen ")

    assert (plan.title, plan.reference) == ("Koffie en kinderen", "P-2026-0001")
    assert [part.kind for part in plan.parts] == list(PartKind)


def test_a_plan_needs_a_name(session: Session, group: Circle) -> None:
    with pytest.raises(Invalid, match="title-missing") as refusal:
        draft(session, group, "  ")

    assert refusal.value.field == "title"


def test_two_people_write_different_questions_of_one_part_at_once(
    session: Session, group: Circle
) -> None:
    plan = draft(session, group)

    service.write_part(session, plan, WHAT, {"what": "Koffie"}, 0, by=group.fatma, at=NOON)
    service.write_part(session, plan, WHAT, {"whom": "Moeders"}, 0, by=group.nadia, at=NOON)

    assert plan.part(WHAT).answers == {
        "title": "Koffie en kinderen",
        "what": "Koffie",
        "whom": "Moeders",
    }


def test_two_people_at_one_question_see_both_versions_and_nothing_is_overwritten(
    session: Session, group: Circle
) -> None:
    plan = draft(session, group)
    service.write_part(session, plan, WHAT, {"what": "Koffie"}, 0, by=group.fatma, at=NOON)

    with pytest.raises(Stale, match="part-changed") as refusal:
        service.write_part(session, plan, WHAT, {"what": "Thee"}, 0, by=group.nadia, at=NOON)

    assert refusal.value.facts["theirs"] == {"what": "Koffie"}
    assert refusal.value.facts["yours"] == {"what": "Thee"}
    assert plan.part(WHAT).answers["what"] == "Koffie"


def test_who_saw_what_stands_can_write_again(session: Session, group: Circle) -> None:
    plan = draft(session, group)
    part = service.write_part(session, plan, WHAT, {"what": "Koffie"}, 0, by=group.fatma, at=NOON)

    new = {"what": "Koffie en thee"}
    service.write_part(session, plan, WHAT, new, part.revision, by=group.nadia, at=NOON)

    assert plan.part(WHAT).answers["what"] == "Koffie en thee"


def test_the_same_words_twice_are_one_writing(session: Session, group: Circle) -> None:
    plan = draft(session, group)
    for _ in range(2):
        service.write_part(session, plan, WHAT, {"what": "Koffie"}, 0, by=group.fatma, at=NOON)

    assert plan.part(WHAT).revision == 1


def test_days_in_disorder_are_refused_at_their_field(session: Session, group: Circle) -> None:
    plan = draft(session, group)
    days = {"starts_on": "2026-05-06", "ends_on": "2026-04-01"}

    with pytest.raises(Invalid, match="ends-before-start") as refusal:
        service.write_part(session, plan, PartKind.WHEN, days, 0, by=group.fatma, at=NOON)

    assert refusal.value.field == "ends_on"


def test_a_plan_keeps_its_sums_and_days_for_lists(session: Session, group: Circle) -> None:
    plan = whole_plan(session, group)

    assert (plan.costs, plan.cover, plan.asked) == (EUR("159.00"), EUR("159.00"), EUR("139.00"))
    assert (plan.starts_on, plan.ends_on) == (date(2026, 4, 1), date(2026, 5, 6))


def test_a_cost_that_somebody_else_changed_shows_both(session: Session, group: Circle) -> None:
    plan = draft(session, group)
    line = service.put_line(session, plan, FLYERS, by=group.fatma, at=NOON)
    dearer = service.LineData(LineKind.PUBLICITY, "Flyers in kleur", 100, EUR("0.50"))
    service.put_line(session, plan, dearer, by=group.fatma, at=NOON, line=line, revision=1)

    fewer = service.LineData(LineKind.PUBLICITY, "Flyers", 50, EUR("0.25"))
    with pytest.raises(Stale, match="line-changed") as refusal:
        service.put_line(session, plan, fewer, by=group.nadia, at=NOON, line=line, revision=1)

    assert (refusal.value.facts["theirs"], refusal.value.facts["yours"]) == (dearer, fewer)
    assert plan.costs == EUR("50.00")


def test_removing_a_cost_that_changed_since_is_refused(session: Session, group: Circle) -> None:
    plan = draft(session, group)
    line = service.put_line(session, plan, FLYERS, by=group.fatma, at=NOON)
    with pytest.raises(Stale, match="line-changed"):
        service.remove_line(session, line, revision=0, by=group.nadia, at=NOON)

    service.remove_line(session, line, revision=1, by=group.nadia, at=NOON)

    assert plan.lines == []
    assert plan.costs == EUR("0.00")


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (service.LineData(LineKind.FOOD, " ", 1, EUR("1.00")), "words-missing", "words"),
        (service.LineData(LineKind.FOOD, "Fruit", 0, None), "quantity-out-of-range", "quantity"),
        (service.LineData(LineKind.FOOD, "Fruit", 1, EUR("0")), "amount-not-positive", "price"),
        (service.LineData(LineKind.FOOD, "Fruit", 1, EUR("2000000")), "amount-too-large", "price"),
        (
            service.LineData(LineKind.FOOD, "Fruit", 1, EUR("2.00"), EUR("1.00")),
            "most-below-price",
            "most",
        ),
    ],
    ids=["no words", "nought times", "nothing", "too much", "most below"],
)
def test_a_cost_that_cannot_be_is_refused_at_its_field(
    session: Session, group: Circle, line: service.LineData, code: str, field: str
) -> None:
    plan = draft(session, group)

    with pytest.raises(Invalid, match=code) as refusal:
        service.put_line(session, plan, line, by=group.fatma, at=NOON)

    assert refusal.value.field == field


def test_a_plan_that_does_not_balance_is_not_put(session: Session, group: Circle) -> None:
    plan = whole_plan(session, group)
    service.put_line(session, plan, FLYERS, by=group.fatma, at=NOON)

    with pytest.raises(Unbalanced, match="plan-not-balanced") as refusal:
        service.put(session, plan, closes_at=NOON + WEEK, by=group.fatma, at=NOON)

    assert refusal.value.facts["open"] == EUR("25.00")


def test_an_unfinished_plan_is_not_put(session: Session, group: Circle) -> None:
    plan = whole_plan(session, group)
    service.write_part(session, plan, WHAT, {"whom": ""}, 9, by=group.fatma, at=NOON)

    with pytest.raises(NotNow, match="plan-incomplete"):
        service.put(session, plan, closes_at=NOON + WEEK, by=group.fatma, at=NOON)


def test_putting_seals_the_whole_plan_with_its_hash(session: Session, group: Circle) -> None:
    plan, round_ = asked(session, group)

    version = queries.last_version(session, plan)
    assert version is not None
    assert (version.no, version.hash, round_.mark) == (1, digest(version.facts), version.hash)
    facts = queries.plan_facts(version)
    assert [line.id for line in facts.lines] == [line.id for line in plan.lines]
    assert facts.totals.asked == EUR("139.00")


def test_the_database_lets_no_version_be_rewritten(session: Session, group: Circle) -> None:
    asked(session, group)

    with pytest.raises(DatabaseError, match="only adds"), session.begin_nested():
        session.execute(update(Version).values(facts="{}"))


def test_while_the_group_decides_nobody_writes(session: Session, group: Circle) -> None:
    plan, _ = asked(session, group)

    with pytest.raises(NotNow, match="wrong-state"):
        service.write_part(session, plan, WHAT, {"what": "Thee"}, 9, by=group.fatma, at=NOON)


def test_an_objection_gives_the_plan_back_to_its_writers(session: Session, group: Circle) -> None:
    plan, round_ = asked(session, group)
    for actor in (group.fatma, group.nadia, group.samira):
        consent.answer(session, round_, Answering(AnswerKind.YES), by=actor, at=NOON)
    no = Answering(AnswerKind.NOT_YET, "Woensdag is markt", "Donderdag")
    consent.answer(session, round_, no, by=group.hatice, at=NOON)

    assert plan.state is ProposalState.DRAFT
    waits = waiting_for(session, group.people["nadia"].id)
    assert [one.act for one in waits] == [Act.PROPOSALS_WRITE]


def test_changing_an_agreed_plan_asks_again_and_shows_only_what_changed(
    session: Session, group: Circle
) -> None:
    plan = agreed(session, group)
    first = plan.agreed_version_id
    service.change(session, plan, by=group.fatma, at=NOON)
    hopes = {"hopes": "Twintig moeders"}
    service.write_part(session, plan, PartKind.HOPES, hopes, 9, by=group.fatma, at=NOON)

    service.put(session, plan, closes_at=NOON + WEEK, by=group.fatma, at=NOON)

    second = queries.last_version(session, plan)
    assert second is not None
    assert (second.no, plan.agreed_version_id) == (2, first)
    changes = queries.changes_in(session, second)
    assert changes is not None
    assert [change.name for change in changes] == ["hopes"]


def test_a_question_reopens_only_its_part(session: Session, group: Circle) -> None:
    plan = agreed(session, group)
    service.reopen(session, plan, PartKind.WHEN, by=group.marieke, at=NOON)

    with pytest.raises(NotNow, match="part-closed"):
        service.write_part(session, plan, WHAT, {"what": "Thee"}, 9, by=group.fatma, at=NOON)
    place = {"place": "De Brug"}
    service.write_part(session, plan, PartKind.WHEN, place, 9, by=group.fatma, at=NOON)

    assert plan.state is ProposalState.DRAFT
    assert not plan.is_open(WHAT)


def test_costs_and_cover_reopen_together_and_close_when_agreed(
    session: Session, group: Circle
) -> None:
    plan = agreed(session, group)
    service.reopen(session, plan, COSTS, by=group.marieke, at=NOON)
    opened = [part.kind for part in plan.parts if part.reopened]
    service.put_line(session, plan, FLYERS, by=group.fatma, at=NOON)
    service.remove_line(session, plan.lines[-1], revision=1, by=group.fatma, at=NOON)
    round_ = service.put(session, plan, closes_at=NOON + WEEK, by=group.fatma, at=NOON)

    all_say_yes(session, group, round_)

    assert opened == [COSTS, COVER]
    assert not plan.is_limited
    assert plan.state is ProposalState.AGREED


def test_a_question_answered_in_words_shuts_the_part_again(session: Session, group: Circle) -> None:
    plan = agreed(session, group)
    service.reopen(session, plan, WHAT, by=group.marieke, at=NOON)

    service.shut(session, plan)

    assert not may(group.fatma, Act.PROPOSALS_WRITE, plan)


def test_withdrawing_lets_the_open_round_lapse(session: Session, group: Circle) -> None:
    plan, round_ = asked(session, group)

    service.withdraw(session, plan, by=group.fatma, at=NOON)

    assert (plan.state, round_.state) == (ProposalState.WITHDRAWN, RoundState.LAPSED)
    assert [one.id for one in rounds_of(session, round_.thing)] == [round_.id]


def test_a_running_plan_can_be_cancelled_with_its_reason(session: Session, group: Circle) -> None:
    plan = agreed(session, group)
    service.start(session, plan, by=group.jan, at=NOON)

    service.cancel(session, plan, by=group.fatma, at=NOON, why="De zaal ging dicht")

    assert plan.state is ProposalState.CANCELLED
    assert events_of(session, plan.ref)[0].why == "De zaal ging dicht"


def test_in_the_coachs_hands_residents_do_not_write_and_are_told_why(
    session: Session, group: Circle
) -> None:
    hands = {group.workgroup.id: {Right.WRITE_PLAN: Hand.COACH}}
    fatma = replace(group.fatma, hands=hands)

    assert may(fatma, Act.PROPOSALS_CREATE, group.workgroup).code == "in-coach-hands"


def test_in_the_groups_hands_the_coach_reads_but_does_not_write(
    session: Session, group: Circle
) -> None:
    plan = draft(session, group)

    assert may(group.marieke, Act.PROPOSALS_SEE, plan)
    assert may(group.marieke, Act.PROPOSALS_WRITE, plan).code == "in-group-hands"


def test_for_other_groups_and_before_money_moves_for_the_holder_a_plan_does_not_exist(
    session: Session, group: Circle
) -> None:
    plan = agreed(session, group)
    before = may(group.jan, Act.PROPOSALS_SEE, plan)
    service.start(session, plan, by=group.jan, at=NOON)

    assert not may(group.eve, Act.PROPOSALS_SEE, plan).tied
    assert not before.tied
    assert may(group.jan, Act.PROPOSALS_SEE, plan)
    assert may(group.jan, Act.PROPOSALS_WRITE, plan).code == "members-only"


def test_together_the_coachs_yes_comes_before_the_group_is_asked(session: Session) -> None:
    group = circle(session, Template.STARTING)
    plan = whole_plan(session, group)
    right = right_together(group.fatma, plan)
    assert right is not None
    with pytest.raises(NotNow, match="needs-coach-yes"):
        service.put(session, plan, closes_at=NOON + WEEK, by=group.fatma, at=NOON)
    mark = service.mark_of(session, plan)
    session.refresh(plan)
    asking = mandates.ask_nod(
        session, right, plan, mark=mark, label=plan.title, by=group.fatma, at=NOON
    )
    mandates.nod(session, asking, by=group.marieke, at=NOON)

    round_ = service.put(session, plan, closes_at=NOON + WEEK, by=group.fatma, at=NOON)

    assert round_.mark == mark


def test_example_prices_belong_to_a_neighbourhood_and_a_day(
    session: Session, group: Circle
) -> None:
    place = group.here.neighbourhood.id
    example = service.Example(
        LineKind.ROOM,
        "Zaal, een ochtend",
        EUR("10.00"),
        EUR("15.00"),
        "Tarieven buurthuis De Linde 2026",
        date(2026, 1, 5),
    )
    service.add_example(session, place, example, by=OPERATOR, at=NOON)

    (found,) = queries.example_prices(session, place, LineKind.ROOM, date(2026, 3, 1))
    assert (found.least, found.most) == (EUR("10.00"), EUR("15.00"))
    assert list(queries.example_prices(session, place, LineKind.ROOM, date(2026, 1, 4))) == []


def test_comments_stay_with_who_said_them(session: Session, group: Circle) -> None:
    plan = draft(session, group)

    service.comment(session, plan, " Mooi plan ", by=group.marieke, at=NOON, part=WHAT)

    ((name, comment),) = queries.comments_of(session, plan)
    assert (name, comment.words) == ("Marieke", "Mooi plan")


def test_sums_are_made_of_what_stands_after_the_lock(session: Session, group: Circle) -> None:
    plan = draft(session, group)
    line = service.put_line(session, plan, FLYERS, by=group.fatma, at=NOON)
    # As somebody else commits between reading and locking; this session still holds the old row.
    session.execute(
        update(Line).values(price_minor=50).execution_options(synchronize_session=False)
    )

    other = service.LineData(LineKind.FOOD, "Fruit", 1, EUR("1.00"))
    service.put_line(session, plan, other, by=group.fatma, at=NOON)

    assert (line.price, plan.costs) == (EUR("0.50"), EUR("51.00"))
