"""Asking the group about the account as it stands, and sealing what it agreed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import Round
from grants.consent.states import RoundState
from grants.documents.models import Document
from grants.history import service as history
from grants.kit.access import Actor, Hand, Right
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import NotNow
from grants.kit.periods import day_of
from grants.kit.references import Letter, next_reference
from grants.mandates import service as mandates
from grants.outbox.service import enqueue
from grants.owners import service as owners
from grants.proposals import service as proposals
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.reports.access import may
from grants.reports.models import Report
from grants.reports.queries import gathered
from grants.reports.rules import Gathered, missing, write_facts
from grants.reports.states import LIFE, ReportState
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import residents

OUTCOMES = {
    RoundState.AGREED: Act.REPORTS_SEAL,
    RoundState.NOT_AGREED: Act.REPORTS_OBJECT,
    RoundState.LAPSED: Act.REPORTS_LAPSE,
}


def put(session: Session, report: Report, *, closes_at: datetime, by: Actor, at: datetime) -> Round:
    """Freeze the facts and ask the group about exactly these.

    Refuses ``report-incomplete`` (with ``gaps``), ``needs-coach-yes``, ``too-few-electors``.
    """
    may(by, Act.REPORTS_PUT, report).check()
    session.flush()
    owners.lock(session, report.owner_id)
    session.refresh(report)
    state = LIFE.after(report.state, Act.REPORTS_PUT)
    found = gathered(session, session.get_one(Proposal, report.proposal_id))
    gaps = missing(found)
    if gaps:
        raise NotNow("report-incomplete", count=len(gaps), gaps=gaps)
    text = write_facts(found)
    _ask_coach(session, report, found, by=by, at=at)
    report.state, report.facts, report.total = state, text, found.costs
    report.hash = digest(text)
    session.flush()
    history.record(
        session,
        Act.REPORTS_PUT,
        report,
        by=by,
        at=at,
        no=report.no,
        hash=report.hash,
        book=found.book_no,
    )
    waiting.done(session, report, at=at)
    workgroup = session.get_one(Workgroup, report.owner_id)
    return consent.open_round(
        session,
        report,
        mark=report.hash,
        rule=workgroup.rule,
        electors=residents(session, workgroup.id),
        closes_at=closes_at,
        about_money=True,
        label=report.title,
        by=by,
        at=at,
    )


def mark_of(session: Session, report: Report) -> str:
    """What a coach's yes is about: the account as it is now."""
    return _mark(gathered(session, session.get_one(Proposal, report.proposal_id)))


def apply_outcome(session: Session, round_: Round, *, by: Actor, at: datetime) -> None:
    """What the group's outcome means: sealed with number and day, or back to gathering."""
    report = session.get_one(Report, round_.thing_id)
    act = OUTCOMES[round_.state]
    state = LIFE.after(report.state, act)
    if state is ReportState.SEALED:
        report.reference = next_reference(session, Letter.REPORT, day_of(at).year)
        report.sealed_at = at
    else:
        report.facts = report.hash = report.total = None
    report.state = state
    session.flush()
    history.record(session, act, report, by=by, at=at, no=report.no, hash=round_.mark)
    next_act = Act.REPORTS_SEND if report.state is ReportState.SEALED else Act.REPORTS_WRITE
    people = residents(session, report.owner_id)
    waiting.ask(session, next_act, report, who=people, label=report.title, at=at)
    if report.state is ReportState.SEALED:
        _finish_plan(session, report, by=by, at=at)
        enqueue(session, "reports.paper", f"reports.paper:{report.id}", at=at, report=report.id)


def file_paper(session: Session, report: Report, document: Document) -> Report:
    """Keep the paper that was made of the sealed report. The first one stays."""
    if report.document_id is None:
        report.document_id = document.id
        report.document_hash = document.hash
        session.flush()
    return report


def _mark(found: Gathered) -> str:
    # Her yes is itself history, and another plan's booking is no other account.
    return digest(write_facts(replace(found, steps=(), book_no=0, book_hash="")))


def _ask_coach(
    session: Session, report: Report, found: Gathered, *, by: Actor, at: datetime
) -> None:
    together = by.hand(report.owner_id, Right.WRITE_REPORT) is Hand.TOGETHER
    if together and not by.is_coach(report.owner_id):
        mandates.require(session, by, Right.WRITE_REPORT, report, mark=_mark(found), at=at)


def _finish_plan(session: Session, report: Report, *, by: Actor, at: datetime) -> None:
    proposal = session.get_one(Proposal, report.proposal_id)
    if proposal.state is ProposalState.RUNNING:
        proposals.finish(session, proposal, by=by, at=at)
