"""A plan that lies at a fund is not opened for change behind its back."""

from __future__ import annotations

from flask import Flask

from app.extensions import db
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from tests.requests.staged import set_stage
from tests.web import Web


def test_a_plan_is_not_changed_while_a_fund_reads_it(app: Flask, web: Web) -> None:
    staged = set_stage(app)
    staged.opened()

    answer = web.as_("ada").send(f"/proposals/{staged.proposal_id}/change")

    assert answer.status_code == 409
    with app.app_context():
        plan = db.session.get_one(Proposal, staged.proposal_id)
        assert plan.state is ProposalState.AGREED
