"""One page to read a request, and to advise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, me, reach, refuse
from app.clock import day_here, now, today
from app.extensions import db
from app.fields import PostForm
from app.messages.funds import findings_rows
from app.messages.requests import cost_rows, decided_words, money_rows, short_rows
from app.messages.reviews import CRITERIA
from app.reviews.forms import AdviceForm
from app.reviews.routes import bp
from grants.awards.queries import award_of
from grants.consent.queries import agreed_round
from grants.funds import rules as funds
from grants.funds.models import Fund
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.neighbourhoods.models import Theme
from grants.people.queries import names
from grants.proposals.queries import plan_facts
from grants.proposals.rules import PlanFacts
from grants.requests import queries as requests
from grants.requests.models import Request
from grants.requests.rules import planned
from grants.reviews import queries, service
from grants.reviews.access import may_review
from grants.workgroups.models import Workgroup


@bp.route("/<uuid:request_id>", methods=["GET", "POST"])
@desk_page
def show(request_id: UUID) -> ResponseReturnValue:
    """One page to read it all, and to advise."""
    thing = reached(request_id, Act.REVIEWS_SEE)
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


def reached(request_id: UUID, act: Act) -> Request:
    """The request, by what this room says of it."""
    thing = reach(Request, request_id, Act.REQUESTS_SEE)
    verdict = may_review(me(), act, thing)
    if not verdict:
        refuse(verdict)
    return thing


def facts_of(thing: Request) -> PlanFacts:
    """The plan as it was sent."""
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
    sent_on = day_here(thing.sent_at) if thing.sent_at else today()
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
        "own": any(one.reviewer_id == me().person_id for one in reviews),
    }


def _may_ask(thing: Request) -> bool:
    advising = may_review(me(), Act.REVIEWS_ADVISE, thing)
    return bool(advising) and requests.open_question(db.session(), thing.id) is None
