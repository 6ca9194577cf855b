"""Letters of rounds: somebody answered for you, it closes tomorrow, this is the outcome."""

from __future__ import annotations

from uuid import UUID

from flask_babel import force_locale

from app import mails, messages
from app.extensions import db
from app.jobs import Facts
from grants.consent.models import Answer, Round
from grants.consent.states import RoundState
from grants.people.queries import names, readers


def tell_answered_for(facts: Facts) -> None:
    """To whom it is about, at once: what was said for her, by whom."""
    row = db.session.get(Answer, UUID(facts["answer"]))
    if row is None:
        return
    by = names(db.session(), [row.given_by_id]).get(row.given_by_id, "")
    told = readers(db.session(), [row.person_id])
    label, round_id, kind = row.round.label, row.round_id, row.kind
    words, closes_at = row.words, row.round.closes_at
    db.session.rollback()
    for reader in told:
        with force_locale(reader.language):
            said = messages.label(kind)
        mails.send(
            "consent",
            "answered-for",
            reader,
            key=f"answered-for:{facts['answer']}",
            label=label,
            by=by,
            said=said,
            words=words,
            round_id=round_id,
            closes_at=closes_at,
        )


def remind(facts: Facts) -> None:
    """To those who did not answer yet, a day before it closes."""
    round_ = db.session.get(Round, UUID(facts["round"]))
    if round_ is None or round_.state is not RoundState.OPEN:
        return
    silent = set(round_.elector_ids) - {one.person_id for one in round_.answers}
    told = readers(db.session(), silent)
    label, round_id, closes_at = round_.label, round_.id, round_.closes_at
    db.session.rollback()
    for reader in told:
        mails.send(
            "consent",
            "reminder",
            reader,
            key=f"reminder:{round_id}",
            label=label,
            round_id=round_id,
            closes_at=closes_at,
        )


def tell_outcome(facts: Facts) -> None:
    """To everybody who was asked: how it ended."""
    round_ = db.session.get(Round, UUID(facts["round"]))
    if round_ is None or round_.state is RoundState.OPEN:
        return
    told = readers(db.session(), round_.elector_ids)
    label, round_id, state = round_.label, round_.id, round_.state
    db.session.rollback()
    for reader in told:
        with force_locale(reader.language):
            outcome = messages.label(state)
        mails.send(
            "consent",
            "outcome",
            reader,
            key=f"outcome:{round_id}",
            label=label,
            round_id=round_id,
            outcome=outcome,
            state=str(state),
        )


HANDLERS = {
    "consent.answered-for": tell_answered_for,
    "consent.reminder": remind,
    "consent.outcome": tell_outcome,
}
