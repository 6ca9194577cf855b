"""Gathering: answers, reasons, photos, and what the group wants with money left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.awards.service import is_accounted
from grants.documents.models import Document
from grants.history import service as history
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.canon import canonical, digest
from grants.kit.errors import Invalid, NotNow, Stale
from grants.kit.ids import new_id
from grants.owners import service as owners
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.reports.access import may
from grants.reports.models import Leftover, LineReason, Photo, Report
from grants.reports.queries import living, reports_of
from grants.reports.rules import Answers
from grants.reports.states import LIFE, ReportState
from grants.waiting import service as waiting

MOST_PEOPLE = 9999
MOST_PHOTOS = 6
LONGEST = 4000
STARTABLE = frozenset({ProposalState.RUNNING, ProposalState.FINISHED})


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo to add: the kept file, what it shows, and that everyone on it agrees."""

    document: Document
    words: str
    everyone_agrees: bool


def start(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Report:
    """Begin to gather; the report that counts now when there is one.

    Refuses ``report-too-early`` and ``accounted-already``.
    """
    may(by, Act.REPORTS_START, proposal).check()
    owners.lock(session, proposal.owner_id)
    found = living(session, proposal.id)
    if found is not None:
        return found
    if proposal.state not in STARTABLE:
        raise NotNow("report-too-early")
    if is_accounted(session, proposal.id):
        raise NotNow("accounted-already")
    report = Report(
        id=new_id(session, at),
        owner_id=proposal.owner_id,
        proposal_id=proposal.id,
        no=len(reports_of(session, proposal.id)) + 1,
        title=proposal.title,
        state=ReportState.GATHERING,
        went="",
        after="",
        leftover_why="",
        question="",
        started_at=at,
    )
    session.add(report)
    session.flush()
    history.record(session, Act.REPORTS_START, report, by=by, at=at, no=report.no)
    return report


def marks_of(report: Report | None) -> dict[str, str]:
    """What each form saw, so that it can say when somebody else wrote meanwhile."""
    if report is None:
        return {"answers": _mark(["", None, None, ""]), "reasons": _mark([]), "left": _mark([])}
    reasons = sorted((str(line), words) for line, words in report.whys.items())
    return {
        "answers": _mark([report.went, report.adults, report.children, report.after]),
        "reasons": _mark(reasons),
        "left": _mark([report.leftover, report.leftover_why] if report.leftover else []),
    }


def write(
    session: Session,
    report: Report,
    answers: Answers,
    *,
    by: Actor,
    at: datetime,
    seen: str | None = None,
) -> Report:
    """Keep the three answers. ``seen``: what the form began with; refuses Stale when it changed.

    Refuses ``people-both``, ``people-out-of-range``, ``answer-too-long``.
    """
    _hold(session, report, by)
    for field in ("adults", "children"):
        number = getattr(answers, field)
        if number is not None and not 0 <= number <= MOST_PEOPLE:
            raise Invalid("people-out-of-range", field=field, most=MOST_PEOPLE)
    if (answers.adults is None) != (answers.children is None):
        missing = "adults" if answers.adults is None else "children"
        raise Invalid("people-both", field=missing)
    went, after = answers.went.strip(), answers.after.strip()
    if max(len(went), len(after)) > LONGEST:
        raise Invalid("answer-too-long", most=LONGEST)
    _refuse_stale(report, "answers", seen, went=report.went, after=report.after)
    report.adults, report.children = answers.adults, answers.children
    report.went, report.after = went, after
    return _written(session, report, "answers", by=by, at=at)


def explain(
    session: Session,
    report: Report,
    whys: Mapping[UUID, str],
    *,
    by: Actor,
    at: datetime,
    seen: str | None = None,
) -> Report:
    """Say per line why it turned out otherwise; empty words take a reason away."""
    _hold(session, report, by)
    theirs = " · ".join(report.whys.values())
    _refuse_stale(report, "reasons", seen, theirs=theirs)
    standing = {one.line_id: one for one in report.reasons}
    for line_id, words in whys.items():
        _put_reason(session, report, standing.get(line_id), line_id, words.strip(), at=at)
    session.flush()
    return _written(session, report, "reasons", by=by, at=at)


def choose(
    session: Session,
    report: Report,
    leftover: Leftover,
    why: str,
    *,
    by: Actor,
    at: datetime,
    seen: str | None = None,
) -> Report:
    """Say what the group would like with money left: give it back, or ask to keep it, and why.

    Refuses ``leftover-why``, and Stale as ``write`` does.
    """
    _hold(session, report, by)
    why = why.strip()
    if leftover is Leftover.KEEP and not why:
        raise Invalid("leftover-why", field="why")
    _refuse_stale(report, "left", seen, theirs=report.leftover_why)
    report.leftover = leftover
    report.leftover_why = why if leftover is Leftover.KEEP else ""
    return _written(session, report, "left", by=by, at=at)


def add_photo(session: Session, report: Report, shot: Shot, *, by: Actor, at: datetime) -> Photo:
    """Show a photo. Refuses ``photo-not-agreed``, ``photo-no-picture``, ``photos-enough``."""
    _hold(session, report, by)
    if not shot.everyone_agrees:
        raise Invalid("photo-not-agreed", field="everyone_agrees")
    if not shot.document.is_picture or shot.document.owner_id != report.owner_id:
        raise Invalid("photo-no-picture", field="file")
    if len(report.photos) >= MOST_PHOTOS:
        raise NotNow("photos-enough", most=MOST_PHOTOS)
    photo = Photo(
        id=new_id(session, at),
        owner_id=report.owner_id,
        report_id=report.id,
        document_id=shot.document.id,
        everyone_agrees=True,
        words=shot.words.strip(),
        position=1 + max((one.position for one in report.photos), default=0),
        added_by_id=by.person_id,
    )
    report.photos.append(photo)
    session.flush()
    _written(session, report, "photo", by=by, at=at)
    return photo


def remove_photo(
    session: Session, report: Report, photo: Photo, *, by: Actor, at: datetime
) -> Report:
    """Somebody on it would rather not: the photo goes, unless it went."""
    _hold(session, report, by)
    if photo not in report.photos:
        return report
    report.photos.remove(photo)
    return _written(session, report, "photo", by=by, at=at)


def _hold(session: Session, report: Report, by: Actor) -> None:
    """Take the owner's lock, read the report as it is now, ask whether she may write it."""
    session.flush()
    owners.lock(session, report.owner_id)
    session.refresh(report)
    session.refresh(report, ["reasons", "photos"])
    may(by, Act.REPORTS_WRITE, report).check()


def _put_reason(
    session: Session,
    report: Report,
    standing: LineReason | None,
    line_id: UUID,
    words: str,
    *,
    at: datetime,
) -> None:
    if len(words) > LONGEST:
        raise Invalid("answer-too-long", most=LONGEST)
    if standing is not None and not words:
        report.reasons.remove(standing)
    elif standing is not None:
        standing.words = words
    elif words:
        report.reasons.append(
            LineReason(
                id=new_id(session, at),
                owner_id=report.owner_id,
                report_id=report.id,
                line_id=line_id,
                words=words,
            )
        )


def _written(session: Session, report: Report, part: str, *, by: Actor, at: datetime) -> Report:
    report.state = LIFE.after(report.state, Act.REPORTS_WRITE)
    session.flush()
    history.record(session, Act.REPORTS_WRITE, report, by=by, at=at, part=part)
    waiting.done(session, report, at=at, act=Act.REPORTS_WRITE, who=by.person_id)
    return report


def _refuse_stale(report: Report, part: str, seen: str | None, **theirs: str) -> None:
    if seen is not None and seen != marks_of(report)[part]:
        raise Stale("report-changed", **theirs)


def _mark(facts: object) -> str:
    return digest(canonical(facts))[:16]
