"""Saying yes or no to somebody's allowance."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, reach
from app.allowances.forms import RefuseForm
from app.allowances.routes import bp
from app.allowances.routes.looking import draw
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from grants.allowances import service
from grants.allowances.models import Allowance
from grants.kit.acts import Act
from grants.kit.errors import Refusal


@bp.post("/<uuid:allowance_id>/agree")
def agree(allowance_id: UUID) -> ResponseReturnValue:
    """Yes, this is right."""
    allowance = reach(Allowance, allowance_id, Act.ALLOWANCES_AGREE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.agree(db.session(), allowance, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance_id)
            return form.done(_("You said yes. Now it can be paid."), goal)
    return draw(allowance, form), form.status


@bp.post("/<uuid:allowance_id>/pass")
def pass_on(allowance_id: UUID) -> ResponseReturnValue:
    """Let who holds the money say yes or no."""
    allowance = reach(Allowance, allowance_id, Act.ALLOWANCES_LEAVE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.pass_on(db.session(), allowance, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance_id)
            return form.done(_("It is asked. After the yes you can give it."), goal)
    return draw(allowance, form), form.status


@bp.route("/<uuid:allowance_id>/refuse", methods=["GET", "POST"])
def refuse(allowance_id: UUID) -> ResponseReturnValue:
    """Not like this: say why."""
    allowance = reach(Allowance, allowance_id, Act.ALLOWANCES_REFUSE)
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            service.refuse(db.session(), allowance, form.why.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance_id)
            return form.done(_("Your words are kept with it."), goal)
    return render_template("allowances/refuse.html", allowance=allowance, form=form), form.status
