"""Paying a receipt that was approved, and undoing one that was wrong."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import fresh_code, me, reach
from app.clock import now, today
from app.extensions import db
from app.spending.forms import CorrectForm, PayForm
from app.spending.routes import bp
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.ledger.queries import held
from grants.payments.queries import is_shown
from grants.people import service as people
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.spending import service
from grants.spending.models import Expense, WhoPaid
from grants.spending.states import ExpenseState
from grants.workgroups.models import Workgroup


@bp.route("/<uuid:expense_id>/pay", methods=["GET", "POST"])
@fresh_code
def pay(expense_id: UUID) -> ResponseReturnValue:
    """Say that it was paid, from where and when."""
    expense = reach(Expense, expense_id, Act.SPENDING_PAY)
    places = db.session.get_one(Workgroup, expense.owner_id).places
    holds = held(db.session(), expense.owner_id, expense.proposal_id, places)
    form = PayForm(holds, data={"on": today(), "place": "bank"})
    if form.validate_on_submit():
        try:
            verb = service.pay_both if form.both.data else service.pay
            verb(db.session(), expense, form.to_paying(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.show", expense_id=expense_id)
            if me().holds_money_of(expense.owner_id):
                goal = url_for("payments.index")
            return form.done(_("Written down as paid."), goal)
    return _page(expense, form), form.status


@bp.route("/<uuid:expense_id>/correct", methods=["GET", "POST"])
@fresh_code
def correct(expense_id: UUID) -> ResponseReturnValue:
    """Undo what was booked, with a mirrored entry."""
    expense = reach(Expense, expense_id, Act.SPENDING_CORRECT)
    form = CorrectForm()
    if form.validate_on_submit():
        try:
            verb = service.correct_both if form.both.data else service.correct
            verb(db.session(), expense, form.why.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.show", expense_id=expense_id)
            return form.done(_("It is undone in the book. Both stay visible."), goal)
    parts = [one for one in service.parts_of(db.session(), expense) if one.state is expense.state]
    shown = is_shown(db.session(), expense)
    page = render_template(
        "spending/correct.html", expense=expense, form=form, parts=parts, shown=shown
    )
    return page, form.status


def _page(expense: Expense, form: PayForm) -> str:
    spender = db.session.get_one(Person, expense.spender_id)
    to_shop = expense.who_paid is WhoPaid.INVOICE
    may_see = me().holds_money_of(expense.owner_id) and not to_shop
    # The whole number only for who pays, and only here.
    iban = people.iban_of(spender, cipher=world().cipher) if may_see else None
    return render_template(
        "spending/pay.html",
        expense=expense,
        plan=db.session.get_one(Proposal, expense.proposal_id),
        parts=[
            one
            for one in service.parts_of(db.session(), expense)
            if one.state is ExpenseState.APPROVED
        ],
        payee=expense.shop if to_shop else spender.name,
        iban=iban,
        iban_name=spender.iban_name if may_see else None,
        last4=None if to_shop else spender.iban_last4,
        form=form,
    )
