"""Opening a round, answering, concluding. What an outcome causes is named at wiring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from grants.consent.access import may
from grants.consent.models import Answer, Elector, Round
from grants.consent.queries import open_round_of
from grants.consent.rules import (
    FEWEST,
    FIRM_AFTER,
    LONGEST,
    REMIND_BEFORE,
    Answering,
    complete,
    outcome,
    quorum_of,
)
from grants.consent.states import LIFE, RoundState
from grants.history import service as history
from grants.kit.access import SYSTEM, Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.ids import new_id
from grants.kit.orm import Owned
from grants.outbox.service import enqueue
from grants.owners import service as owners
from grants.waiting import service as waiting
from grants.workgroups.models import RoundRule

__all__ = ["CONSEQUENCES", "Answering", "answer", "call_off", "conclude", "open_round"]


class Consequence(Protocol):
    """A verb of a higher room that takes the outcome over, in the same transaction."""

    def __call__(self, session: Session, round_: Round, *, by: Actor, at: datetime) -> None:
        """Apply it."""


# Kind of thing → consequence; filled by grants.outcomes.wire().
CONSEQUENCES: dict[str, Consequence] = {}

ACT_OF = {
    RoundState.AGREED: Act.CONSENT_AGREE,
    RoundState.NOT_AGREED: Act.CONSENT_OBJECT,
    RoundState.LAPSED: Act.CONSENT_LAPSE,
}


def open_round(
    session: Session,
    thing: Owned,
    *,
    mark: str,
    rule: RoundRule,
    electors: Iterable[UUID],
    closes_at: datetime,
    about_money: bool,
    label: str,
    by: Actor,
    at: datetime,
) -> Round:
    """Ask the group about this version of the thing; ``mark`` is the hash of what they read.

    The calling verb has asked its own ``may``. Refuses ``too-few-electors``, ``closes-too-soon``,
    ``closes-too-late``, ``round-open-already``.
    """
    people = list(dict.fromkeys(electors))
    _refuse_unfit(people, closes_at, at)
    owners.lock(session, thing.owner_id)
    if open_round_of(session, thing) is not None:
        raise NotNow("round-open-already")
    round_ = Round(
        id=new_id(session, at),
        owner_id=thing.owner_id,
        thing_kind=thing.ref.kind,
        thing_id=thing.ref.id,
        mark=mark,
        about_money=about_money,
        rule=rule,
        quorum=quorum_of(len(people)),
        label=label,
        opened_at=at,
        opened_by_id=by.person_id,
        closes_at=closes_at,
        state=RoundState.OPEN,
        electors=[
            Elector(id=new_id(session, at), owner_id=thing.owner_id, person_id=one, position=place)
            for place, one in enumerate(people)
        ],
    )
    session.add(round_)
    session.flush()
    history.record(session, Act.CONSENT_OPEN, round_, by=by, at=at, about=thing.ref.id, mark=mark)
    waiting.ask(session, Act.CONSENT_ANSWER, round_, who=people, label=label, at=at, due=closes_at)
    _ask_jobs(session, round_, at)
    return round_


def answer(
    session: Session,
    round_: Round,
    said: Answering,
    *,
    by: Actor,
    at: datetime,
    person_id: UUID | None = None,
) -> Answer:
    """Answer, for oneself or for ``person_id`` at the table. The answer that ends it concludes.

    Refuses ``not-an-elector``, ``round-over``, ``answered-herself``, ``reason-missing``,
    ``proposal-missing``, ``tip-missing``.
    """
    may(by, Act.CONSENT_ANSWER, round_).check()
    _lock(session, round_)
    person, giver = _people(round_, by, person_id)
    said = complete(said)
    _refuse_late(round_, person, giver, at)
    row = Answer(
        id=new_id(session, at),
        owner_id=round_.owner_id,
        no=len(round_.answers) + 1,
        person_id=person,
        given_by_id=giver,
        kind=said.kind,
        words=said.words,
        change=said.change,
        at=at,
    )
    round_.answers.append(row)
    session.flush()
    history.record(
        session, Act.CONSENT_ANSWER, round_, by=by, at=at, person=person, no=row.no, kind=said.kind
    )
    waiting.done(session, round_, at=at, who=person)
    if not row.is_own:
        _tell(session, round_, row, at)
    if outcome(round_, round_.answers, at) is not RoundState.OPEN:
        conclude(session, round_, by=by, at=at)
    return row


def conclude(session: Session, round_: Round, *, by: Actor, at: datetime) -> Round:
    """End a round whose outcome stands, and let it have its consequence. Twice is as once.

    Refuses ``round-still-open``, ``round-not-firm``.
    """
    if by != SYSTEM:
        may(by, Act.CONSENT_CONCLUDE, round_).check()
    _lock(session, round_)
    if round_.state is not RoundState.OPEN:
        return round_
    state = outcome(round_, round_.answers, at)
    if state is RoundState.OPEN:
        raise NotNow("round-still-open")
    _end(session, round_, ACT_OF[state], by=by, at=at)
    consequence = CONSEQUENCES.get(round_.thing_kind)
    if consequence is not None:
        consequence(session, round_, by=by, at=at)
    enqueue(session, "consent.outcome", f"consent.outcome:{round_.id}", at=at, round=round_.id)
    return round_


def call_off(session: Session, thing: Owned, *, by: Actor, at: datetime) -> None:
    """The thing was withdrawn: its open round lapses, without consequence."""
    round_ = open_round_of(session, thing)
    if round_ is not None:
        _lock(session, round_)
        _end(session, round_, Act.CONSENT_LAPSE, by=by, at=at)


def _end(session: Session, round_: Round, act: Act, *, by: Actor, at: datetime) -> None:
    round_.state = LIFE.after(round_.state, act)
    round_.concluded_at = at
    session.flush()
    history.record(
        session, act, round_, by=by, at=at, about=round_.thing_id, answers=len(round_.answers)
    )
    waiting.done(session, round_, at=at)


def _lock(session: Session, round_: Round) -> None:
    """Take the owner's lock, then read the round and its answers as they are now."""
    session.flush()
    owners.lock(session, round_.owner_id)
    session.refresh(round_)


