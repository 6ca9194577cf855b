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
from app.payments.forms.counts import OwnAccountForm
from app.payments.routes import bp
from app.payments.routes.counts import group_for
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.payments import service
from grants.workgroups.models import Workgroup


@bp.route("/own-account/<uuid:workgroup_id>", methods=["GET", "POST"])
@fresh_code
def own_account(workgroup_id: UUID) -> ResponseReturnValue:
    """The group has an account of its own, where its money can lie."""
    group = group_for(workgroup_id, Act.PAYMENTS_OWN_ACCOUNT)
    form = OwnAccountForm(data={"name": group.account_name})
    if form.validate_on_submit():
        iban, name = form.iban.data or "", form.name.data or ""
        cipher = world().cipher
        try:
            service.set_own_account(
                db.session(), group, iban, name, cipher=cipher, by=me(), at=now()
            )
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
            service.drop_own_account(db.session(), group, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("workgroups.show", workgroup_id=workgroup_id)
            return form.done(_("The account is taken away."), goal)
    empty = OwnAccountForm(formdata=None, data={"name": group.account_name})
    return _page(group, empty, form), form.status


def _page(group: Workgroup, form: OwnAccountForm, dropping: PostForm | None = None) -> str:
    return render_template(
        "payments/own_account.html",
        group=group,
        form=form,
        dropping=dropping or PostForm(formdata=None),
        trouble=dropping if dropping is not None else form,
    )
