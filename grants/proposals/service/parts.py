"""Writing the parts of a plan, by several people, without losing a word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history import service as history
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.canon import canonical
from grants.kit.errors import Invalid, NotNow, Stale
from grants.owners import service as owners
from grants.proposals.access import may
from grants.proposals.models import Cover, Line, Part, PartKind, Proposal
from grants.proposals.rules.questions import LONGEST_ANSWER, all_keys
from grants.proposals.service.plans import clean_title
from grants.proposals.states import LIFE, ProposalState

DATES = ("starts_on", "ends_on")


def write_part(
    session: Session,
    proposal: Proposal,
    kind: PartKind,
    answers: Mapping[str, str],
    revision: int,
    *,
    by: Actor,
    at: datetime,
) -> Part:
    """Write some answers of one part, as they were typed while ``revision`` stood.

    What others wrote at other questions stays. Refuses ``part-changed`` (Stale, with ``theirs``,
    ``yours`` and the ``revision`` that stands), ``part-closed``, ``too-long``, ``title-missing``,
    ``ends-before-start``, ``date-unclear``.
    """
    may(by, Act.PROPOSALS_WRITE, proposal).check()
    begin_writing(session, proposal, kind)
    part = proposal.part(kind)
    new = _cleaned(kind, answers)
    stands = part.answers
    changed = {key: text for key, text in new.items() if stands.get(key, "") != text}
    if not changed:
        return part
    marks = part.marks
    late = [key for key in changed if marks.get(key, 0) > revision]
    if late:
        raise Stale(
            "part-changed",
            theirs={key: stands.get(key, "") for key in new},
            yours=new,
            revision=part.revision,
            who=part.written_by_id,
            when=part.written_at,
        )
    together = {**stands, **changed}
    _refuse_disorder(together)
    step = part.revision + 1
    part.answers_text = canonical(together)
    part.marks_text = canonical({**marks, **dict.fromkeys(changed, step)})
    _mirror(proposal, together, kind)
    note_written(session, part, by=by, at=at)
    return part


def begin_writing(session: Session, proposal: Proposal, kind: PartKind) -> None:
    """Take the lock, read the plan as it is now; refuses ``part-closed``."""
    read_anew(session, proposal)
    if not proposal.is_open(kind):
        raise NotNow("part-closed")


def read_anew(session: Session, proposal: Proposal) -> None:
    """Take the lock and read everything of the plan again: others may have written meanwhile."""
    session.flush()
    owners.lock(session, proposal.owner_id)
    session.refresh(proposal)
    for model in (Part, Line, Cover):
        rows = select(model).where(model.proposal_id == proposal.id)
        session.scalars(rows.execution_options(populate_existing=True)).all()


def note_written(session: Session, part: Part, *, by: Actor, at: datetime) -> None:
    """Count the revision, and let an agreed plan become a draft again."""
    proposal = part.proposal
    part.revision += 1
    part.written_by_id = by.person_id
    part.written_at = proposal.changed_at = at
    if proposal.state is ProposalState.AGREED:
        proposal.state = LIFE.after(proposal.state, Act.PROPOSALS_CHANGE)
    session.flush()
    history.record(
        session,
        Act.PROPOSALS_WRITE,
        proposal,
        by=by,
        at=at,
        part=part.kind,
        revision=part.revision,
    )


def _cleaned(kind: PartKind, answers: Mapping[str, str]) -> dict[str, str]:
    unknown = set(answers) - set(all_keys(kind))
    if unknown:
        raise ValueError(f"no such question: {sorted(unknown)}")
    cleaned = {}
    for key, text in answers.items():
        cleaned[key] = clean_title(text) if key == "title" else text.strip()
        if len(cleaned[key]) > LONGEST_ANSWER:
            raise Invalid("too-long", field=key, most=LONGEST_ANSWER)
        if key in DATES and cleaned[key]:
            _day(key, cleaned[key])
    return cleaned


def _day(key: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("date-unclear", field=key) from None


def _refuse_disorder(answers: Mapping[str, str]) -> None:
    starts, ends = answers.get("starts_on"), answers.get("ends_on")
    if ends and not starts:
        raise Invalid("missing-starts-on", field="starts_on")
    if starts and ends and _day("ends_on", ends) < _day("starts_on", starts):
        raise Invalid("ends-before-start", field="ends_on")


def _mirror(proposal: Proposal, answers: Mapping[str, str], kind: PartKind) -> None:
    """What lists show of a plan stands on the plan itself."""
    if kind is PartKind.WHAT:
        proposal.title = answers["title"]
    if kind is PartKind.WHEN:
        starts, ends = answers.get("starts_on"), answers.get("ends_on")
        proposal.starts_on = _day("starts_on", starts) if starts else None
        proposal.ends_on = _day("ends_on", ends) if ends else None
