from __future__ import annotations

import pytest
from flask import Flask

from app.extensions import db
from app.jobs import run_due
from grants.awards.queries import award_of
from grants.kit.money import EUR
from grants.requests.models import Request, RequestState
from grants.reviews import queries
from grants.reviews.models import Advice, Decision, DecisionKind, DecisionState, Reason
from grants.reviews.service import Proposing
from tests.requests.staged import Staged, letters, set_stage
from tests.web import Web, id_in, text_of

NONE = Proposing(DecisionKind.NONE, "Het potje is leeg.", Reason.POT_EMPTY)


@pytest.fixture
def staged(app: Flask) -> Staged:
    return set_stage(app)


def test_a_reviewer_reads_one_page_and_advises(staged: Staged, web: Web, app: Flask) -> None:
    rob, request_id = web.as_("rob"), staged.opened()
    path = f"/reviews/{request_id}"

    answer = rob.send(path, advice="grant", words="Goed plan.", knows_nobody="y", fits_pot="yes")

    assert answer.status_code == 303
    with app.app_context():
        (review,) = queries.reviews_of(db.session(), request_id)
        assert review.advice is Advice.GRANT
        assert [str(one) for one in review.replies.values()] == ["yes"]


@pytest.mark.parametrize(
    "typed",
    [
        {"advice": "grant", "words": "", "knows_nobody": "y"},
        {"advice": "", "words": "Lang verhaal.", "knows_nobody": "y"},
        {"advice": "grant", "words": "Lang verhaal."},
    ],
    ids=["no-words", "no-advice", "knows-somebody"],
)
def test_advice_that_is_not_whole_keeps_its_words(
    staged: Staged, web: Web, typed: dict[str, str]
) -> None:
    answer = web.as_("rob").send(f"/reviews/{staged.opened()}", **typed)

    assert answer.status_code == 422
    assert typed["words"] in answer.get_data(as_text=True)


def test_a_member_never_sees_the_desks_page(staged: Staged, web: Web) -> None:
    request_id = staged.opened()

    assert web.as_("ada").get(f"/reviews/{request_id}").status_code == 403
    assert web.as_("eve").get(f"/reviews/{request_id}").status_code == 404


def test_a_part_per_cost_is_proposed(staged: Staged, web: Web, app: Flask) -> None:
    rob, request_id = web.as_("rob"), staged.opened()
    path = f"/reviews/{request_id}/decide"
    line = next(name for name in rob.form(path) if name.startswith("line-"))

    typed = {"kind": "part", "reason": "costs-too-high", "words": "Alleen de oppas."}
    answer = rob.send(path, **typed, **{line: "150"})

    with app.app_context():
        decision = db.session.get_one(Decision, id_in(answer))
        assert (decision.amount, decision.first) == (EUR("150"), EUR("120"))
        assert len(decision.per_line) == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "part", "reason": "other", "words": "Deel.", "amount": "300"},
        {"kind": "part", "reason": "other", "words": "Deel.", "amount": "veel"},
        {"kind": "none", "words": "Nee."},
        {"kind": "", "words": "Nee."},
        {"kind": "all", "words": "Ja.", "report_weeks": "0"},
        {"kind": "all", "words": "Ja.", "first": "400"},
    ],
    ids=["part-is-all", "no-amount", "no-reason", "no-kind", "weeks", "first"],
)
def test_a_proposal_that_cannot_be_keeps_its_words(
    staged: Staged, web: Web, typed: dict[str, str]
) -> None:
    answer = web.as_("rob").send(f"/reviews/{staged.opened()}/decide", **typed)

    assert answer.status_code == 422
    assert typed["words"] in answer.get_data(as_text=True)


def test_a_reviewer_reads_the_decision_and_does_not_send_it(
    staged: Staged, web: Web, app: Flask
) -> None:
    rob, (_request, decision_id) = web.as_("rob"), staged.proposed()
    path = f"/reviews/decision/{decision_id}"

    assert rob.get(path).status_code == 200
    assert rob.post(path, rob.form("/people/me")).status_code == 403
    with app.app_context():
        assert db.session.get_one(Decision, decision_id).state is DecisionState.PROPOSED


def test_a_decider_sends_and_the_group_has_letter_and_mail(
    staged: Staged, web: Web, app: Flask
) -> None:
    cleo, (request_id, decision_id) = web.as_("cleo"), staged.proposed()

    answer = cleo.send(f"/reviews/decision/{decision_id}")
    with app.app_context():
        run_due()
        mails = [one for one in letters() if "hele bedrag" in one.text]

    assert answer.status_code == 303
    assert len(mails) == 4
    letter = f"/reviews/decision/{decision_id}/decision.pdf"
    assert web.as_("ada").get(letter).get_data().startswith(b"%PDF")
    assert web.as_("eve").get(letter).status_code == 404
    assert "hele bedrag" in text_of(web.as_("ada").get(f"/requests/{request_id}"))


def test_sending_twice_gives_the_first_page(staged: Staged, web: Web, app: Flask) -> None:
    cleo, (request_id, decision_id) = web.as_("cleo"), staged.proposed()
    path = f"/reviews/decision/{decision_id}"
    form = cleo.form(path)

    first, again = cleo.post(path, form), cleo.post(path, form)

    assert (first.status_code, again.status_code) == (303, 303)
    with app.app_context():
        assert award_of(db.session(), request_id) is not None


def test_a_sent_decision_is_not_changed(staged: Staged, web: Web) -> None:
    cleo, (request_id, decision_id) = web.as_("cleo"), staged.proposed()
    cleo.send(f"/reviews/decision/{decision_id}")

    assert web.as_("rob").get(f"/reviews/{request_id}/decide").status_code == 409


def test_until_it_is_sent_the_group_knows_nothing(staged: Staged, web: Web) -> None:
    request_id, decision_id = staged.proposed()
    ada = web.as_("ada")

    assert ada.get(f"/reviews/decision/{decision_id}").status_code == 404
    assert "hele bedrag" not in text_of(ada.get(f"/requests/{request_id}"))


def test_declining_says_why_and_what_next(staged: Staged, web: Web, app: Flask) -> None:
    cleo, (request_id, decision_id) = web.as_("cleo"), staged.proposed(NONE)

    cleo.send(f"/reviews/decision/{decision_id}")

    page = text_of(web.as_("ada").get(f"/requests/{request_id}"))
    assert "Het potje is leeg." in page
    with app.app_context():
        assert db.session.get_one(Request, request_id).state is RequestState.CLOSED
