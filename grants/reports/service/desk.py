"""Sending to the funders of the plan, and what they do: read, ask, accept. Then it is settled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.awards import service as awards
from grants.awards.models import Award, AwardState
from grants.history import service as history
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.ledger import service as ledger
from grants.neighbourhoods.queries import people_at
from grants.outbox.service import enqueue
from grants.proposals.models import Proposal
from grants.reports.access import funders_of, may
from grants.reports.models import Copy, Leftover, LineReason, Photo, Report
from grants.reports.queries import gathered
from grants.reports.rules import read_facts
from grants.reports.states import LIFE, ReportState
from grants.waiting import service as waiting
from grants.workgroups.queries import everybody


def send(session: Session, report: Report, *, by: Actor, at: datetime) -> Report:
    """Send the sealed report to each funder of the plan. Refuses ``no-funder``, ``book-moved``."""
    _hold(session, report, by, Act.REPORTS_SEND)
    funders = _funders(session, report.proposal_id)
    if not funders:
        raise NotNow("no-funder")
    _refuse_moved(session, report)
    report.state = LIFE.after(report.state, Act.REPORTS_SEND)
    report.sent_at = at
    for organisation_id in funders:
        copy = Copy(
            id=new_id(session, at),
            owner_id=report.owner_id,
            organisation_id=organisation_id,
            sent_at=at,
        )
        report.copies.append(copy)
    session.flush()
    history.record(session, Act.REPORTS_SEND, report, by=by, at=at, to=funders, hash=report.hash)
    waiting.done(session, report, at=at)
    for organisation_id in funders:
        who = people_at(session, organisation_id, Role.REVIEWER, Role.DECIDER)
        _ask(session, Act.REPORTS_READ, report, who, at=at)
    _tell(session, "sent", report, at=at)
    return report


def read(session: Session, report: Report, *, by: Actor, at: datetime) -> Report:
    """Mark the copy of her organisation as read; a second time is the first."""
    _hold(session, report, by, Act.REPORTS_READ)
    for copy in _own_copies(report, by):
        if copy.read_at is not None:
            continue
        copy.read_at, copy.read_by_id = at, by.person_id
        report.state = LIFE.after(report.state, Act.REPORTS_READ)
        session.flush()
        where = copy.organisation_id
        history.record(session, Act.REPORTS_READ, report, by=by, at=at, organisation=where)
        for person_id in people_at(session, where, Role.REVIEWER, Role.DECIDER):
            waiting.done(session, report, at=at, act=Act.REPORTS_READ, who=person_id)
        deciders = people_at(session, where, Role.DECIDER)
        _ask(session, Act.REPORTS_ACCEPT, report, deciders, at=at)
    return report


def ask(session: Session, report: Report, words: str, *, by: Actor, at: datetime) -> Report:
    """Ask for more. What was sent stays sealed; the group gathers the next number, which returns.

    Refuses ``question-missing``, ``accepted-by-other``.
    """
    _hold(session, report, by, Act.REPORTS_ASK)
    if not words.strip():
        raise Invalid("question-missing", field="words")
    accepted = any(copy.accepted_at is not None for copy in report.copies)
    if accepted and not _has_moved(session, report):  # then nobody could accept it any more
        raise NotNow("accepted-by-other")
    copy = _own_copies(report, by, Role.DECIDER)[0]
    report.state = LIFE.after(report.state, Act.REPORTS_ASK)
    report.question, report.asked_by_id, report.asked_at = words.strip(), copy.organisation_id, at
    session.flush()
    history.record(
        session, Act.REPORTS_ASK, report, by=by, at=at, organisation=copy.organisation_id
    )
    waiting.done(session, report, at=at)
    following = _next(session, report, at=at)
    history.record(session, Act.REPORTS_START, following, by=by, at=at, no=following.no)
    _ask(session, Act.REPORTS_WRITE, following, everybody(session, report.owner_id), at=at)
    _tell(session, "asked", report, at=at)
    return following


def again(session: Session, report: Report, why: str, *, by: Actor, at: datetime) -> Report:
    """Something changed before it was sent: what was sealed stays, the next number begins.

    Refuses ``again-why``.
    """
    _hold(session, report, by, Act.REPORTS_SEND)
    if not why.strip():
        raise Invalid("again-why", field="words")
    report.question, report.asked_at = why.strip(), at
    report.state = LIFE.after(report.state, Act.REPORTS_START)
    session.flush()
    waiting.done(session, report, at=at)
    following = _next(session, report, at=at)
    history.record(
        session, Act.REPORTS_START, following, by=by, at=at, why=why.strip(), no=following.no
    )
    return following


def accept(session: Session, report: Report, *, keep: bool, by: Actor, at: datetime) -> Report:
    """Agree to the account. When every funder did, the awards are settled.

    A receipt or an allowance that nobody said yes to by then is not in the account and can no
    longer be: it ends, and whoever asked it hears so. ``keep``: the group may keep what is left,
    which it asked in its report. Refuses ``read-first``, ``group-gives-back``, ``book-moved``,
    ``accepted-already``.
    """
    _hold(session, report, by, Act.REPORTS_ACCEPT)
    copies = [one for one in _own_copies(report, by, Role.DECIDER) if one.accepted_at is None]
    if not copies:
        raise NotNow("accepted-already")
    if keep and report.leftover is not Leftover.KEEP:
        raise NotNow("group-gives-back", field="keep")
    _refuse_moved(session, report)
    for copy in copies:
        if copy.read_at is None:
            raise NotNow("read-first")
        copy.accepted_at, copy.accepted_by_id, copy.keep = at, by.person_id, keep
        session.flush()
        where = copy.organisation_id
        history.record(
            session, Act.REPORTS_ACCEPT, report, by=by, at=at, organisation=where, keep=keep
        )
        for person_id in people_at(session, where, Role.DECIDER):
            waiting.done(session, report, at=at, who=person_id)
    if all(copy.accepted_at is not None for copy in report.copies):
        _settle(session, report, by=by, at=at)
    return report


def _settle(session: Session, report: Report, *, by: Actor, at: datetime) -> None:
    report.state = LIFE.after(report.state, Act.REPORTS_ACCEPT)
    session.flush()
    waiting.done(session, report, at=at)
    keep = all(copy.keep for copy in report.copies)
    proposal = session.get_one(Proposal, report.proposal_id)
    for person_id in allowances.end_asked(session, proposal, "account-made", at=at):
        key = f"reports.ended:{report.id}:{person_id}"
        enqueue(session, "reports.ended", key, at=at, report=report.id, person=person_id)
    awards.settle(session, report.proposal_id, keep=keep, by=by, at=at)
    awards.close_when_settled(session, proposal, by=by, at=at)
    _tell(session, "accepted", report, at=at)


def _next(session: Session, report: Report, *, at: datetime) -> Report:
    """The next number, with all that was written and shown in this one."""
    following = Report(
        id=new_id(session, at),
        owner_id=report.owner_id,
        proposal_id=report.proposal_id,
        no=report.no + 1,
        title=report.title,
        state=ReportState.GATHERING,
        adults=report.adults,
        children=report.children,
        went=report.went,
        after=report.after,
        leftover=report.leftover,
        leftover_why=report.leftover_why,
        question="",
        started_at=at,
        reasons=[
            LineReason(
                id=new_id(session, at),
                owner_id=one.owner_id,
                line_id=one.line_id,
                words=one.words,
            )
            for one in report.reasons
        ],
        photos=[
            Photo(
                id=new_id(session, at),
                owner_id=one.owner_id,
                document_id=one.document_id,
                everyone_agrees=True,
                words=one.words,
                position=one.position,
                added_by_id=one.added_by_id,
            )
            for one in report.photos
        ],
    )
    session.add(following)
    session.flush()
    return following


def _hold(session: Session, report: Report, by: Actor, act: Act) -> None:
    session.flush()
    ledger.lock(session, report.owner_id)
    session.refresh(report)
    session.refresh(report, ["copies"])
    may(by, act, report).check()


def _own_copies(report: Report, by: Actor, *roles: Role) -> list[Copy]:
    """The copies of where she sits, in one of these roles."""
    desks = {one for one in funders_of(by, report) if not roles or by.has(one, *roles)}
    return [copy for copy in report.copies if copy.organisation_id in desks]


def _funders(session: Session, plan_id: UUID) -> list[UUID]:
    rows = select(Award.organisation_id).where(
        Award.proposal_id == plan_id, Award.state == AwardState.ACTIVE
    )
    return sorted(set(session.scalars(rows)))


def _refuse_moved(session: Session, report: Report) -> None:
    """What is settled is what was sealed: the same costs, own income, and money to keep."""
    if _has_moved(session, report):
        raise NotNow("book-moved")


def _has_moved(session: Session, report: Report) -> bool:
    if report.facts is None:
        raise NotNow("wrong-state")
    sealed = read_facts(report.facts)
    now = gathered(session, session.get_one(Proposal, report.proposal_id))
    kept = report.leftover is Leftover.KEEP and now.left != sealed.left
    return kept or (now.costs, now.own) != (sealed.costs, sealed.own)


def _ask(session: Session, act: Act, report: Report, who: list[UUID], *, at: datetime) -> None:
    label, amount = report.title, report.total
    waiting.ask(session, act, report, who=who, label=label, at=at, amount=amount)


def _tell(session: Session, what: str, report: Report, *, at: datetime) -> None:
    kind = f"reports.{what}"
    enqueue(session, kind, f"{kind}:{report.id}", at=at, report=report.id)
