"""Sealing a version and asking the group about it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import Round
from grants.history import service as history
from grants.kit.access import Actor, Hand, Right
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import NotNow, Unbalanced
from grants.kit.ids import new_id
from grants.mandates import service as mandates
from grants.proposals.access import may
from grants.proposals.models import PartKind, Proposal, Version
from grants.proposals.queries import last_version
from grants.proposals.rules.budget import totals
from grants.proposals.rules.facts import CoverFacts, LineFacts, PlanFacts, write_facts
from grants.proposals.rules.questions import missing
from grants.proposals.service.parts import read_anew
from grants.proposals.states import LIFE
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import residents


def put(
    session: Session, proposal: Proposal, *, closes_at: datetime, by: Actor, at: datetime
) -> Round:
    """Seal the plan as it is now and ask the group about exactly this.

    Refuses ``plan-incomplete``, ``plan-not-balanced``, ``needs-coach-yes``, ``too-few-electors``.
    """
    may(by, Act.PROPOSALS_PUT, proposal).check()
    read_anew(session, proposal)
    after = LIFE.after(proposal.state, Act.PROPOSALS_PUT)
    text = write_facts(_facts(session, proposal))
    _ask_coach(session, proposal, digest(text), by=by, at=at)
    proposal.state = after
    version = _seal(session, proposal, text, by=by, at=at)
    workgroup = session.get_one(Workgroup, proposal.owner_id)
    round_ = consent.open_round(
        session,
        version,
        mark=version.hash,
        rule=workgroup.rule,
        electors=residents(session, workgroup.id),
        closes_at=closes_at,
        about_money=True,
        label=proposal.title,
        by=by,
        at=at,
    )
    waiting.done(session, proposal, at=at)
    return round_


def mark_of(session: Session, proposal: Proposal) -> str:
    """The mark of the plan as it would be sealed now: what a coach's yes is about."""
    return digest(write_facts(_facts(session, proposal)))


def right_together(by: Actor, proposal: Proposal) -> Right | None:
    """The right for which the coach's yes is needed before the group is asked, if any."""
    for right in (Right.LEAD, Right.WRITE_PLAN):
        if by.hand(proposal.owner_id, right) is Hand.TOGETHER:
            return right
    return None


def _ask_coach(session: Session, proposal: Proposal, mark: str, *, by: Actor, at: datetime) -> None:
    right = right_together(by, proposal)
    if right is not None and not by.is_coach(proposal.owner_id):
        mandates.require(session, by, right, proposal, mark=mark, at=at)


def _seal(session: Session, proposal: Proposal, text: str, *, by: Actor, at: datetime) -> Version:
    last = last_version(session, proposal)
    version = Version(
        id=new_id(session, at),
        owner_id=proposal.owner_id,
        proposal_id=proposal.id,
        no=last.no + 1 if last else 1,
        facts=text,
        hash=digest(text),
        made_by_id=by.person_id,
        made_at=at,
    )
    session.add(version)
    proposal.changed_at = at
    session.flush()
    history.record(
        session, Act.PROPOSALS_PUT, proposal, by=by, at=at, version=version.no, hash=version.hash
    )
    return version


def _facts(session: Session, proposal: Proposal) -> PlanFacts:
    """The draft as facts; refuses while anything is missing."""
    answers = {part.kind: part.answers for part in proposal.parts}
    sums = totals(proposal.lines, proposal.covers)
    gaps = missing(answers, sums)
    if any(gap.part in (PartKind.COSTS, PartKind.COVER) for gap in gaps):
        raise Unbalanced("plan-not-balanced", open=sums.open, gaps=gaps)
    if gaps or proposal.starts_on is None:
        raise NotNow("plan-incomplete", gaps=gaps)
    last = last_version(session, proposal)
    lines = [
        LineFacts(line.id, line.kind, line.words, line.quantity, line.price, line.most)
        for line in proposal.lines
        if line.price is not None
    ]
    return PlanFacts(
        reference=proposal.reference,
        no=last.no + 1 if last else 1,
        title=proposal.title,
        theme_id=proposal.theme_id,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        answers=answers,
        lines=tuple(lines),
        covers=tuple(
            CoverFacts(one.id, one.kind, one.words, one.amount) for one in proposal.covers
        ),
    )
