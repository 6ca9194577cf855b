"""Starting a plan, and talking about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.history import service as history
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.canon import canonical
from grants.kit.errors import Invalid, NotAllowed
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.orm import insert_missing
from grants.kit.periods import day_of
from grants.kit.references import Letter, next_reference
from grants.proposals.access import may
from grants.proposals.models import Comment, ExamplePrice, LineKind, Part, PartKind, Proposal
from grants.proposals.rules.questions import LONGEST_ANSWER, LONGEST_TITLE
from grants.proposals.states import ProposalState
from grants.workgroups.models import Workgroup


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan as it starts: a name. The theme is the workgroup's own unless told."""

    title: str
    theme_id: UUID | None = None


def create(
    session: Session, workgroup: Workgroup, new: NewPlan, *, by: Actor, at: datetime
) -> Proposal:
    """Start a plan. Refuses ``title-missing`` and ``title-too-long``."""
    may(by, Act.PROPOSALS_CREATE, workgroup).check()
    title = clean_title(new.title)
    proposal = Proposal(
        id=new_id(session, at),
        owner_id=workgroup.id,
        reference=next_reference(session, Letter.PLAN, day_of(at).year),
        title=title,
        theme_id=new.theme_id or workgroup.theme_id,
        state=ProposalState.DRAFT,
        costs=Money.zero(),
        cover=Money.zero(),
        asked=Money.zero(),
        made_by_id=by.person_id,
        made_at=at,
        changed_at=at,
    )
    proposal.parts = [
        Part(
            id=new_id(session, at),
            owner_id=workgroup.id,
            kind=kind,
            position=place,
            revision=0,
            answers_text=canonical({"title": title} if kind is PartKind.WHAT else {}),
            marks_text=canonical({}),
            reopened=False,
        )
        for place, kind in enumerate(PartKind, start=1)
    ]
    session.add(proposal)
    session.flush()
    history.record(session, Act.PROPOSALS_CREATE, proposal, by=by, at=at)
    return proposal


def clean_title(text: str) -> str:
    """A name without spaces around it. Refuses ``title-missing``, ``title-too-long``."""
    title = " ".join(text.split())
    if not title:
        raise Invalid("title-missing", field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid("title-too-long", field="title", most=LONGEST_TITLE)
    return title


def comment(
    session: Session,
    proposal: Proposal,
    words: str,
    *,
    by: Actor,
    at: datetime,
    part: PartKind | None = None,
) -> Comment:
    """Say something about the plan. Refuses ``members-only``, ``words-missing``, ``too-long``."""
    may(by, Act.PROPOSALS_COMMENT, proposal).check()
    if by.person_id is None:
        raise NotAllowed("members-only")
    words = words.strip()
    if not words:
        raise Invalid("words-missing", field="words")
    if len(words) > LONGEST_ANSWER:
        raise Invalid("too-long", field="words", most=LONGEST_ANSWER)
    row = Comment(
        id=new_id(session, at),
        owner_id=proposal.owner_id,
        proposal_id=proposal.id,
        part=part,
        person_id=by.person_id,
        words=words,
        at=at,
    )
    session.add(row)
    session.flush()
    history.record(session, Act.PROPOSALS_COMMENT, proposal, by=by, at=at, comment=row.id)
    return row


@dataclass(frozen=True, slots=True)
class Example:
    """What something costs around here, from which source, and when that was checked."""

    kind: LineKind
    words: str
    least: Money
    most: Money
    source: str
    checked_on: date


def add_example(
    session: Session, neighbourhood_id: UUID, example: Example, *, by: Actor, at: datetime
) -> None:
    """Note an example price of a neighbourhood. For the operator; refuses ``operator-only``."""
    if not by.operator:
        raise NotAllowed("operator-only")
    insert_missing(
        session,
        ExamplePrice,
        id=new_id(session, at),
        owner_id=neighbourhood_id,
        kind=example.kind,
        words=example.words,
        least_minor=example.least.minor,
        least_currency=example.least.currency,
        most_minor=example.most.minor,
        most_currency=example.most.currency,
        source=example.source,
        checked_on=example.checked_on,
        from_on=example.checked_on,
    )
