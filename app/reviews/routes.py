"""Pages of the desk about one request: read it, advise, propose a decision, send it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, me, reach, refuse
from app.amounts import read_amount
from app.clock import now, today
from app.documents import send_document
from app.extensions import db
from app.fields import PostForm
from app.messages.funds import findings_rows
from app.messages.requests import cost_rows, decided_words, money_rows, short_rows
from app.messages.reviews import CRITERIA
from app.reviews.forms import AdviceForm, DecisionForm
from app.world import world
from grants.awards import service as awards
from grants.awards.queries import award_of
from grants.consent.queries import agreed_round
from grants.documents.models import Document
from grants.funds import rules as funds
from grants.funds.models import Fund
from grants.kit.access import Role, Verdict
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.kit.money import Money
from grants.neighbourhoods.models import Theme
from grants.neighbourhoods.queries import people_at
from grants.people.queries import names
from grants.proposals.queries import plan_facts
from grants.proposals.rules import PlanFacts
from grants.requests import queries as requests
from grants.requests.models import Request
from grants.requests.rules import planned
from grants.reviews import queries, service
from grants.reviews.access import may, may_review
from grants.reviews.models import Decision, DecisionState
from grants.workgroups.models import Workgroup

bp = Blueprint("reviews", __name__, url_prefix="/reviews")
REACH = {Decision: may}
LINE = "line-"


@bp.route("/<uuid:request_id>", methods=["GET", "POST"])
@desk_page
def show(request_id: UUID) -> ResponseReturnValue:
    """One page to read it all, and to advise."""
    thing = _request(request_id, Act.REVIEWS_SEE)
    form = AdviceForm(data=_own_advice(thing))
    if form.validate_on_submit():
        try:
            service.advise(db.session(), thing, form.to_advising(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            where = url_for("reviews.show", request_id=thing.id)
            return form.done(_("Your advice is kept."), where)
    return render_template("reviews/show.html", form=form, **_reading(thing)), form.status


@bp.route("/<uuid:request_id>/decide", methods=["GET", "POST"])
@desk_page
def decide(request_id: UUID) -> ResponseReturnValue:
    """Propose what to decide."""
    thing = _request(request_id, Act.REVIEWS_PROPOSE)
    facts = _facts(thing)
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
    return render_template(
        "reviews/decide.html", form=form, thing=thing, lines=_typed_lines(thing, facts)
    ), form.status


@bp.route("/decision/<uuid:decision_id>", methods=["GET", "POST"])
@desk_page
def check(decision_id: UUID) -> ResponseReturnValue:
    """Look at the decision as the group will read it, then send it."""
    decision = reach(Decision, decision_id, Act.REVIEWS_SEE)
    thing = _request(decision.request_id, Act.REVIEWS_SEE)
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


def _request(request_id: UUID, act: Act) -> Request:
    """The request, by what this room says of it."""
    thing = reach(Request, request_id, Act.REQUESTS_SEE)
    verdict = may_review(me(), act, thing)
    if not verdict:
        refuse(verdict)
    return thing


def _facts(thing: Request) -> PlanFacts:
    return plan_facts(requests.sent_version(db.session(), thing))


def _own_advice(thing: Request) -> dict[str, Any]:
    own = queries.own_review(db.session(), thing.id, me().person_id)
    if own is None:
        return {}
    replies = {name.replace("-", "_"): str(reply) for name, reply in own.replies.items()}
    return {"advice": str(own.advice), "words": own.words, "knows_nobody": True, **replies}


def _reading(thing: Request) -> dict[str, Any]:
    version = requests.sent_version(db.session(), thing)
    facts = plan_facts(version)
    fund = db.session.get_one(Fund, thing.fund_id)
    sent_on = thing.sent_at.date() if thing.sent_at else today()
    questions = requests.questions_of(db.session(), thing.id)
    reviews = queries.reviews_of(db.session(), thing.id)
    decision = queries.decision_of(db.session(), thing.id)
    people = [
        *(one.asked_by_id for one in questions),
        *(one.answered_by_id for one in questions if one.answered_by_id),
        *(one.reviewer_id for one in reviews),
        *([decision.proposed_by_id] if decision else []),
    ]
    decided = decided_words(agreed_round(db.session(), version, version.hash))
    return {
        "thing": thing,
        "facts": facts,
        "fund": fund,
        "theme": db.session.get_one(Theme, facts.theme_id),
        "workgroup": db.session.get_one(Workgroup, thing.owner_id),
        "checks": findings_rows(funds.check(planned(facts, thing.asked), fund, sent_on)),
        "short": short_rows(facts, decided),
        "costs": cost_rows(facts),
        "money": money_rows(facts, thing.asked, _("Asked from you")),
        "questions": questions,
        "reviews": reviews,
        "decision": decision,
        "award": award_of(db.session(), thing.id),
        "names": names(db.session(), people),
        "may_ask": _may_ask(thing),
        "advising": may_review(me(), Act.REVIEWS_ADVISE, thing),
        "post": PostForm(formdata=None),
        "criteria": CRITERIA,
    }


def _may_ask(thing: Request) -> bool:
    advising = may_review(me(), Act.REVIEWS_ADVISE, thing)
    return bool(advising) and requests.open_question(db.session(), thing.id) is None


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
    if amount is None:
        return ""
    whole, cents = divmod(amount.minor, 100)
    return f"{whole},{cents:02d}"


def _checking(thing: Request, decision: Decision) -> dict[str, Any]:
    verdict: Verdict = may(me(), Act.REVIEWS_SEND, decision)
    deciders = people_at(db.session(), decision.owner_id, Role.DECIDER)
    able = [one for one in deciders if one != decision.only_adviser_id]
    facts = _facts(thing)
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
    lines = ((facts.line(line_id), amount) for line_id, amount in decision.per_line.items())
    return [{"name": line.words, "amount": amount} for line, amount in lines if line]
