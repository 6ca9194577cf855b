"""Look at everything, send once; take back, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, reach
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.messages.funds import findings_rows
from app.messages.requests import cost_rows, decided_words, money_rows, short_rows
from app.requests.routes import bp
from grants.consent.queries import agreed_round
from grants.funds import rules as funds
from grants.funds.models import Fund
from grants.kit.access import Right
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.kit.money import Money
from grants.mandates import service as mandates
from grants.neighbourhoods.models import Organisation, Theme
from grants.proposals.models import Proposal, Version
from grants.proposals.queries import plan_facts
from grants.requests import service
from grants.requests.access import may
from grants.requests.models import Request, RequestState
from grants.requests.rules import planned
from grants.reviews import service as reviews


@bp.route("/<uuid:request_id>/check", methods=["GET", "POST"])
def check(request_id: UUID) -> ResponseReturnValue:
    """Check everything, then send it once."""
    thing = reach(Request, request_id, Act.REQUESTS_SEE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.send(db.session(), thing, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(None, url_for("requests.show", request_id=thing.id))
    elif thing.state is not RequestState.DRAFT:
        return redirect(url_for("requests.show", request_id=thing.id), 303)
    return render_template("requests/check.html", form=form, thing=thing, **_all(thing)), (
        form.status
    )


@bp.post("/<uuid:request_id>/take-back")
def take_back(request_id: UUID) -> ResponseReturnValue:
    """Take it back while nobody has read it."""
    thing = reach(Request, request_id, Act.REQUESTS_TAKE_BACK)
    form = PostForm()
    if form.validate_on_submit():
        service.take_back(db.session(), thing, by=me(), at=now())
        words = _("The request is back with you. The fund no longer sees it.")
        return form.done(words, url_for("requests.check", request_id=thing.id))
    return redirect(url_for("requests.show", request_id=thing.id), 303)


@bp.route("/<uuid:request_id>/withdraw", methods=["GET", "POST"])
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Stop asking."""
    thing = reach(Request, request_id, Act.REQUESTS_WITHDRAW)
    form = PostForm()
    if form.validate_on_submit():
        service.withdraw(db.session(), thing, by=me(), at=now())
        reviews.forget(db.session(), thing, at=now())
        where = url_for("proposals.show", proposal_id=thing.proposal_id)
        return form.done(_("The request is withdrawn."), where)
    return render_template("requests/withdraw.html", form=form, thing=thing), form.status


def _agreed(thing: Request) -> Version:
    proposal = db.session.get_one(Proposal, thing.proposal_id)
    return db.session.get_one(Version, proposal.agreed_version_id or thing.version_id)


def _asks(thing: Request) -> Money:
    """What it will ask when it is sent now."""
    try:
        return service.asks_now(db.session(), thing)
    except Refusal:
        return thing.asked


def _all(thing: Request) -> dict[str, Any]:
    """What the page shows: the plan as the group agreed to it, and how it fits."""
    version = _agreed(thing)
    facts = plan_facts(version)
    fund = db.session.get_one(Fund, thing.fund_id)
    asked = _asks(thing)
    found = funds.check(planned(facts, asked), fund, today())
    decided = decided_words(agreed_round(db.session(), version, version.hash))
    nod = mandates.needs_nod(db.session(), me(), Right.SEND, thing, mark=version.hash)
    return {
        "facts": facts,
        "fund": fund,
        "organisation": db.session.get_one(Organisation, thing.organisation_id),
        "checks": findings_rows(found[:-1]),
        "answer_by": funds.answer_by(fund, today()),
        "short": short_rows(facts, decided),
        "costs": cost_rows(facts),
        "money": money_rows(facts, asked, _("Asked from %(fund)s", fund=fund.name)),
        "theme": db.session.get_one(Theme, facts.theme_id),
        "verdict": may(me(), Act.REQUESTS_SEND, thing),
        "needs_yes": nod and me().is_resident(thing.owner_id),
        "mark": version.hash,
    }
