"""From the states of a plan, its request, award and report to one place on the path. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.awards.models import AwardState
from grants.proposals.states import ProposalState
from grants.reports.states import ReportState
from grants.requests.models import RequestState


class Step(StrEnum):
    """The six steps, in their order."""

    PLAN = "plan"
    DECIDE = "decide"
    SEND = "send"
    AWARD = "award"
    DO = "do"
    REPORT = "report"


class Now(StrEnum):
    """What happens on the step now; the pages have a sentence for each."""

    WRITING = "writing"
    DECIDING = "deciding"
    TO_SEND = "to-send"
    WAITS_FOR_READING = "waits-for-reading"
    IS_READ = "is-read"
    QUESTION = "question"
    DECLINED = "declined"
    TO_AGREE = "to-agree"
    SPENDING = "spending"
    TO_REPORT = "to-report"
    REPORT_DECIDING = "report-deciding"
    REPORT_TO_SEND = "report-to-send"
    REPORT_SENT = "report-sent"
    SETTLING = "settling"
    CLOSED = "closed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan is. ``partner``: it is the partner organisation's turn, not the group's."""

    step: Step
    now: Now
    partner: bool = False
    until: date | None = None

    @property
    def is_over(self) -> bool:
        """Nothing is expected of anybody any more."""
        return self.now in {Now.CLOSED, Now.STOPPED}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a plan besides its own state. Nothing known is None."""

    closes_on: date | None = None
    request: RequestState | None = None
    answer_by: date | None = None
    declined: bool = False
    award: AwardState | None = None
    report: ReportState | None = None
    report_due_on: date | None = None
    ends_on: date | None = None


_ASKED = {
    RequestState.SENT: (Now.WAITS_FOR_READING, True),
    RequestState.READING: (Now.IS_READ, True),
    RequestState.QUESTION: (Now.QUESTION, False),
}
_TOLD = {
    ReportState.GATHERING: (Now.TO_REPORT, False),
    ReportState.ASKING: (Now.REPORT_DECIDING, False),
    ReportState.SEALED: (Now.REPORT_TO_SEND, False),
    ReportState.SENT: (Now.REPORT_SENT, True),
    ReportState.READ: (Now.REPORT_SENT, True),
    ReportState.RETURNED: (Now.TO_REPORT, False),
    ReportState.ACCEPTED: (Now.SETTLING, False),
}
_OVER = {
    ProposalState.CLOSED: Now.CLOSED,
    ProposalState.WITHDRAWN: Now.STOPPED,
    ProposalState.CANCELLED: Now.STOPPED,
}


def place(state: ProposalState, known: Known) -> Place:
    """Where a plan in this state is, given what is known of the rest."""
    if state in _OVER:
        return Place(Step.REPORT if state is ProposalState.CLOSED else Step.PLAN, _OVER[state])
    if state in {ProposalState.RUNNING, ProposalState.FINISHED}:
        return _doing(state, known)
    if known.request in _ASKED:
        now, partner = _ASKED[known.request]
        return Place(Step.AWARD, now, partner, known.answer_by)
    return _before(state, known)


def _before(state: ProposalState, known: Known) -> Place:
    if state is ProposalState.ASKING:
        return Place(Step.DECIDE, Now.DECIDING, until=known.closes_on)
    if state is ProposalState.DRAFT:
        return Place(Step.PLAN, Now.WRITING)
    if known.award is AwardState.OFFERED:
        return Place(Step.AWARD, Now.TO_AGREE)
    return Place(Step.SEND, Now.DECLINED if known.declined else Now.TO_SEND)


def _doing(state: ProposalState, known: Known) -> Place:
    if known.report is None and state is ProposalState.RUNNING:
        return Place(Step.DO, Now.SPENDING, until=known.ends_on)
    now, partner = _TOLD[known.report or ReportState.GATHERING]
    return Place(Step.REPORT, now, partner, None if partner else known.report_due_on)
