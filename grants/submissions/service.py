"""Using up a form, and finding the answer that it got before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.asking import an_id, look_up
from grants.kit.errors import NotNow
from grants.kit.orm import insert_rows
from grants.submissions.models import Submission

_BEFORE = select(
    Submission.person_id, Submission.route, Submission.content, Submission.answer
).where(Submission.id == an_id("form_id"))


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came in: its id, whose it is, for which route, and a hash of what it says."""

    id: UUID
    person_id: UUID | None
    route: str
    content: str


def answer_to(session: Session, sent: Sent) -> str | None:
    """Where the answer stands, when this form already did its work.

    Raises NotNow("form-used") when the id was used for other content, route or person.
    """
    before = look_up(session, _BEFORE, {"form_id": sent.id}).first()
    if before is None:
        return None
    if (before.person_id, before.route, before.content) != (
        sent.person_id,
        sent.route,
        sent.content,
    ):
        raise NotNow("form-used")
    return str(before.answer)


def use_up(session: Session, sent: Sent, answer: str, *, at: datetime) -> None:
    """Write down that this form did its work. The same id twice breaks on its key."""
    row: dict[str, object] = {
        "id": sent.id,
        "person_id": sent.person_id,
        "route": sent.route,
        "content": sent.content,
        "answer": answer,
        "at": at,
    }
    insert_rows(session, Submission, [row])
