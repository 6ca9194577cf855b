"""Choosing a fund: each as a card that says what it pays, by when, and whether the plan fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import me, reach
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.messages.funds import findings_rows
from app.requests.routes import bp
from grants.funds import rules as funds
from grants.funds.models import Fund
from grants.funds.queries import Offer, on_offer
from grants.funds.rules import Fit
from grants.kit.access import Right, Verdict, in_hands
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.kit.money import Money
from grants.neighbourhoods.models import Organisation
from grants.proposals.models import Proposal, Version
from grants.proposals.queries import plan_facts
from grants.proposals.rules import PlanFacts
from grants.requests import queries, service
from grants.requests.rules import planned
from grants.workgroups.models import Workgroup


@dataclass(frozen=True)
class Card:
    """One fund as a group sees it."""

    offer: Offer
    here: bool
    fits: bool
    checks: list[dict[str, Any]]
    answer_by: date
    standing: queries.Row | None
    portal: str | None
    post: PostForm


@bp.get("/new/<uuid:proposal_id>")
def new(proposal_id: UUID) -> ResponseReturnValue:
    """Which fund shall we ask?"""
    proposal = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    return _page(proposal, None), 200


@bp.post("/new/<uuid:proposal_id>/<uuid:fund_id>")
def choose(proposal_id: UUID, fund_id: UUID) -> ResponseReturnValue:
    """This one."""
    proposal = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    fund = _fund(proposal, fund_id)
    form = PostForm()
    if not form.validate_on_submit():
        return _page(proposal, form), form.status
    try:
        request = service.prepare(db.session(), proposal, fund, by=me(), at=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(proposal, form), form.status
    return form.done(None, url_for("requests.check", request_id=request.id))


def _fund(proposal: Proposal, fund_id: UUID) -> Fund:
    """A fund of this neighbourhood; any other is not there."""
    workgroup = db.session.get_one(Workgroup, proposal.owner_id)
    fund = db.session.get(Fund, fund_id)
    organisation = db.session.get(Organisation, fund.owner_id) if fund else None
    if (
        fund is None
        or organisation is None
        or organisation.neighbourhood_id != workgroup.neighbourhood_id
    ):
        abort(404)
    return fund


def _page(proposal: Proposal, form: PostForm | None) -> str:
    version_id = proposal.agreed_version_id
    left = queries.left_to_ask(db.session(), proposal)
    version = db.session.get(Version, version_id) if version_id else None
    facts = plan_facts(version) if version else None
    return render_template(
        "requests/new.html",
        form=form,
        proposal=proposal,
        verdict=may_send(proposal),
        facts=facts,
        left=left,
        cards=_cards(proposal, facts, left) if facts else [],
    )


def may_send(proposal: Proposal) -> Verdict:
    """Does sending lie in the hands of who looks at it?"""
    return in_hands(me(), Right.SEND, proposal.owner_id)


def _cards(proposal: Proposal, facts: PlanFacts, left: Money) -> list[Card]:
    workgroup = db.session.get_one(Workgroup, proposal.owner_id)
    sent = {
        row.fund_id: row
        for row in queries.of_proposal(db.session(), proposal.id)
        if not row.is_over
    }
    cards = [
        _card(offer, facts, left, sent.get(offer.fund.id))
        for offer in on_offer(db.session(), workgroup.neighbourhood_id)
    ]
    return sorted(cards, key=lambda card: (not card.here, not card.fits))


def _card(offer: Offer, facts: PlanFacts, left: Money, standing: queries.Row | None) -> Card:
    found = funds.check(planned(facts, left), offer.fund, today())
    return Card(
        offer=offer,
        here=funds.is_here(offer.fund),
        fits=funds.fits(found) is Fit.OK,
        checks=findings_rows(found[:-1]),  # what it is meant for stands above
        answer_by=funds.answer_by(offer.fund, today()),
        standing=standing,
        portal=offer.portal_url,
        post=PostForm(formdata=None),
    )
