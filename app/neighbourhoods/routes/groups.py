"""Groups and the workgroups in them, as an operator makes them."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import messages
from app.access import desk_page, me, reach
from app.clock import now
from app.extensions import db
from app.neighbourhoods.forms import GroupForm, WorkgroupForm
from app.neighbourhoods.routes import bp
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.neighbourhoods import queries
from grants.neighbourhoods.models import Neighbourhood
from grants.workgroups import service
from grants.workgroups.models import Group, Workgroup


@bp.route("/<uuid:neighbourhood_id>/group", methods=["GET", "POST"])
@desk_page
def group(neighbourhood_id: UUID) -> ResponseReturnValue:
    """Make a group."""
    place = reach(Neighbourhood, neighbourhood_id, Act.NEIGHBOURHOODS_CHANGE)
    form = GroupForm()
    if form.validate_on_submit():
        try:
            made = service.create_group(
                db.session(), place, form.name.data or "", by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("neighbourhoods.workgroup", group_id=made.id)
            return form.done(_("The group is there. Now its first workgroup."), goal)
    return render_template("neighbourhoods/group.html", place=place, form=form), form.status


@bp.route("/groups/<uuid:group_id>/workgroup", methods=["GET", "POST"])
@desk_page
def workgroup(group_id: UUID) -> ResponseReturnValue:
    """Make a workgroup: theme, money holder, hands, rule, coach."""
    found = reach(Group, group_id, Act.WORKGROUPS_CREATE)
    form = WorkgroupForm(
        list(queries.themes(db.session(), found.owner_id)),
        list(queries.holders(db.session(), found.owner_id)),
    )
    if form.validate_on_submit():
        try:
            made = _make(found, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("workgroups.show", workgroup_id=made.id)
            return form.done(_("The workgroup is there. Now its people."), goal)
    return render_template(
        "neighbourhoods/workgroup.html",
        group=found,
        form=form,
        words={str(one): messages.words_for(f"about-{one}") for one in Template},
    ), form.status


def _make(found: Group, form: WorkgroupForm) -> Workgroup:
    """One act for the operator: the workgroup, where its rights lie, and its coach asked."""
    session, by, at = db.session(), me(), now()
    made = service.create(session, found, form.to_workgroup(), by=by, at=at)
    template, limit = form.to_template()
    mandates.apply_template(session, made, template, by=by, at=at, limit=limit)
    if form.coach.data:
        mandates.invite(session, made, Role.COACH, email=form.coach.data, by=by, at=at)
    return made
