"""Pay runs: a run and its life, the file for the bank, what the bank did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import fresh_code, me, reach
from app.clock import now
from app.documents import send_made
from app.extensions import db
from app.fields import PostForm
from app.payments.forms.runs import ApproveForm, WithdrawForm, look_words, result_form
from app.payments.routes import bp
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.payments import queries, service
from grants.payments.access import may_run, pays_for, sees_runs
from grants.payments.models import Payment, PayRun
from grants.payments.queries.runs import SHOWN
from grants.payments.states import PaymentState, RunState
from grants.people.models import Person
from grants.spending.queries import persons_by_id

_BUTTONS = (
    Act.PAYMENTS_RUN_APPROVE,
    Act.PAYMENTS_RUN_FETCH,
    Act.PAYMENTS_RUN_HAND_IN,
    Act.PAYMENTS_RUN_LEAVE,
    Act.PAYMENTS_RUN_PAID,
    Act.PAYMENTS_RUN_WITHDRAW,
)


@bp.get("/runs")
def runs() -> ResponseReturnValue:
    """The runs of those she pays for, newest first."""
    seen = queries.runs_seen(me()) or abort(404)
    page = max(1, request.args.get("page", 1, int))
    shown = [*seen, *queries.stood_in_for(db.session(), me())]
    rows = queries.runs(db.session(), shown, (page - 1) * SHOWN)
    return render_template(
        "payments/runs.html",
        rows=rows,
        newer=page - 1 if page > 1 else None,
        older=page + 1,
        more=len(rows) == SHOWN,
        owners=queries.payers(me()),
        names=queries.names_of(db.session(), shown),
    )


@bp.route("/runs/<uuid:run_id>", methods=["GET", "POST"])
@fresh_code
def run(run_id: UUID) -> ResponseReturnValue:
    """One run; who is the second says yes here, and the file is written at once."""
    act = Act.PAYMENTS_RUN_APPROVE if request.method == "POST" else Act.PAYMENTS_SEE
    found = reach(PayRun, run_id, act)
    form = ApproveForm(found)
    if form.validate_on_submit():
        looked, vault = form.to_looked(), world().vault
        try:
            service.approve(db.session(), found, looked, vault=vault, by=me(), at=now())
            service.make_file(db.session(), found, world().sepa, vault=vault, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
            found = db.session.get_one(PayRun, run_id)
        else:
            words = _("You said yes. The file for the bank is ready.")
            return form.done(words, url_for("payments.run", run_id=run_id))
    return _draw(found, form)


@bp.post("/runs/<uuid:run_id>/file")
@fresh_code
def run_file(run_id: UUID) -> ResponseReturnValue:
    """The file for the bank, as it was written: account numbers leave the house."""
    found = reach(PayRun, run_id, Act.PAYMENTS_RUN_FETCH)
    form = PostForm()
    if not form.validate_on_submit():
        return _draw(found, form)
    name = f"{found.reference}.xml"
    try:
        data = service.fetch(db.session(), found, vault=world().vault, by=me(), at=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _draw(db.session.get_one(PayRun, run_id), form)
    db.session.commit()
    return send_made(data, "application/xml", name)


@bp.post("/runs/<uuid:run_id>/hand-in")
@fresh_code
def run_hand_in(run_id: UUID) -> ResponseReturnValue:
    """The file was given to the bank."""
    found = reach(PayRun, run_id, Act.PAYMENTS_RUN_HAND_IN)
    words = _("It is with the bank. Write down later what it did.")
    return _posted(run_id, lambda: service.hand_in(db.session(), found, by=me(), at=now()), words)


@bp.post("/runs/leave/<uuid:payment_id>")
@fresh_code
def run_leave(payment_id: UUID) -> ResponseReturnValue:
    """Take one payment out before anybody said yes."""
    payment = reach(Payment, payment_id, Act.PAYMENTS_RUN_LEAVE)
    run_id, words = payment.run_id, _("It is out of the run, and due again.")
    return _posted(
        run_id, lambda: service.leave_out(db.session(), payment, by=me(), at=now()), words
    )


@bp.route("/runs/<uuid:run_id>/result", methods=["GET", "POST"])
@fresh_code
def run_result(run_id: UUID) -> ResponseReturnValue:
    """What the bank did: all paid, or some not."""
    found = reach(PayRun, run_id, Act.PAYMENTS_RUN_PAID)
    shown = queries.shown_in(db.session(), run_id)
    form = result_form(found, shown)
    if form.validate_on_submit():
        try:
            service.settle(db.session(), found, form.to_outcome(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
            found = db.session.get_one(PayRun, run_id)
        else:
            # Who stood in for a group does not see what is over.
            sees = may_run(me(), Act.PAYMENTS_SEE, found)
            there = url_for("payments.run", run_id=run_id) if sees else url_for("payments.runs")
            return form.done(_("It is in the books."), there)
    page = render_template("payments/run_result.html", run=found, form=form, shown=shown)
    return page, form.status


@bp.route("/runs/<uuid:run_id>/withdraw", methods=["GET", "POST"])
@fresh_code
def run_withdraw(run_id: UUID) -> ResponseReturnValue:
    """The bank does not pay this run."""
    found = reach(PayRun, run_id, Act.PAYMENTS_RUN_WITHDRAW)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            service.withdraw(db.session(), found, form.why.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
            found = db.session.get_one(PayRun, run_id)
        else:
            words = _("It is withdrawn. All that was in it is due again.")
            return form.done(words, url_for("payments.runs"))
    shown = queries.shown_in(db.session(), run_id)
    page = render_template("payments/run_withdraw.html", run=found, form=form, shown=shown)
    return page, form.status


def _posted(run_id: UUID, act: Callable[[], Any], words: str) -> ResponseReturnValue:
    """A button of the run's page; a refusal is said there."""
    form = PostForm()
    if form.validate_on_submit():
        try:
            act()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(words, url_for("payments.run", run_id=run_id))
    return _draw(db.session.get_one(PayRun, run_id), form)


def _draw(found: PayRun, form: Any) -> ResponseReturnValue:
    """The page of a run, with the form that was sent or an empty one for its yes."""
    persons: dict[UUID, Person] = persons_by_id(
        db.session(),
        {one for one in (found.made_by_id, found.approved_by_id, found.handed_in_by_id) if one},
    )
    page = render_template(
        "payments/run.html",
        run=found,
        form=form,
        approving=form if isinstance(form, ApproveForm) else ApproveForm(found),
        button=PostForm(),
        can={act.name: bool(may_run(me(), act, found)) for act in _BUTTONS},
        why_not=may_run(me(), Act.PAYMENTS_RUN_APPROVE, found).code,
        rows=[{"payment": one, "looks": look_words(one)} for one in found.payments],
        shown=[one for one in found.payments if one.state is not PaymentState.OUT],
        pays=bool(sees_runs(me(), found.owner_id)),
        makes=bool(pays_for(me(), found.owner_id)),
        pays_me=any(one.person_id == me().person_id for one in found.living),
        is_open=found.state is RunState.OPEN,
        persons={key: one.name for key, one in persons.items()},
    )
    return page, form.status
