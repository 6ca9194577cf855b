from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.outbox.models import Job
from grants.requests import service as requests
from grants.requests.models import Request, RequestState
from grants.reviews import queries, service
from grants.reviews.access import may, may_review
from grants.reviews.models import Advice, Decision, DecisionKind, DecisionState, Reason, Reply
from grants.reviews.service import Advising, Proposing
from grants.waiting.queries import waiting_for
from grants.workgroups import service as groups
from tests.ground import NOON, store
from tests.requests.story import Story, story

YES = Advising(Advice.GRANT, "Goed plan.", knows_nobody=True, replies={"fits-pot": Reply.YES})
ALL = Proposing(DecisionKind.ALL, "Wij geven het hele bedrag.")
NONE = Proposing(DecisionKind.NONE, "Het potje is leeg.", Reason.POT_EMPTY)


def part(**changed: object) -> Proposing:
    usual: dict[str, object] = {
        "kind": DecisionKind.PART,
        "words": "Een deel.",
        "reason": Reason.COSTS_TOO_HIGH,
        "amount": EUR("250"),
    }
    return Proposing(**{**usual, **changed})  # type: ignore[arg-type]


def advised(one: Story, name: str = "Rosa") -> Request:
    request = one.opened()
    service.advise(one.session, request, YES, by=one.actor(name), at=NOON)
    return request


def proposed(one: Story, proposing: Proposing = ALL) -> Decision:
    request = advised(one)
    return service.propose(one.session, request, proposing, by=one.rosa, at=NOON)


def test_advice_is_kept_with_how_each_criterion_is_met(session: Session) -> None:
    one = story(session)
    request = advised(one)

    review = queries.own_review(session, request.id, one.people["Rosa"].id)

    assert review is not None
    assert review.replies == {"fits-pot": Reply.YES}
    assert [r.act for r in waiting_for(session, one.people["Rosa"].id)] == []
    assert "reviews.propose" in [r.act for r in waiting_for(session, one.people["Dirk"].id)]


def test_who_knows_somebody_does_not_advise(session: Session) -> None:
    one = story(session)
    knows = Advising(Advice.GRANT, "Goed.", knows_nobody=False)

    with pytest.raises(Invalid, match="knows-somebody"):
        service.advise(session, one.opened(), knows, by=one.rosa, at=NOON)


def test_who_is_in_the_group_does_not_advise(session: Session) -> None:
    one = story(session)
    request = one.opened()
    rosa = one.people["Rosa"]
    groups.join(session, one.ground.workgroup, rosa, Role.COACH, by=one.rosa, at=NOON)

    with pytest.raises(NotAllowed, match="own-workgroup"):
        service.advise(session, request, YES, by=one.rosa, at=NOON)


def test_advice_needs_a_request_that_was_opened(session: Session) -> None:
    one = story(session)

    with pytest.raises(NotNow, match="wrong-state"):
        service.advise(session, one.sent(), YES, by=one.rosa, at=NOON)


def test_a_group_never_reads_the_advice(session: Session) -> None:
    one = story(session)
    request = advised(one)

    assert may_review(one.ada, Act.REVIEWS_SEE, request).code == "not-at-fund"
    assert not may_review(one.actor("Zoë"), Act.REVIEWS_SEE, request).tied


def test_writing_advice_again_replaces_ones_own(session: Session) -> None:
    one = story(session)
    request = advised(one)

    again = Advising(Advice.DECLINE, "Toch niet.", knows_nobody=True)
    service.advise(session, request, again, by=one.rosa, at=NOON)

    assert [row.advice for row in queries.reviews_of(session, request.id)] == [Advice.DECLINE]


def test_granting_all_grants_what_was_asked_and_four_fifths_at_once(session: Session) -> None:
    decision = proposed(story(session))

    assert (decision.amount, decision.first) == (EUR("300"), EUR("240"))


