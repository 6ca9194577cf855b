"""A form that did its work does it no second time."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from grants.kit.errors import NotNow
from grants.submissions.service import Sent, answer_to, use_up
from tests.cast import NOON

FORM = Sent(UUID(int=1), UUID(int=2), "spending.new", "a" * 64)


def test_a_form_that_was_not_sent_has_no_answer_yet(session: Session) -> None:
    assert answer_to(session, FORM) is None


def test_a_form_that_did_its_work_gives_the_same_answer(session: Session) -> None:
    use_up(session, FORM, "/spending/1", at=NOON)

    assert answer_to(session, FORM) == "/spending/1"


@pytest.mark.parametrize(
    "other",
    [
        replace(FORM, content="b" * 64),
        replace(FORM, route="spending.pay"),
        replace(FORM, person_id=UUID(int=3)),
        replace(FORM, person_id=None),
    ],
    ids=["content", "route", "person", "nobody"],
)
def test_the_same_id_with_something_else_is_refused(session: Session, other: Sent) -> None:
    use_up(session, FORM, "/spending/1", at=NOON)

    with pytest.raises(NotNow, match="form-used"):
        answer_to(session, other)


def test_the_same_id_cannot_be_used_up_twice(session: Session) -> None:
    use_up(session, FORM, "/spending/1", at=NOON)
    session.expunge_all()

    with pytest.raises(IntegrityError), session.begin_nested():
        use_up(session, FORM, "/spending/2", at=NOON)


@pytest.mark.parametrize("change", ["UPDATE submission SET answer = '/'", "DELETE FROM submission"])
def test_what_was_used_up_stays_so(session: Session, change: str) -> None:
    use_up(session, FORM, "/spending/1", at=NOON)

    with pytest.raises(DBAPIError, match="only adds"), session.begin_nested():
        session.execute(text(change))
