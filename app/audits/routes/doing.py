"""Looking at one payment, saying what was found, signing, and stopping."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, reach
from app.audits.forms import ConcludeForm, LookForm, SignForm, StopForm
from app.audits.routes import bp, rows
from app.audits.routes.looking import page
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from grants.audits import queries, service
from grants.audits.models import AuditItem, CashAudit, Conclusion, Looked
from grants.audits.states import AuditState
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.spending.models import Expense


@bp.route("/item/<uuid:item_id>", methods=["GET", "POST"])
def item(item_id: UUID) -> ResponseReturnValue:
    """One payment beside its receipt and its line of the bank."""
    found = reach(AuditItem, item_id, Act.AUDITS_LOOK)
    audit = found.audit
    form = LookForm(data={"looked": found.looked and str(found.looked), "words": found.words})
    if form.validate_on_submit():
        try:
            looked, words = Looked(form.looked.data), form.words.data or ""
            service.look(db.session(), found, looked, words, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(None, _next(audit))
    seen = next(one for one in queries.seen(db.session(), audit) if one.no == found.entry_no)
    booking = next(
        one for one in queries.bookings_of(db.session(), audit) if one.no == found.entry_no
    )
    is_expense = booking.source.kind == "expense"
    expense = db.session.get(Expense, booking.source.id) if is_expense else None
    numbers = [one.entry_no for one in audit.items]
    return render_template(
        "audits/item.html",
        audit=audit,
        item=found,
        seen=seen,
        expense=expense,
        title=rows.name_of(seen),
        proof=rows.proof_of(seen),
        bank=rows.bank_of(seen),
        place=numbers.index(found.entry_no) + 1,
        of=len(numbers),
        form=form,
    ), form.status


@bp.route("/number/<uuid:audit_id>/found", methods=["GET", "POST"])
def conclude(audit_id: UUID) -> ResponseReturnValue:
    """What came out of it, in all."""
    audit = reach(CashAudit, audit_id, Act.AUDITS_CONCLUDE)
    typed = {
        "conclusion": audit.conclusion and str(audit.conclusion),
        "findings": audit.findings,
    }
    form = ConcludeForm(data=typed)
    if form.validate_on_submit():
        try:
            service.conclude(
                db.session(),
                audit,
                Conclusion(form.conclusion.data),
                form.findings.data or "",
                by=me(),
                at=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is written down. Now you can sign."), _of(audit_id))
    found = queries.found(db.session(), audit)
    wrong = [one for one in found.items if one.looked is Looked.WRONG]
    return render_template(
        "audits/found.html",
        audit=audit,
        form=form,
        wrong=[(one, rows.name_of(one)) for one in wrong],
    ), form.status


@bp.post("/number/<uuid:audit_id>/sign")
def sign(audit_id: UUID) -> ResponseReturnValue:
    """Stand for exactly what was read; the second seals it."""
    audit = reach(CashAudit, audit_id, Act.AUDITS_SIGN)
    form = SignForm()
    if form.validate_on_submit():
        try:
            service.sign(db.session(), audit, form.mark.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            sealed = audit.state is AuditState.SEALED
            words = (
                _("Both signed. The paper is being made.")
                if sealed
                else _("You signed. The other one gets a message.")
            )
            return form.done(words, _of(audit_id))
    return page(audit, form)


@bp.post("/number/<uuid:audit_id>/again")
def reopen(audit_id: UUID) -> ResponseReturnValue:
    """Look again, before the second signed."""
    audit = reach(CashAudit, audit_id, Act.AUDITS_REOPEN)
    form = PostForm()
    if form.validate_on_submit():
        service.reopen(db.session(), audit, by=me(), at=now())
        return form.done(_("You can look again. Both sign anew."), _of(audit_id))
    return redirect(_of(audit_id), 303)


@bp.route("/number/<uuid:audit_id>/stop", methods=["GET", "POST"])
def withdraw(audit_id: UUID) -> ResponseReturnValue:
    """Stop, and say why: that stays."""
    audit = reach(CashAudit, audit_id, Act.AUDITS_WITHDRAW)
    form = StopForm()
    if form.validate_on_submit():
        try:
            service.withdraw(db.session(), audit, form.why.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("audits.index", workgroup_id=audit.owner_id)
            return form.done(_("The cash audit is stopped."), goal)
    return render_template("audits/stop.html", audit=audit, form=form), form.status


def _next(audit: CashAudit) -> str:
    """The next payment that nobody looked at; when there is none, the audit itself."""
    following = next((one for one in audit.items if one.looked is None), None)
    if following is None:
        return _of(audit.id)
    return url_for("audits.item", item_id=following.id)


def _of(audit_id: UUID) -> str:
    return url_for("audits.show", audit_id=audit_id)
