"""The start page: what waits for me, the money of my group, where each plan is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import public
from app.clock import today
from app.extensions import db
from app.messages.paths import steps_of
from app.who import HERE, Who, who
from grants.kit.access import Role
from grants.ledger.queries import amounts
from grants.neighbourhoods.models import Theme
from grants.paths.queries import places
from grants.paths.rules import Now, Place, Step
from grants.proposals.models import Proposal
from grants.proposals.queries import plans_of
from grants.waiting.models import Waiting
from grants.waiting.queries import waiting_for

bp = Blueprint("home", __name__)

SHOWN = 3


@bp.get("/")
def index() -> ResponseReturnValue:
    """Home for a member; for others the place where their work is."""
    found = who()
    if found is None:
        abort(404)
    waiting = [_row(one) for one in waiting_for(db.session(), found.person.id)]
    if found.workgroup is None:
        return render_template("home/partner.html", waiting=waiting, desks=_desks(found))
    group = found.workgroup
    plans = plans_of(db.session(), [group.id])
    where = places(db.session(), plans)
    five = amounts(db.session(), group.id)
    return render_template(
        "home/index.html",
        waiting=waiting,
        group=group,
        theme=db.session.get_one(Theme, group.theme_id),
        groups=found.workgroups,
        five=five,
        bars=formats.kas_bars(five),
        plans=[_plan(plan, where[plan.id]) for plan in _living(plans, where)],
    )


@bp.get("/group/<uuid:workgroup_id>")
def choose(workgroup_id: UUID) -> ResponseReturnValue:
    """Look at another of my groups; only this browser remembers it."""
    found = who()
    if found is None or workgroup_id not in {group.id for group in found.workgroups}:
        abort(404)
    session[HERE] = str(workgroup_id)
    return redirect(url_for("home.index"))


@bp.get("/help")
@public
def help() -> ResponseReturnValue:  # noqa: A001  the page is called help
    """How it works, and whom to ask."""
    return render_template("home/help.html")


def _living(plans: Sequence[Proposal], where: Mapping[UUID, Place]) -> list[Proposal]:
    """What is still going on; with nothing going on, the last one that was."""
    living = [plan for plan in plans if not where[plan.id].is_over]
    return living[:SHOWN] or list(plans[:1])


def _plan(plan: Proposal, place: Place) -> dict[str, Any]:
    return {
        "id": plan.id,
        "title": plan.title,
        "place": place,
        "number": list(Step).index(place.step) + 1,
        "steps": steps_of(place),
        "next": _next(plan.id, place.now),
        "is_urgent": place.now is not Now.SPENDING or _is_past(place),
    }


def _is_past(place: Place) -> bool:
    return place.until is not None and place.until < today()


def _next(plan_id: UUID, now: Now) -> dict[str, str] | None:
    """What the group does itself and what waits for nobody by name."""
    ways = {
        Now.TO_SEND: (_("Choose a fund and send it"), "requests.new"),
        Now.DECLINED: (_("Choose another fund"), "requests.new"),
        Now.SPENDING: (_("Make the report"), "reports.show"),
        Now.TO_REPORT: (_("Make the report"), "reports.show"),
    }
    if now not in ways:
        return None
    words, endpoint = ways[now]
    return {"words": words, "href": url_for(endpoint, proposal_id=plan_id)}


def _row(row: Waiting) -> dict[str, Any]:
    title, note, endpoint, argument, icon = messages.waiting_words(row.act)
    named: dict[str, Any] = {argument: row.thing_id}
    return {
        "title": str(title) % {"label": row.label},
        "note": str(note),
        "href": url_for(endpoint, **named),
        "icon": icon,
        "amount": row.amount,
    }


def _desks(found: Who) -> list[dict[str, str]]:
    roles = {role for several in found.actor.roles.values() for role in several}
    rows = []
    if found.operator:
        rows.append(("neighbourhoods.index", _("Neighbourhoods"), _("Groups, partners, funds.")))
    if roles & {Role.REVIEWER, Role.DECIDER, Role.MANAGER}:
        rows.append(("requests.desk", _("Requests"), _("What groups ask of you.")))
        rows.append(("awards.desk", _("Awards"), _("What you promised, and what came of it.")))
        rows.append(("funds.desk", _("Funds"), _("Your pots and their rules.")))
    if Role.PAYER in roles:
        rows.append(("payments.index", _("Pay and enter"), _("Money that you hold for groups.")))
    return [{"href": url_for(end), "title": title, "note": note} for end, title, note in rows]
