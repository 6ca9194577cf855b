"""Noting an allowance: what is possible stands on the page before anything is typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, need_group, reach
from app.allowances.forms import AllowanceForm
from app.allowances.routes import bp
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.who import who
from grants.allowances import queries, service
from grants.allowances.models import Allowance, Kind
from grants.kit.access import RESIDENTS, Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.people.queries import names
from grants.proposals.models import Proposal
from grants.spending.rules import LineStanding
from grants.workgroups.queries import members


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new allowance for a day's help."""
    need_group()
    plans = _plans()
    plan = _wanted(plans)
    if plan is None:
        status = 422 if request.method == "POST" else 200
        return render_template("allowances/choose.html", plans=plans), status
    lines = queries.allowance_lines(db.session(), plan)
    form = _form(plan, lines)
    if form.validate_on_submit():
        try:
            allowance = service.note(db.session(), plan, form.to_noting(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance.id)
            return form.done(_("The allowance is noted. A second person looks at it."), goal)
    return render_template("allowances/new.html", **_shown(plan, lines, form)), form.status


@bp.route("/<uuid:allowance_id>/withdraw", methods=["GET", "POST"])
def withdraw(allowance_id: UUID) -> ResponseReturnValue:
    """Take it back before anybody said yes."""
    allowance = reach(Allowance, allowance_id, Act.ALLOWANCES_WITHDRAW)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.withdraw(db.session(), allowance, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance_id)
            return form.done(_("The allowance is taken back."), goal)
    return render_template("allowances/withdraw.html", allowance=allowance, form=form), form.status


def _plans() -> list[Proposal]:
    found = who()
    groups = [one.id for one in found.workgroups if me().is_resident(one.id)] if found else []
    plans = list(queries.plans_with_allowances(db.session(), groups))
    here = found.workgroup.id if found and found.workgroup else None
    return sorted(plans, key=lambda plan: plan.owner_id != here)


def _wanted(plans: list[Proposal]) -> Proposal | None:
    """The plan that the address names, or the only one."""
    wanted = request.args.get("plan", type=UUID)
    if wanted is not None:
        return reach(Proposal, wanted, Act.PROPOSALS_SEE)
    return plans[0] if len(plans) == 1 else None


def _form(plan: Proposal, lines: list[LineStanding]) -> AllowanceForm:
    cap = queries.cap_on(db.session(), today())
    usual = {
        "person": str(me().person_id),
        "on": today(),
        "kind": str(Kind.FLAT),
        **({"line": str(lines[0].line_id)} if len(lines) == 1 else {}),
    }
    return AllowanceForm(_people(plan), lines, cap.age if cap else None, data=usual)


def _people(plan: Proposal) -> dict[UUID, str]:
    """Herself; for the treasurer everybody in the group."""
    inside = [one for one in members(db.session(), plan.owner_id) if one.role in RESIDENTS]
    ids = [one.person_id for one in inside]
    if not me().has(plan.owner_id, Role.TREASURER):
        ids = [one for one in ids if one == me().person_id]
    return names(db.session(), ids)


def _shown(plan: Proposal, lines: list[LineStanding], form: AllowanceForm) -> dict[str, Any]:
    person_id = me().person_id
    year = queries.year_of(db.session(), person_id, today()) if person_id else None
    return {
        "plan": plan,
        "lines": lines,
        "form": form,
        "year": year,
        "left": year.left(today().month) if year else None,
        "today": today(),
        "banned": queries.left_of_ban(db.session(), plan),
    }
