from __future__ import annotations

from datetime import date

import pytest

from grants.awards.models import AwardState as A
from grants.paths.rules import Known, Now, Step, place
from grants.proposals.states import ProposalState as P
from grants.reports.states import ReportState as R
from grants.requests.models import RequestState as Q

SOON = date(2026, 12, 1)

CASES = [
    (P.DRAFT, Known(), Step.PLAN, Now.WRITING, False),
    (P.DRAFT, Known(request=Q.QUESTION), Step.AWARD, Now.QUESTION, False),
    (P.ASKING, Known(closes_on=SOON), Step.DECIDE, Now.DECIDING, False),
    (P.AGREED, Known(), Step.SEND, Now.TO_SEND, False),
    (P.AGREED, Known(request=Q.DRAFT), Step.SEND, Now.TO_SEND, False),
    (P.AGREED, Known(request=Q.SENT), Step.AWARD, Now.WAITS_FOR_READING, True),
    (P.AGREED, Known(request=Q.READING), Step.AWARD, Now.IS_READ, True),
    (P.AGREED, Known(request=Q.DECIDED, declined=True), Step.SEND, Now.DECLINED, False),
    (P.AGREED, Known(request=Q.DECIDED, award=A.OFFERED), Step.AWARD, Now.TO_AGREE, False),
    (P.RUNNING, Known(award=A.ACTIVE), Step.DO, Now.SPENDING, False),
    (P.RUNNING, Known(report=R.GATHERING), Step.REPORT, Now.TO_REPORT, False),
    (P.FINISHED, Known(), Step.REPORT, Now.TO_REPORT, False),
    (P.FINISHED, Known(report=R.ASKING), Step.REPORT, Now.REPORT_DECIDING, False),
    (P.FINISHED, Known(report=R.SEALED), Step.REPORT, Now.REPORT_TO_SEND, False),
    (P.FINISHED, Known(report=R.SENT), Step.REPORT, Now.REPORT_SENT, True),
    (P.FINISHED, Known(report=R.RETURNED), Step.REPORT, Now.TO_REPORT, False),
    (P.FINISHED, Known(report=R.ACCEPTED), Step.REPORT, Now.SETTLING, False),
    (P.CLOSED, Known(report=R.ACCEPTED), Step.REPORT, Now.CLOSED, False),
    (P.CANCELLED, Known(award=A.ACTIVE), Step.PLAN, Now.STOPPED, False),
]


@pytest.mark.parametrize(("state", "known", "step", "now", "partner"), CASES)
def test_a_plan_has_one_place(state: P, known: Known, step: Step, now: Now, partner: bool) -> None:
    found = place(state, known)

    assert (found.step, found.now, found.partner) == (step, now, partner)


@pytest.mark.parametrize("state", P)
@pytest.mark.parametrize("request_", [None, *Q])
@pytest.mark.parametrize("report", [None, *R])
def test_every_combination_of_states_has_a_place(
    state: P, request_: Q | None, report: R | None
) -> None:
    found = place(state, Known(request=request_, report=report))

    assert found.is_over == (state in {P.CLOSED, P.WITHDRAWN, P.CANCELLED})
