"""The partner's desk: what was sent, filtered and paged; open it; ask about one part."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import messages
from app.access import desk_page, me, my_desks, reach
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.requests.forms import QuestionForm
from app.requests.routes import bp
from grants.funds.queries import of_organisations
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.requests import queries, service
from grants.requests.models import Request, RequestState
from grants.requests.queries import Filter
from grants.requests.rules import SEEN_BY_FUND


@bp.get("/desk")
@desk_page
def desk() -> ResponseReturnValue:
    """What waits for this desk, soonest first."""
    mine = my_desks()
    which = _which()
    page = queries.desk(db.session(), mine, which, request.args.get("page", 1, type=int))
    return render_template(
        "requests/desk.html",
        page=page,
        which=which,
        waits=queries.open_amount(db.session(), mine),
        states=_states(queries.counts(db.session(), mine), which),
        funds=_funds(mine, which),
        today=today(),
        here_url=lambda number: _url(which, page=number),
    )


@bp.post("/<uuid:request_id>/open")
@desk_page
def open_(request_id: UUID) -> ResponseReturnValue:
    """Begin to read: from now on the group can no longer take it back."""
    thing = reach(Request, request_id, Act.REQUESTS_SEE)
    form = PostForm()
    where = url_for("reviews.show", request_id=thing.id)
    if not form.validate_on_submit():
        return redirect(where, 303)
    reach(Request, request_id, _opening(thing))
    service.open_(db.session(), thing, by=me(), at=now())
    return form.done(None, where)


@bp.route("/<uuid:request_id>/ask", methods=["GET", "POST"])
@desk_page
def ask(request_id: UUID) -> ResponseReturnValue:
    """Ask the group about one part."""
    thing = reach(Request, request_id, Act.REQUESTS_ASK)
    form = QuestionForm()
    if form.validate_on_submit():
        try:
            part, words = form.to_part(), form.to_words()
            service.ask(db.session(), thing, part, words, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("Your question is sent. Only this part can be changed now.")
            return form.done(words, url_for("reviews.show", request_id=thing.id))
    return render_template("requests/ask.html", form=form, thing=thing), form.status


def _opening(thing: Request) -> Act:
    opened = thing.state in (RequestState.READING, RequestState.QUESTION)
    return Act.REQUESTS_SEE if opened else Act.REQUESTS_OPEN


def _which() -> Filter:
    state = request.args.get("state", "")
    fund = request.args.get("fund", type=UUID)
    return Filter(
        state=RequestState(state) if state in list(SEEN_BY_FUND) else None,
        fund_id=fund,
        words=request.args.get("words", "")[:100],
    )


def _url(which: Filter, **changed: Any) -> str:
    asked = {"state": which.state, "fund": which.fund_id, "words": which.words or None}
    return url_for("requests.desk", **{**asked, **changed})


def _states(counts: dict[RequestState, int], which: Filter) -> list[dict[str, Any]]:
    every = {
        "href": _url(which, state=None),
        "name": _("All"),
        "count": sum(counts.values()),
        "current": which.state is None,
    }
    rows = [
        {
            "href": _url(which, state=state),
            "name": messages.label(state),
            "count": counts.get(state, 0),
            "current": which.state is state,
        }
        for state in SEEN_BY_FUND
        if counts.get(state) or which.state is state
    ]
    return [every, *rows]


def _funds(mine: list[UUID], which: Filter) -> list[dict[str, Any]]:
    offers = of_organisations(db.session(), mine)
    if len(offers) < 2:  # noqa: PLR2004  with one fund there is nothing to choose
        return []
    every = {
        "href": _url(which, fund=None),
        "name": _("All funds"),
        "current": which.fund_id is None,
    }
    rows = [
        {
            "href": _url(which, fund=offer.fund.id),
            "name": offer.fund.name,
            "current": which.fund_id == offer.fund.id,
        }
        for offer in offers
    ]
    return [every, *rows]
