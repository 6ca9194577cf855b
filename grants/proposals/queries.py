"""Plans for pages, their versions and comments, and prices known around here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, lazyload

from grants.consent.models import Round
from grants.kit.asking import an_id, several_ids
from grants.people.models import Person
from grants.proposals.models import Comment, ExamplePrice, Line, LineKind, Proposal, Version
from grants.proposals.rules.difference import Change, difference
from grants.proposals.rules.facts import PlanFacts, read_facts

SHOWN = 50

# Asked for the pages that are opened most, so they are put together once.
_PLANS = (
    select(Proposal)
    .where(Proposal.owner_id.in_(several_ids("owner_ids")))
    .order_by(Proposal.changed_at.desc(), Proposal.id)
    .limit(SHOWN)
)
_AGREED_PLANS = _PLANS.where(Proposal.agreed_version_id.is_not(None)).options(
    joinedload(Proposal.agreed_version)
)
_COMMENTS = (
    select(Person.name, Comment)
    .join(Person, Person.id == Comment.person_id)
    .where(Comment.proposal_id == an_id("plan_id"))
    .order_by(Comment.at.desc(), Comment.id.desc())
    .limit(SHOWN)
)
_ASKED = (
    select(Version, Round)
    .join(Round, (Round.thing_id == Version.id) & (Round.thing_kind == "version"))
    .where(Version.proposal_id == an_id("plan_id"))
    .options(lazyload(Round.electors), lazyload(Round.answers))
    .order_by(Version.no.desc(), Round.opened_at.desc())
    .limit(1)
)

_WITH_AGREED = (
    select(Proposal)
    .where(Proposal.id == an_id("plan_id"))
    .options(joinedload(Proposal.agreed_version))
)


def with_agreed(session: Session, plan_id: UUID) -> Proposal | None:
    """A plan with its agreed version at hand. One statement."""
    return session.scalars(_WITH_AGREED, {"plan_id": plan_id}).one_or_none()


def plan_facts(version: Version) -> PlanFacts:
    """The plan as it was sealed in this version."""
    return read_facts(version.facts)


def plans_of(session: Session, workgroup_ids: Collection[UUID]) -> Sequence[Proposal]:
    """The plans of these groups, what changed last first; ``SHOWN`` at most."""
    return session.scalars(_PLANS, {"owner_ids": list(workgroup_ids)}).all()


def agreed_plans(session: Session, workgroup_id: UUID) -> Sequence[Proposal]:
    """As ``plans_of``, those that were ever agreed, each with its agreed version at hand."""
    return session.scalars(_AGREED_PLANS, {"owner_ids": [workgroup_id]}).all()


def cost_lines(session: Session, plan_ids: Collection[UUID]) -> dict[UUID, list[Line]]:
    """The cost lines of these plans, in their order. One statement."""
    found: dict[UUID, list[Line]] = {plan_id: [] for plan_id in plan_ids}
    for line in session.scalars(
        select(Line).where(Line.proposal_id.in_(found)).order_by(Line.position, Line.id)
    ):
        found[line.proposal_id].append(line)
    return found


def versions_of(session: Session, proposal: Proposal) -> Sequence[Version]:
    """All its versions, newest first."""
    return session.scalars(
        select(Version).where(Version.proposal_id == proposal.id).order_by(Version.no.desc())
    ).all()


def last_version(session: Session, proposal: Proposal) -> Version | None:
    """The version that was put last."""
    return session.scalars(
        select(Version)
        .where(Version.proposal_id == proposal.id)
        .order_by(Version.no.desc())
        .limit(1)
    ).first()


def version_before(session: Session, version: Version) -> Version | None:
    """What the group knew before this one: what it agreed on, or else what it read last."""
    proposal = version.proposal
    if proposal.agreed_version_id not in (None, version.id):
        agreed = session.get_one(Version, proposal.agreed_version_id)
        if agreed.no < version.no:
            return agreed
    return session.scalars(
        select(Version)
        .where(Version.proposal_id == version.proposal_id, Version.no < version.no)
        .order_by(Version.no.desc())
        .limit(1)
    ).first()


def changes_in(session: Session, version: Version) -> list[Change] | None:
    """What is new in it for the group; None when it is the first."""
    before = version_before(session, version)
    return None if before is None else difference(plan_facts(before), plan_facts(version))


def comments_of(session: Session, proposal: Proposal) -> list[tuple[str, Comment]]:
    """What was said about it and by whom, the last ``SHOWN``, oldest first; one statement."""
    rows = session.execute(_COMMENTS, {"plan_id": proposal.id})
    return [(name, comment) for name, comment in rows][::-1]


def last_asked(session: Session, proposal: Proposal) -> tuple[Version, Round] | None:
    """The version that was put last, and its round; one statement, without the answers."""
    row = session.execute(_ASKED, {"plan_id": proposal.id}).first()
    return None if row is None else (row[0], row[1])


def example_prices(
    session: Session, neighbourhood_id: UUID, kind: LineKind, on: date
) -> Sequence[ExamplePrice]:
    """What this kind of thing costs in the neighbourhood on that day, by name."""
    return session.scalars(
        select(ExamplePrice)
        .where(
            ExamplePrice.owner_id == neighbourhood_id,
            ExamplePrice.kind == kind,
            ExamplePrice.from_on <= on,
            ExamplePrice.until_on.is_(None) | (ExamplePrice.until_on > on),
        )
        .order_by(ExamplePrice.words)
    ).all()
