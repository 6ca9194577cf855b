"""Money moved between the lines of an agreed plan: by another, by all, and with the fund's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.queries import open_round_of
from grants.consent.service import Answering
from grants.funds.models import Fund
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.money import EUR
from grants.mandates.rules import Template
from grants.outbox.models import Job
from grants.proposals.models import LineKind
from grants.reports.queries import gathered
from grants.requests import service as requests
from grants.requests.models import Request
from grants.reviews import service as reviews
from grants.spending import queries, service
from grants.spending.models import Shift
from grants.spending.rules import Shifting
from grants.spending.states import AskedState, ShiftState
from tests.ground import NOON
from tests.requests.story import pot
from tests.spending.story import ALL, Running, running


def shifting(one: Running, amount: str = "20", why: str = "Meer kinderen") -> Shifting:
    return Shifting(one.line(), one.line(LineKind.CHILDCARE), EUR(amount), why)


def asked(one: Running, amount: str = "20", by: str = "Ada") -> Shift:
    data = shifting(one, amount)
    return service.ask_shift(one.session, one.proposal, data, by=one.actor(by), at=NOON)


def agreed(one: Running, amount: str = "20") -> Shift:
    return service.agree_shift(one.session, asked(one, amount), by=one.actor("Ben"), at=NOON)


def planned(one: Running) -> dict[LineKind, str]:
    lines = queries.lines_of(one.session, one.proposal)
    return {LineKind(line.kind): str(line.planned.minor) for line in lines}


def answers(one: Running, shift: Shift, kind: AnswerKind = AnswerKind.YES) -> None:
    round_ = open_round_of(one.session, shift)
    assert round_ is not None
    said = Answering(kind, "Te veel", "De helft") if kind is AnswerKind.NOT_YET else Answering(kind)
    for person_id in round_.elector_ids:
        name = next(name for name, it in one.one.people.items() if it.id == person_id)
        consent.answer(one.session, round_, said, by=one.actor(name), at=NOON)


def fund_asks(one: Running, above: str) -> None:
    one.one.fund.shift_free = EUR(above)
    one.session.flush()


def test_another_member_says_yes_and_the_lines_have_it(session: Session) -> None:
    one = running(session)
    before = one.proposal.agreed_version
    shift = asked(one)
    assert one.waits_for(Act.SPENDING_SHIFT_AGREE) >= {"Ben"}
    assert "Ada" not in one.waits_for(Act.SPENDING_SHIFT_AGREE)

    service.agree_shift(session, shift, by=one.actor("Ben"), at=NOON)

    assert planned(one) == {LineKind.ROOM: "18000", LineKind.CHILDCARE: "16200"}
    assert one.proposal.agreed_version is before
    assert not one.waits_for(Act.SPENDING_SHIFT_AGREE)


def test_nobody_says_yes_to_her_own(session: Session) -> None:
    one = running(session)

    with pytest.raises(NotAllowed, match="own-shift"):
        service.agree_shift(session, asked(one), by=one.actor("Ada"), at=NOON)


def test_after_a_shift_the_line_asks_no_why(session: Session) -> None:
    one = running(session)
    agreed(one)

    expense = one.asking("160", line_id=one.line(LineKind.CHILDCARE))

    assert expense.why == ""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "0"}, "amount-nothing"),
        ({"why": " "}, "shift-why-missing"),
    ],
)
def test_it_has_an_amount_and_a_reason(
    session: Session, changed: dict[str, str], code: str
) -> None:
    one = running(session)

    with pytest.raises(Invalid, match=code):
        service.ask_shift(
            session, one.proposal, shifting(one, **changed), by=one.actor("Ada"), at=NOON
        )


def test_it_is_between_two_lines_of_this_plan(session: Session) -> None:
    one = running(session)
    room, ada = one.line(), one.actor("Ada")

    data = Shifting(room, room, EUR("1"), "x")
    with pytest.raises(Invalid, match="same-line"):
        service.ask_shift(session, one.proposal, data, by=ada, at=NOON)
    data = Shifting(one.proposal.id, room, EUR("1"), "x")
    with pytest.raises(Invalid, match="line-unknown"):
        service.ask_shift(session, one.proposal, data, by=ada, at=NOON)


def test_never_more_than_the_line_has_left(session: Session) -> None:
    one = running(session)
    one.approved("100")
    first = asked(one, "60")
    second = asked(one, "50")

    service.agree_shift(session, first, by=one.actor("Ben"), at=NOON)

    with pytest.raises(OverRoom, match="shift-over-line"):
        service.agree_shift(session, second, by=one.actor("Ben"), at=NOON)
    with pytest.raises(OverRoom, match="shift-over-line"):
        asked(one, "100.01")


def test_above_the_limit_the_group_decides(session: Session) -> None:
    one = running(session)
    shift = asked(one, "120")
    with pytest.raises(NotAllowed, match="group-decides"):
        service.agree_shift(session, shift, by=one.actor("Ben"), at=NOON)

    answers(one, shift)

    assert shift.state is ShiftState.AGREED


def test_what_the_group_does_not_agree_to_stays_where_it_was(session: Session) -> None:
    one = running(session)
    shift = asked(one, "120")

    answers(one, shift, AnswerKind.NOT_YET)

    assert shift.state is ShiftState.REFUSED
    assert shift.refused_code == "round-not-agreed"
    assert planned(one)[LineKind.ROOM] == "20000"


def test_a_round_that_nobody_answers_lapses(session: Session) -> None:
    one = running(session)
    shift = asked(one, "120")
    round_ = open_round_of(session, shift)
    assert round_ is not None

    consent.conclude(session, round_, by=one.actor("Ada"), at=NOON + timedelta(days=8))

    assert shift.refused_code == "round-lapsed"


def test_what_was_agreed_too_late_ends_with_what_happened(session: Session) -> None:
    one = running(session)
    shift = asked(one, "120")
    one.approved("100")

    answers(one, shift)

    assert shift.refused_code == "shift-over-line"


def test_refusing_says_why_and_taking_back_is_of_who_asked(session: Session) -> None:
    one = running(session)
    first, second = asked(one), asked(one)

    with pytest.raises(Invalid, match="why-missing"):
        service.refuse_shift(session, first, " ", by=one.actor("Ben"), at=NOON)
    service.refuse_shift(session, first, "Niet nodig", by=one.actor("Ben"), at=NOON)
    with pytest.raises(NotAllowed, match="asker-only"):
        service.withdraw_shift(session, second, by=one.actor("Ben"), at=NOON)
    service.withdraw_shift(session, second, by=one.actor("Ada"), at=NOON)

    assert (first.state, second.state) == (ShiftState.REFUSED, ShiftState.WITHDRAWN)


@pytest.mark.parametrize(("above", "asks"), [("0", True), ("19.99", True), ("20", False)])
def test_a_fund_is_asked_only_above_what_it_leaves_free(
    session: Session, above: str, asks: bool
) -> None:
    one = running(session)
    fund_asks(one, above)

    shift = agreed(one)

    assert (shift.state is ShiftState.AT_FUND) is asks
    assert bool(one.waits_for(Act.SPENDING_SHIFT_ANSWER)) is asks


def test_the_lines_with_their_proof_are_those_that_were_shifted(session: Session) -> None:
    one = running(session)
    agreed(one)

    proved = queries.proved_lines(session, one.proposal, {})

    assert [each.line for each in proved] == queries.lines_of(session, one.proposal)


def test_what_was_shifted_before_counts_with_it(session: Session) -> None:
    one = running(session)
    fund_asks(one, "30")

    assert agreed(one, "20").state is ShiftState.AGREED
    assert agreed(one, "11").state is ShiftState.AT_FUND


def test_with_the_funds_yes_it_counts_and_the_group_gets_a_letter(session: Session) -> None:
    one = running(session)
    fund_asks(one, "0")
    shift = agreed(one)
    assert [(asked.owner_id, asked.state) for asked in shift.askings] == [
        (one.one.funder.id, AskedState.ASKED)
    ]

    service.answer_shift(session, shift.askings[0], "", yes=True, by=one.one.dirk, at=NOON)

    assert shift.state is ShiftState.AGREED
    assert [asked.state for asked in shift.askings] == [AskedState.YES]
    assert planned(one)[LineKind.CHILDCARE] == "16200"
    kinds = set(session.scalars(select(Job.kind)))
    assert "spending.shift-answered" in kinds
    with pytest.raises(NotAllowed, match="shift-answered"):
        service.answer_shift(session, shift.askings[0], "", yes=True, by=one.one.dirk, at=NOON)


def test_with_the_funds_no_it_stays_and_says_why(session: Session) -> None:
    one = running(session)
    fund_asks(one, "0")
    shift = agreed(one)

    with pytest.raises(Invalid, match="why-missing"):
        service.answer_shift(session, shift.askings[0], " ", yes=False, by=one.one.dirk, at=NOON)
    service.answer_shift(
        session, shift.askings[0], "Liever niet", yes=False, by=one.one.dirk, at=NOON
    )

    assert shift.state is ShiftState.REFUSED
    assert shift.refused_why == "Liever niet"


def test_a_reviewer_sees_it_and_only_a_decider_answers(session: Session) -> None:
    one = running(session)
    fund_asks(one, "0")
    shift = agreed(one)

    with pytest.raises(NotAllowed, match="decider-only"):
        service.answer_shift(session, shift.askings[0], "", yes=True, by=one.one.rosa, at=NOON)
    with pytest.raises(NotAllowed, match="not-found"):
        service.answer_shift(session, shift.askings[0], "", yes=True, by=one.actor("Ada"), at=NOON)


def test_a_stopped_plan_asks_nobody_any_more(session: Session) -> None:
    one = running(session)
    fund_asks(one, "0")
    shift, other = agreed(one), asked(one)

    service.cancel_plan(session, one.proposal, "Verhuisd", by=one.actor("Ada"), at=NOON)

    assert {shift.state, other.state} == {ShiftState.WITHDRAWN}
    assert not one.waits_for(Act.SPENDING_SHIFT_ANSWER)
    with pytest.raises(NotNow, match="plan-not-running"):
        asked(one)


def test_under_together_the_coach_nods_first(session: Session) -> None:
    one = running(session, Template.STARTING)
    shift = asked(one)

    with pytest.raises(NotNow, match="needs-coach-yes"):
        service.agree_shift(session, shift, by=one.actor("Ben"), at=NOON)


def test_the_report_says_what_was_shifted(session: Session) -> None:
    one = running(session)
    agreed(one)

    lines = {line.kind: line for line in gathered(session, one.proposal).lines}

    assert lines[LineKind.ROOM].shifted == EUR("-20")
    assert lines[LineKind.CHILDCARE].planned == EUR("142")
    assert lines[LineKind.CHILDCARE].difference == EUR("-162")


def test_a_limit_that_became_lower_meanwhile_asks_for_the_group(session: Session) -> None:
    one = running(session)
    shift = asked(one, "60")
    ben = replace(one.actor("Ben"), limits={one.proposal.owner_id: EUR("50")})

    with pytest.raises(NotNow, match="needs-round"):
        service.agree_shift(session, shift, by=ben, at=NOON)

    assert shift.state is ShiftState.ASKING


def test_where_two_are_too_few_for_a_round_the_money_holder_says_yes(session: Session) -> None:
    one = running(session)
    one.gone("Gül", "Dan")
    shift = asked(one, "120")
    assert one.waits_for(Act.SPENDING_SHIFT_AGREE) == {"Hans"}

    service.agree_shift(session, shift, by=one.actor("Hans"), at=NOON)

    assert shift.state is ShiftState.AGREED


def test_what_the_group_decided_is_taken_over_once(session: Session) -> None:
    one = running(session)
    shift = asked(one, "120")
    round_ = open_round_of(session, shift)
    assert round_ is not None
    answers(one, shift)

    service.apply_shift(session, round_, by=one.actor("Ada"), at=NOON)

    assert planned(one) == {LineKind.ROOM: "8000", LineKind.CHILDCARE: "26200"}


def test_a_stopped_plan_keeps_what_was_shifted_before(session: Session) -> None:
    one = running(session)
    shift = agreed(one)

    service.cancel_plan(session, one.proposal, "Verhuisd", by=one.actor("Ada"), at=NOON)

    assert shift.state is ShiftState.AGREED
    assert planned(one)[LineKind.CHILDCARE] == "16200"


def test_after_the_settlement_nothing_is_shifted(session: Session) -> None:
    one = running(session)
    awards.settle(session, one.proposal.id, keep=False, by=one.actor("Dirk"), at=NOON)

    with pytest.raises(NotNow, match="accounted-already"):
        asked(one)


def test_where_two_funds_are_asked_both_say_yes(session: Session) -> None:
    one = running(session)
    also_granted(one, "42")
    for fund in session.scalars(select(Fund)):
        fund.shift_free = EUR("0")
    session.flush()
    shift = agreed(one)
    first, second = shift.askings

    service.answer_shift(session, first, "", yes=True, by=one.one.dirk, at=NOON)
    before = shift.state
    service.answer_shift(session, second, "", yes=True, by=one.one.dirk, at=NOON)

    assert (before, shift.state) == (ShiftState.AT_FUND, ShiftState.AGREED)


def also_granted(one: Running, amount: str) -> None:
    """A second pot of the same fund gives something to the same plan."""
    other = pot(one.session, one.one.funder, name="Tweede potje", least=EUR("10"))
    ada, rosa, dirk = one.actor("Ada"), one.one.rosa, one.one.dirk
    asked, first = EUR(amount), one.session.get_one(Request, one.award.request_id)
    first.granted = EUR("300") - asked  # as if the first gave less than all
    request = requests.prepare(one.session, one.proposal, other, by=ada, at=NOON, asked=asked)
    requests.send(one.session, request, by=ada, at=NOON)
    requests.open_(one.session, request, by=rosa, at=NOON)
    proposed = reviews.propose(one.session, request, ALL, by=rosa, at=NOON)
    award = awards.decide(one.session, proposed, by=dirk, at=NOON)
    assert award is not None
    awards.agree(one.session, award, by=ada, at=NOON)
    awards.agree(one.session, award, by=dirk, at=NOON)
