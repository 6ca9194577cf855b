from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from app.clock import now
from app.extensions import db
from grants.kit.ids import new_id
from grants.kit.money import EUR
from grants.proposals.models import Proposal
from grants.requests import queries
from grants.requests.models import Request, RequestState
from tests.requests.staged import Staged, set_stage
from tests.web import Web, text_of


@pytest.fixture
def staged(app: Flask) -> Staged:
    return set_stage(app)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    yield said
    with app.app_context():
        event.remove(db.engine, "before_cursor_execute", note)


def more(app: Flask, request_id: object, count: int) -> None:
    """As many closed requests beside this one, written past the rules."""
    with app.app_context():
        first = db.session.get_one(Request, request_id)
        columns = {one.key: getattr(first, one.key) for one in Request.__mapper__.column_attrs}
        for number in range(count):
            changed = {
                "id": new_id(db.session(), now()),
                "reference": f"A-2025-{number:04d}",
                "title": f"Plan {number}",
                "state": RequestState.WITHDRAWN,
            }
            db.session.add(Request(**{**columns, **changed}))
        db.session.commit()


def test_the_desk_lists_what_was_sent_to_it(staged: Staged, web: Web) -> None:
    staged.sent()

    page = text_of(web.as_("rob").get("/requests/desk"))

    assert "Oudercafé" in page
    assert "A-2026-0001" in page


def test_a_draft_is_on_no_desk(staged: Staged, web: Web) -> None:
    staged.prepared()

    assert "Oudercafé" not in text_of(web.as_("rob").get("/requests/desk"))


def test_another_organisation_sees_nothing_of_it(staged: Staged, web: Web) -> None:
    request_id = staged.sent()

    hans = web.as_("hans")
    assert "Oudercafé" not in text_of(hans.get("/requests/desk"))
    assert hans.get(f"/reviews/{request_id}").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=ouder", True),
        ("words=2026-0001", True),
        ("words=ontmoe", True),
        ("words=%25", False),
        ("words=fietsen", False),
        ("state=sent", True),
        ("state=decided", False),
        ("state=nonsense", True),
        ("fund=nonsense", True),
        ("page=99", True),
        ("page=-1", True),
    ],
)
def test_the_list_is_filtered(staged: Staged, web: Web, query: str, *, found: bool) -> None:
    staged.sent()

    answer = web.as_("rob").get(f"/requests/desk?{query}")

    assert answer.status_code == 200
    assert ("Oudercafé" in text_of(answer)) is found


def test_the_list_is_paged_in_a_constant_number_of_statements(
    staged: Staged, web: Web, app: Flask
) -> None:
    rob, request_id = web.as_("rob"), staged.sent()
    with counted(app) as few:
        rob.get("/requests/desk")
    more(app, request_id, 100)

    with counted(app) as many:
        page = rob.get("/requests/desk")

    asked = [one for one in many if one.startswith("SELECT")]
    assert len(asked) == len([one for one in few if one.startswith("SELECT")])
    assert len(asked) <= 12
    assert page.get_data(as_text=True).count("<tr>") == 21
    assert "Plan 99" in text_of(rob.get("/requests/desk?page=6"))


def test_a_request_is_opened_by_a_small_post_and_never_by_looking(
    staged: Staged, web: Web, app: Flask
) -> None:
    rob, request_id = web.as_("rob"), staged.sent()

    page = text_of(rob.get(f"/reviews/{request_id}"))
    with app.app_context():
        assert db.session.get_one(Request, request_id).state is RequestState.SENT
    rob.send(f"/requests/{request_id}/open", on=f"/reviews/{request_id}")

    assert "Oppas" not in page
    assert "Oppas" in text_of(rob.get(f"/reviews/{request_id}"))


def test_who_pays_at_the_group_side_does_not_open(staged: Staged, web: Web) -> None:
    ada, request_id = web.as_("ada"), staged.sent()
    form = ada.form(f"/requests/{request_id}")

    assert ada.post(f"/requests/{request_id}/open", form).status_code == 403


def test_a_question_is_a_ready_sentence_with_own_words(
    staged: Staged, web: Web, app: Flask
) -> None:
    rob, request_id = web.as_("rob"), staged.opened()
    path = f"/requests/{request_id}/ask"

    answer = rob.send(path, part="costs", ready="price", words="Voor de zaal.")

    assert answer.status_code == 303
    with app.app_context():
        question = queries.open_question(db.session(), request_id)
        assert question is not None
        assert question.words.endswith("Voor de zaal.")
        assert question.part == "costs"
        plan = db.session.get_one(Proposal, staged.proposal_id)
        assert {str(one.kind) for one in plan.parts if one.reopened} == {"costs", "cover"}


def test_a_question_without_words_is_asked_again(staged: Staged, web: Web) -> None:
    rob, request_id = web.as_("rob"), staged.opened()

    assert rob.send(f"/requests/{request_id}/ask", ready="own", words="").status_code == 422


def test_a_second_question_waits_for_the_first_answer(staged: Staged, web: Web) -> None:
    request_id = staged.asked()

    assert web.as_("rob").get(f"/requests/{request_id}/ask").status_code == 409


def test_a_member_does_not_ask(staged: Staged, web: Web) -> None:
    request_id = staged.opened()

    assert web.as_("ada").get(f"/requests/{request_id}/ask").status_code == 403


def test_the_fund_sees_what_was_sent_while_the_group_changes_the_plan(
    staged: Staged, web: Web, app: Flask
) -> None:
    request_id = staged.opened()
    with app.app_context():
        plan = db.session.get_one(Proposal, staged.proposal_id)
        plan.title = "Iets heel anders"
        plan.asked = EUR("1")
        db.session.commit()

    page = text_of(web.as_("rob").get(f"/reviews/{request_id}"))

    assert "Iets heel anders" not in page
    assert "300,00" in page