def _people(round_: Round, by: Actor, person_id: UUID | None) -> tuple[UUID, UUID]:
    if by.person_id is None or (person_id or by.person_id) not in round_.elector_ids:
        raise NotAllowed("not-an-elector")
    return person_id or by.person_id, by.person_id


def _refuse_unfit(people: list[UUID], closes_at: datetime, at: datetime) -> None:
    if len(people) < FEWEST:
        raise NotNow("too-few-electors")
    if closes_at <= at:
        raise Invalid("closes-too-soon", field="closes_on")
    if closes_at - at > LONGEST:
        raise Invalid("closes-too-late", field="closes_on")


def _refuse_late(round_: Round, person: UUID, giver: UUID, at: datetime) -> None:
    own = {one.person_id for one in round_.answers if one.is_own}
    spoken_for = {one.person_id for one in round_.answers} - own
    over = outcome(round_, round_.answers, at) is not RoundState.OPEN
    # After the closing time only those who were answered for may still speak for themselves.
    if over or (at >= round_.closes_at and not (person == giver and person in spoken_for)):
        raise NotNow("round-over")
    if person != giver and person in own:
        raise NotNow("answered-herself", field="person_id")


def _tell(session: Session, round_: Round, row: Answer, at: datetime) -> None:
    """Say at once to whom somebody answered for; about money, ask her own word too."""
    enqueue(session, "consent.answered-for", f"consent.answered-for:{row.id}", at=at, answer=row.id)
    if round_.about_money:
        waiting.ask(
            session,
            Act.CONSENT_CONFIRM,
            round_,
            who=[row.person_id],
            label=round_.label,
            at=at,
            due=round_.closes_at,
        )
        key = f"consent.conclude:{row.id}"
        enqueue(session, "consent.conclude", key, at=at, due=at + FIRM_AFTER, round=round_.id)


def _ask_jobs(session: Session, round_: Round, at: datetime) -> None:
    """A reminder a day before it closes, and the end itself."""
    remind_at = round_.closes_at - REMIND_BEFORE
    if remind_at > at:
        key = f"consent.reminder:{round_.id}"
        enqueue(session, "consent.reminder", key, at=at, due=remind_at, round=round_.id)
    key = f"consent.conclude:{round_.id}"
    enqueue(session, "consent.conclude", key, at=at, due=round_.closes_at, round=round_.id)