@pytest.mark.parametrize(
    ("proposing", "code"),
    [
        (part(amount=None), "amount-needed"),
        (part(amount=EUR("300")), "amount-not-part"),
        (part(reason=Reason.FITS), "reason-needed"),
        (part(first=EUR("250.01")), "first-too-much"),
        (Proposing(DecisionKind.NONE, "Nee."), "reason-needed"),
        (Proposing(DecisionKind.ALL, " "), "words-needed"),
    ],
    ids=["no-amount", "all-as-part", "no-reason", "first-over", "none-no-reason", "no-words"],
)
def test_a_decision_that_cannot_be_is_refused(
    session: Session, proposing: Proposing, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        proposed(story(session), proposing)


def test_a_part_by_line_adds_up(session: Session) -> None:
    one = story(session)
    lines = {line.id: EUR("100") for line in one.proposal.lines}

    decision = proposed(one, part(amount=None, lines=lines))

    assert (decision.amount, decision.per_line) == (EUR("200"), lines)


def test_lines_that_differ_from_the_amount_are_refused(session: Session) -> None:
    one = story(session)
    lines = {one.proposal.lines[0].id: EUR("100")}

    with pytest.raises(Invalid, match="lines-differ"):
        proposed(one, part(lines=lines))


def test_the_only_adviser_does_not_send(session: Session) -> None:
    one = story(session)
    request = advised(one, "Dirk")
    decision = service.propose(session, request, ALL, by=one.rosa, at=NOON)

    with pytest.raises(NotAllowed, match="only-adviser"):
        service.send(session, decision, by=one.dirk, at=NOON)

    assert service.send(session, decision, by=one.actor("Eva"), at=NOON).sent_at == NOON


def test_with_two_advisers_either_may_send(session: Session) -> None:
    one = story(session)
    request = advised(one, "Dirk")
    decision = service.propose(session, request, ALL, by=one.dirk, at=NOON)

    service.advise(session, request, YES, by=one.rosa, at=NOON)

    assert service.send(session, decision, by=one.dirk, at=NOON).sent_at == NOON


def test_without_advice_the_proposer_does_not_send(session: Session) -> None:
    one = story(session)
    decision = service.propose(session, one.opened(), ALL, by=one.dirk, at=NOON)

    with pytest.raises(NotAllowed, match="only-adviser"):
        service.send(session, decision, by=one.dirk, at=NOON)


def test_a_reviewer_does_not_send(session: Session) -> None:
    one = story(session)
    decision = proposed(one)

    with pytest.raises(NotAllowed, match="not-a-decider"):
        service.send(session, decision, by=one.rosa, at=NOON)


def test_sending_decides_the_request_and_asks_for_letter_and_mail(session: Session) -> None:
    one = story(session)
    decision = proposed(one)

    service.send(session, decision, by=one.dirk, at=NOON)

    request = session.get_one(Request, decision.request_id)
    assert (request.state, request.granted) == (RequestState.DECIDED, EUR("300"))
    kinds = set(session.scalars(select(Job.kind).where(Job.kind.startswith("reviews."))))
    assert kinds == {"reviews.letter", "reviews.decision"}


def test_declining_closes_the_request(session: Session) -> None:
    one = story(session)
    decision = proposed(one, NONE)

    service.send(session, decision, by=one.dirk, at=NOON)

    assert session.get_one(Request, decision.request_id).state is RequestState.CLOSED


def test_a_proposal_about_a_withdrawn_request_waits_for_nobody(session: Session) -> None:
    one = story(session)
    decision = proposed(one)
    request = session.get_one(Request, decision.request_id)

    requests.withdraw(session, request, by=one.ada, at=NOON)
    service.forget(session, request, at=NOON)

    assert waiting_for(session, one.people["Dirk"].id) == []


def test_a_sent_decision_is_not_proposed_anew(session: Session) -> None:
    one = story(session)
    decision = proposed(one)
    service.send(session, decision, by=one.dirk, at=NOON)

    with pytest.raises(NotNow, match="wrong-state"):
        service.send(session, decision, by=one.dirk, at=NOON)


def test_the_group_sees_a_decision_once_it_is_sent(session: Session) -> None:
    one = story(session)
    decision = proposed(one)

    assert not may(one.ada, Act.REVIEWS_SEE, decision).tied
    assert queries.sent_decision(session, decision.request_id) is None
    service.send(session, decision, by=one.dirk, at=NOON)
    assert may(one.ada, Act.REVIEWS_SEE, decision)
    assert queries.sent_decision(session, decision.request_id) is decision


def test_the_database_lets_nobody_send_who_advised_alone(session: Session) -> None:
    decision = proposed(story(session))

    decision.state = DecisionState.SENT
    decision.sent_at = NOON
    decision.decided_by_id = decision.only_adviser_id
    with pytest.raises(IntegrityError, match="not_alone"):
        session.flush()


def test_the_database_keeps_no_advice_of_who_knows_somebody(session: Session) -> None:
    one = story(session)
    request = advised(one)
    review = queries.reviews_of(session, request.id)[0]

    review.knows_nobody = False
    with pytest.raises(IntegrityError, match="knows_nobody"):
        store(session, review)
