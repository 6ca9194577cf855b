"""Saying yes or no to somebody else's receipt."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, reach
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.spending.forms import CancelForm, RefuseForm
from app.spending.routes import bp
from app.spending.routes.looking import draw
from grants.allowances import service as allowances
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.ledger.queries import amounts
from grants.proposals.models import Proposal
from grants.spending import service
from grants.spending.models import Expense


@bp.post("/<uuid:expense_id>/approve")
def approve(expense_id: UUID) -> ResponseReturnValue:
    """Yes, this is ours and it is right."""
    expense = reach(Expense, expense_id, Act.SPENDING_APPROVE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            if "both" in request.form:
                service.approve_both(db.session(), expense, by=me(), at=now())
            else:
                service.approve(db.session(), expense, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.show", expense_id=expense_id)
            return form.done(_("You said yes to this receipt."), goal)
    return draw(expense, form), form.status


@bp.post("/<uuid:expense_id>/vouch")
def vouch(expense_id: UUID) -> ResponseReturnValue:
    """Yes, I know of this: a second member's word, beside whoever approves."""
    expense = reach(Expense, expense_id, Act.SPENDING_VOUCH)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.vouch(db.session(), expense, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.show", expense_id=expense_id)
            return form.done(_("Your yes is kept."), goal)
    return draw(expense, form), form.status


@bp.route("/<uuid:expense_id>/refuse", methods=["GET", "POST"])
def refuse(expense_id: UUID) -> ResponseReturnValue:
    """Not like this: say what has to be mended."""
    expense = reach(Expense, expense_id, Act.SPENDING_REFUSE)
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            service.refuse(db.session(), expense, form.why.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.show", expense_id=expense_id)
            return form.done(_("The receipt goes back, with your words."), goal)
    return render_template("spending/refuse.html", expense=expense, form=form), form.status


@bp.route("/cancel/<uuid:proposal_id>", methods=["GET", "POST"])
def cancel(proposal_id: UUID) -> ResponseReturnValue:
    """Stop a plan before its time: what is left of its money goes back."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_CANCEL)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            allowances.stop_plan(db.session(), plan, form.why.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("proposals.show", proposal_id=proposal_id)
            return form.done(_("The plan is stopped. What is left goes back."), goal)
    five = amounts(db.session(), plan.owner_id, plan.id)
    return render_template("spending/cancel.html", plan=plan, five=five, form=form), form.status
