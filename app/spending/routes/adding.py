"""One more file under an expense: a new one, or a receipt that is there already."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, reach
from app.clock import now
from app.extensions import db
from app.spending.forms import AddForm, AlsoForm
from app.spending.routes import bp, files
from app.spending.routes.files import Kept
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.spending import queries, service
from grants.spending.access import may
from grants.spending.models import Expense, Receipt

ASKS = frozenset({"receipt-seen", "receipt-alike"})


@bp.route("/<uuid:expense_id>/add", methods=["GET", "POST"])
def add(expense_id: UUID) -> ResponseReturnValue:
    """Another photo for this expense: the second page of a bill, or a receipt that was found."""
    kept = files.take_in()
    expense = reach(Expense, expense_id, Act.SPENDING_ADD)
    form = AddForm()
    if isinstance(kept, Kept):
        form.photo.data = kept.token
    seen = bool(form.same.data) or bool(form.other.data)
    alike = bool(form.other.data)
    if form.validate_on_submit():
        try:
            _add(expense, form, kept)
        except Refusal as refusal:
            seen, alike = refusal.code in ASKS, refusal.code == "receipt-alike"
            form.refuse(refusal)
        else:
            return form.done(_("It is with the receipt."), _page_of(expense_id))
    return render_template(
        "spending/add.html",
        expense=expense,
        form=form,
        photo=kept.name if isinstance(kept, Kept) else None,
        seen=seen,
        alike=alike,
    ), form.status


@bp.route("/receipt/<uuid:receipt_id>/also", methods=["GET", "POST"])
def also(receipt_id: UUID) -> ResponseReturnValue:
    """This receipt belongs to another expense too."""
    receipt = db.session.get(Receipt, receipt_id) or abort(404)
    expense = reach(Expense, receipt.expense_id, Act.SPENDING_SEE)
    others = _others(expense)
    form = AlsoForm()
    form.expense.choices = [(str(one.id), one.shop) for one in others]
    if form.validate_on_submit():
        other = reach(Expense, UUID(form.expense.data), Act.SPENDING_ADD)
        files_of = [receipt.document_id]
        try:
            service.add(db.session(), other, files_of, same=True, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The receipt belongs to both now."), _page_of(other.id))
    return render_template(
        "spending/also.html", expense=expense, form=form, hints=_hints(others)
    ), form.status


def _add(expense: Expense, form: AddForm, kept: Kept | Refusal | None) -> None:
    if isinstance(kept, Refusal):
        raise kept
    form.brought = (kept.name,) if kept else ()
    documents = files.keep(kept, expense.owner_id, by=me(), at=now()) if kept else ()
    said = {"same": bool(form.same.data), "other": bool(form.other.data)}
    files_ = [one.id for one in documents]
    service.add(db.session(), expense, files_, **said, by=me(), at=now())


def _others(expense: Expense) -> list[Expense]:
    """The expenses of the same plan that may get it, without it."""
    has = {one.document_id for one in expense.receipts}
    return [
        one
        for one in queries.expenses_of(db.session(), expense.proposal_id)
        if one.id != expense.id
        and may(me(), Act.SPENDING_ADD, one)
        and has.isdisjoint(receipt.document_id for receipt in one.receipts)
    ]


def _hints(others: list[Expense]) -> dict[str, Any]:
    return {
        str(one.id): f"{formats.money(one.amount)} · {formats.day(one.on)}"
        f" · {messages.label(one.state)}"
        for one in others
    }


def _page_of(expense_id: UUID) -> str:
    return url_for("spending.show", expense_id=expense_id)
