"""The cash box: counting it with two, saying why it differs, and what was counted before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, own_path, reach, refuse
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.payments.forms.counts import ConfirmForm, CountForm, ExplainForm
from app.payments.routes import bp
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.payments import queries, service
from grants.payments.access import may_count
from grants.payments.models import CashCount
from grants.people.queries import names
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members


@bp.get("/box/<uuid:workgroup_id>")
def box(workgroup_id: UUID) -> ResponseReturnValue:
    """When the box was counted, by whom, and what came of it."""
    group = group_for(workgroup_id, Act.PAYMENTS_SEE)
    counts = queries.counts_of(db.session(), group.id)
    people = {one.counter_id for one in counts} | {one.second_id for one in counts}
    return render_template(
        "payments/box.html",
        group=group,
        counts=counts,
        names=names(db.session(), people),
        can_count=bool(may_count(me(), Act.PAYMENTS_COUNT, group)),
    )


@bp.route("/box/<uuid:workgroup_id>/count", methods=["GET", "POST"])
def count(workgroup_id: UUID) -> ResponseReturnValue:
    """What lies in it now; what the book says is shown afterwards."""
    group = group_for(workgroup_id, Act.PAYMENTS_COUNT)
    here = [one.person_id for one in members(db.session(), group.id) if one.can_act]
    called = names(db.session(), set(here))
    here.sort(key=called.__getitem__)
    form = CountForm({one: called[one] for one in here if one != me().person_id})
    if form.validate_on_submit():
        try:
            found = service.count(db.session(), group, form.to_counting(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(None, _counted(found.id))
    return render_template(
        "payments/count.html", group=group, form=form, came_from=_came_from()
    ), form.status


@bp.route("/counts/<uuid:count_id>", methods=["GET", "POST"])
def counted(count_id: UUID) -> ResponseReturnValue:
    """What was counted beside what the book says; where they differ, why."""
    act = Act.PAYMENTS_EXPLAIN if request.method == "POST" else Act.PAYMENTS_SEE
    found = reach(CashCount, count_id, act)
    form = ExplainForm(_plans(found))
    if form.validate_on_submit():
        try:
            service.explain(db.session(), found, form.to_explaining(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(None, _counted(count_id))
    return _page(found, form), form.status


@bp.post("/counts/<uuid:count_id>/confirm")
def confirm(count_id: UUID) -> ResponseReturnValue:
    """The second person stands for it: on her own phone, or at the table."""
    found = reach(CashCount, count_id, Act.PAYMENTS_CONFIRM)
    form = _confirming(found)
    if form.validate_on_submit():
        try:
            service.confirm(db.session(), found, said=bool(form.said.data), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = _came_from() or url_for("payments.box", workgroup_id=found.owner_id)
            return form.done(_("The cash box is counted."), goal)
    return _page(found, ExplainForm(_plans(found), formdata=None), form), form.status


@bp.post("/counts/<uuid:count_id>/vouch")
def vouch(count_id: UUID) -> ResponseReturnValue:
    """Who counted along at the table says so from her own phone."""
    found = reach(CashCount, count_id, Act.PAYMENTS_VOUCH)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.vouch(db.session(), found, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = _came_from() or _counted(count_id)
            return form.done(_("Thank you. It is written down."), goal)
    explaining = ExplainForm(_plans(found), formdata=None)
    return _page(found, explaining, vouching=form), form.status


def group_for(workgroup_id: UUID, act: Act) -> Workgroup:
    """The group, by what this room says of it."""
    group = reach(Workgroup, workgroup_id, Act.WORKGROUPS_SEE)
    verdict = may_count(me(), act, group)
    if not verdict:
        refuse(verdict)
    return group


def _came_from() -> str | None:
    """The page of ours on which she was asked to count, if there was one."""
    asked = request.args.get("next")
    return asked if asked and own_path(asked) == asked else None


def _counted(count_id: UUID) -> str:
    return url_for("payments.counted", count_id=count_id, next=_came_from())


def _plans(found: CashCount) -> list[Proposal]:
    plans = queries.bookable_plans(db.session(), found.owner_id)
    return sorted(plans, key=lambda plan: plan.state is not ProposalState.RUNNING)


def _confirming(found: CashCount) -> ConfirmForm:
    return ConfirmForm(names(db.session(), {found.second_id})[found.second_id])


def _page(
    found: CashCount,
    form: ExplainForm,
    confirming: ConfirmForm | None = None,
    vouching: PostForm | None = None,
) -> str:
    pending = queries.pending_cash(db.session(), found.owner_id) if found.is_open else ()
    plan = db.session.get_one(Proposal, found.proposal_id) if found.proposal_id else None
    can: dict[str, Any] = {
        "explain": may_count(me(), Act.PAYMENTS_EXPLAIN, found),
        "confirm": may_count(me(), Act.PAYMENTS_CONFIRM, found),
        "vouch": may_count(me(), Act.PAYMENTS_VOUCH, found),
        "count": may_count(me(), Act.PAYMENTS_COUNT, db.session.get_one(Workgroup, found.owner_id)),
    }
    return render_template(
        "payments/counted.html",
        count=found,
        plan=plan,
        pending=pending,
        names=names(db.session(), {found.counter_id, found.second_id}),
        is_counter=me().person_id == found.counter_id,
        can={name: bool(verdict) for name, verdict in can.items()},
        form=form,
        confirming=confirming or _confirming(found),
        vouching=vouching or PostForm(formdata=None),
        came_from=_came_from(),
        trouble=next((one for one in (form, confirming, vouching) if one and one.errors), form),
    )
