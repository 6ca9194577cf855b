"""The decision: proposed, looked at, sent; and its letter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, me, reach
from app.amounts import read_amount, written_amount
from app.clock import now
from app.documents import send_document
from app.extensions import db
from app.fields import PostForm
from app.messages.requests import cost_rows, money_rows
from app.reviews.forms import DecisionForm
from app.reviews.routes import bp
from app.reviews.routes.reading import facts_of, reached
from app.world import world
from grants.awards import service as awards
from grants.documents.models import Document
from grants.kit.access import Role, Verdict
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.kit.money import Money
from grants.neighbourhoods.models import Theme
from grants.neighbourhoods.queries import people_at
from grants.people.queries import names
from grants.proposals.rules import PlanFacts
from grants.requests.models import Request
from grants.reviews import queries, service
from grants.reviews.access import may
from grants.reviews.models import Decision, DecisionState
from grants.workgroups.models import Workgroup

LINE = "line-"


@bp.route("/<uuid:request_id>/decide", methods=["GET", "POST"])
@desk_page
def decide(request_id: UUID) -> ResponseReturnValue:
    """Propose what to decide."""
    thing = reached(request_id, Act.REVIEWS_PROPOSE)
    facts = facts_of(thing)
    form = DecisionForm(lines=facts.lines, data=_proposed(thing))
    if form.validate_on_submit():
        try:
            proposing = form.to_proposing(_per_line(facts))
            decision = service.propose(db.session(), thing, proposing, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            where = url_for("reviews.check", decision_id=decision.id)
            return form.done(_("Your proposal is kept. Nothing is sent yet."), where)
    return render_template("reviews/decide.html", form=form, **_proposal(thing, facts)), (
        form.status
    )


@bp.route("/decision/<uuid:decision_id>", methods=["GET", "POST"])
@desk_page
def check(decision_id: UUID) -> ResponseReturnValue:
    """Look at the decision as the group will read it, then send it."""
    decision = reach(Decision, decision_id, Act.REVIEWS_SEE)
    thing = reached(decision.request_id, Act.REVIEWS_SEE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            awards.decide(db.session(), decision, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("The decision is sent. The group has a letter and a mail.")
            return form.done(words, url_for("reviews.show", request_id=thing.id))
    return render_template(
        "reviews/check.html", form=form, **_checking(thing, decision)
    ), form.status


@bp.get("/decision/<uuid:decision_id>/decision.pdf")
def letter(decision_id: UUID) -> ResponseReturnValue:
    """The letter, for both sides."""
    decision = reach(Decision, decision_id, Act.REVIEWS_SEE)
    if decision.document_id is None:
        return render_template("reviews/waiting.html", decision=decision), 404
    document = db.session.get_one(Document, decision.document_id)
    return send_document(document, world().store, download=True)


def _proposed(thing: Request) -> dict[str, Any]:
    """What stands already, or the advice that was given."""
    decision = queries.decision_of(db.session(), thing.id)
    if decision is None:
        return {}
    return {
        "kind": str(decision.kind),
        "amount": decision.amount if decision.kind.value == "part" else None,
        "reason": str(decision.reason),
        "words": decision.words,
        "conditions": decision.conditions,
        "first": decision.first,
        "report_weeks": decision.report_weeks,
    }


def _per_line(facts: PlanFacts) -> dict[UUID, Money]:
    """What was typed at the cost lines; lines left empty are not said anything about."""
    return {
        line.id: read_amount(text)
        for line in facts.lines
        if (text := request.form.get(f"{LINE}{line.id}", "").strip())
    }


def _proposal(thing: Request, facts: PlanFacts) -> dict[str, Any]:
    reviews = queries.reviews_of(db.session(), thing.id)
    money = money_rows(facts, thing.asked, _("Asked from you"))
    return {
        "thing": thing,
        "lines": _typed_lines(thing, facts),
        "asked": [*cost_rows(facts), *money],
        "reviews": reviews,
        "names": names(db.session(), [one.reviewer_id for one in reviews]),
    }


def _typed_lines(thing: Request, facts: PlanFacts) -> list[dict[str, Any]]:
    decision = queries.decision_of(db.session(), thing.id)
    stands = decision.per_line if decision else {}
    return [
        {
            "id": f"{LINE}{line.id}",
            "name": line.words,
            "cost": line.cost,
            "typed": request.form.get(f"{LINE}{line.id}", _written(stands.get(line.id))),
        }
        for line in facts.lines
    ]


def _written(amount: Money | None) -> str:
    return "" if amount is None else written_amount(amount)


def _checking(thing: Request, decision: Decision) -> dict[str, Any]:
    verdict: Verdict = may(me(), Act.REVIEWS_SEND, decision)
    deciders = people_at(db.session(), decision.owner_id, Role.DECIDER)
    able = [one for one in deciders if one != decision.only_adviser_id]
    facts = facts_of(thing)
    return {
        "thing": thing,
        "decision": decision,
        "facts": facts,
        "theme": db.session.get_one(Theme, facts.theme_id),
        "workgroup": db.session.get_one(Workgroup, thing.owner_id),
        "rest": decision.amount - decision.first,
        "granted": _granted_rows(decision, facts),
        "verdict": verdict,
        "is_sent": decision.state is DecisionState.SENT,
        "names": names(db.session(), [*able, decision.proposed_by_id]),
        "able": able,
    }


def _granted_rows(decision: Decision, facts: PlanFacts) -> list[dict[str, Any]]:
    granted = decision.per_line
    return [
        {"name": line.words, "amount": granted[line.id]}
        for line in facts.lines
        if line.id in granted
    ]
