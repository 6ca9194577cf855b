"""The workgroup's own page, and what one can do there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import fresh_code, me, reach
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.workgroups.forms import InviteForm, RoleForm, RuleForm
from grants.kit.access import RESIDENTS, Hand, Right, Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.mandates import service as mandates
from grants.neighbourhoods.models import Organisation, Theme
from grants.payments.access import may_count
from grants.payments.queries import account_of
from grants.people.models import Invitation
from grants.people.queries import names, open_invitations, without_address
from grants.workgroups import queries, service
from grants.workgroups.access import may
from grants.workgroups.models import Group, Membership, RoundRule, Workgroup
from grants.workgroups.rules import ENOUGH, still_looked_for

bp = Blueprint("workgroups", __name__, url_prefix="/workgroups")
REACH = {Group: may, Membership: may, Workgroup: may}


@bp.get("/<uuid:workgroup_id>")
def show(workgroup_id: UUID) -> ResponseReturnValue:
    """Who is in it, who is asked, and how it decides."""
    found = reach(Workgroup, workgroup_id, Act.WORKGROUPS_SEE)
    members = queries.members(db.session(), found.id)
    inside = me().is_resident(found.id) or me().is_coach(found.id) or me().operator
    may_invite = bool(may(me(), Act.PEOPLE_INVITE, found))
    return render_template(
        "workgroups/show.html",
        may_account=bool(may_count(me(), Act.PAYMENTS_OWN_ACCOUNT, found)),
        own_account=account_of(db.session(), found.id) if found.has_account else None,
        group=found,
        theme=db.session.get_one(Theme, found.theme_id),
        holder=db.session.get_one(Organisation, found.holder_id),
        members=members,
        names=names(db.session(), {one.person_id for one in members}),
        mine=next((one for one in members if one.person_id == me().person_id), None),
        open_seats=still_looked_for(members, found.size_aimed),
        asked=open_invitations(db.session(), found.id, at=now()) if may_invite else [],
        inside=inside,
        may_invite=may_invite,
        may_change=bool(may(me(), Act.WORKGROUPS_CHANGE, found)),
        started=sum(one.can_act for one in members) >= ENOUGH,
        by_code=_by_code(members),
        form=PostForm(formdata=None),
    )


def _by_code(members: Sequence[Membership]) -> list[Membership]:
    """Whom she can let in again: the others of her group who have no mail address."""
    others = [one for one in members if may(me(), Act.WORKGROUPS_LET_BACK, one)]
    unmailed = without_address(db.session(), {one.person_id for one in others})
    return [one for one in others if one.person_id in unmailed]


@bp.route("/<uuid:workgroup_id>/invite", methods=["GET", "POST"])
def invite(workgroup_id: UUID) -> ResponseReturnValue:
    """Ask somebody in, as the right to invite lies. Other roles than member ask a fresh code."""
    gives_role = request.form.get("role", Role.MEMBER) != Role.MEMBER
    return (fresh_code(_invite) if gives_role else _invite)(workgroup_id)


def _invite(workgroup_id: UUID) -> ResponseReturnValue:
    found = reach(Workgroup, workgroup_id, Act.PEOPLE_INVITE)
    resident = me().is_resident(found.id)
    roles = [Role.MEMBER] if resident else [Role.MEMBER, Role.TREASURER, Role.COACH]
    form = InviteForm(roles)
    goal = None
    if form.validate_on_submit():
        try:
            goal = _invited(found, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(None, goal)
    together = resident and me().hand(found.id, Right.INVITE) is Hand.TOGETHER
    page = "workgroups/invite.html"
    return render_template(page, group=found, form=form, together=together), form.status


def _invited(found: Workgroup, form: InviteForm) -> str:
    """The page that follows: the invitation, or that the coach is asked for her yes."""
    session, by, at = db.session(), me(), now()
    role, email = Role(form.role.data), form.email.data or None
    mark = mandates.invitation_mark(role, email, at=at)
    waits = by.is_resident(found.id) and mandates.needs_nod(
        session, by, Right.INVITE, found, mark=mark
    )
    if waits:
        asked = mandates.ask_nod(
            session,
            Right.INVITE,
            found,
            mark=mark,
            label=found.name,
            by=by,
            at=at,
            act=Act.PEOPLE_INVITE,
            shown=email,
        )
        return url_for("mandates.nod", asking_id=asked.id)
    made: Invitation = mandates.invite(
        session, found, role, email=email, uses=form.uses.data or 0, by=by, at=at
    )
    return url_for("people.invitation", invitation_id=made.id)


@bp.route("/members/<uuid:membership_id>/leave", methods=["GET", "POST"])
def leave(membership_id: UUID) -> ResponseReturnValue:
    """Leave, or end the membership of who is gone."""
    stands = reach(Membership, membership_id, Act.WORKGROUPS_LEAVE)
    mine = stands.person_id == me().person_id
    group_page = url_for("workgroups.show", workgroup_id=stands.owner_id)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.leave(db.session(), stands, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("You have left the group.") if mine else _("The membership has ended.")
            return form.done(words, url_for("home.index") if mine else group_page)
    return _about(stands, "workgroups/leave.html", form)


@bp.post("/members/<uuid:membership_id>/pause")
def pause(membership_id: UUID) -> ResponseReturnValue:
    """Not be asked for a while; or be asked again."""
    stands = reach(Membership, membership_id, Act.WORKGROUPS_LEAVE)
    form = PostForm()
    if form.validate_on_submit():
        verb = service.come_back if stands.paused_on else service.pause
        words = (
            _("Welcome back.") if stands.paused_on else _("You pause. You still see everything.")
        )
        verb(db.session(), stands, by=me(), at=now())
        return form.done(words, url_for("workgroups.show", workgroup_id=stands.owner_id))
    return _about(stands, "workgroups/leave.html", form)


@bp.route("/members/<uuid:membership_id>/let-back", methods=["GET", "POST"])
@fresh_code
def let_back(membership_id: UUID) -> ResponseReturnValue:
    """Show who has no mail address a code that lets her in again."""
    stands = reach(Membership, membership_id, Act.WORKGROUPS_LET_BACK)
    form = PostForm()
    if form.validate_on_submit():
        try:
            way = service.let_back(db.session(), stands, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(None, url_for("people.way_back", way_id=way.id))
    return _about(stands, "workgroups/let_back.html", form)


@bp.route("/members/<uuid:membership_id>/role", methods=["GET", "POST"])
@fresh_code
def role(membership_id: UUID) -> ResponseReturnValue:
    """Give a resident another role."""
    stands = reach(Membership, membership_id, Act.WORKGROUPS_ROLE)
    form = RoleForm()
    if not form.is_submitted() and stands.role in RESIDENTS:
        form.role.data = str(stands.role)
    if form.validate_on_submit():
        try:
            service.change_role(db.session(), stands, Role(form.role.data), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("workgroups.show", workgroup_id=stands.owner_id)
            return form.done(_("The role is changed."), goal)
    return _about(stands, "workgroups/role.html", form)


@bp.route("/<uuid:workgroup_id>/rule", methods=["GET", "POST"])
def rule(workgroup_id: UUID) -> ResponseReturnValue:
    """Choose how the group decides, while it starts."""
    found = reach(Workgroup, workgroup_id, Act.WORKGROUPS_CHANGE)
    form = RuleForm()
    if not form.is_submitted():
        form.rule.data = str(found.rule)
    if form.validate_on_submit():
        try:
            service.set_rule(db.session(), found, RoundRule(form.rule.data), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("workgroups.show", workgroup_id=workgroup_id)
            return form.done(_("This is how you decide now."), goal)
    started = len(queries.residents(db.session(), workgroup_id)) >= ENOUGH
    page = "workgroups/rule.html"
    return render_template(page, group=found, form=form, started=started), form.status


def _about(stands: Membership, page: str, form: PostForm | RoleForm) -> ResponseReturnValue:
    group = db.session.get_one(Workgroup, stands.owner_id)
    who = names(db.session(), [stands.person_id])[stands.person_id]
    mine = stands.person_id == me().person_id
    can_end = bool(may(me(), Act.WORKGROUPS_LEAVE, stands))
    return render_template(
        page, group=group, membership=stands, who=who, mine=mine, can_end=can_end, form=form
    ), form.status
