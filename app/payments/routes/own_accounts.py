"""The group's own bank account: one page to write it down or take it away."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import fresh_code, me
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.payments.forms.runs import AccountForm
from app.payments.routes import bp
from app.payments.routes.counts import group_for
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.payments import queries, service
from grants.payments.access import pays_for
from grants.workgroups.models import Workgroup


@bp.route("/own-account/<uuid:workgroup_id>", methods=["GET", "POST"])
@fresh_code
def own_account(workgroup_id: UUID) -> ResponseReturnValue:
    """Where the group's own money lies; a group that pays itself pays its runs from it."""
    group = group_for(workgroup_id, Act.PAYMENTS_OWN_ACCOUNT)
    form = _form(group)
    if form.validate_on_submit():
        data, vault = form.to_account(), world().vault
        try:
            service.save_account(db.session(), group.id, data, vault=vault, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("workgroups.show", workgroup_id=workgroup_id)
            return form.done(_("The account is written down."), goal)
    return _page(group, form), form.status


@bp.post("/own-account/<uuid:workgroup_id>/drop")
@fresh_code
def drop_own_account(workgroup_id: UUID) -> ResponseReturnValue:
    """The group has none any more."""
    group = group_for(workgroup_id, Act.PAYMENTS_OWN_ACCOUNT)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.drop_account(db.session(), group, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("workgroups.show", workgroup_id=workgroup_id)
            return form.done(_("The account is taken away."), goal)
    return _page(group, _form(group, formdata=None), form), form.status


def _form(group: Workgroup, **given: None) -> AccountForm:
    account = queries.account_of(db.session(), group.id)
    return AccountForm(account, runs=bool(pays_for(me(), group.id)), **given)


def _page(group: Workgroup, form: AccountForm, dropping: PostForm | None = None) -> str:
    return render_template(
        "payments/own_account.html",
        group=group,
        form=form,
        dropping=dropping or PostForm(formdata=None),
        trouble=dropping if dropping is not None else form,
    )
