"""Paying an allowance: by bank, or from the box on one phone; saying that it came; undoing it."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import fresh_code, me, reach
from app.allowances.forms import CorrectForm, GiveForm, PayForm
from app.allowances.routes import bp
from app.allowances.routes.looking import draw
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.who import who
from app.world import world
from grants.allowances import service
from grants.allowances.models import Allowance
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.ledger.queries import free_of
from grants.payments.queries import is_shown
from grants.people import service as people
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.spending.rules import at_least_nothing
from grants.workgroups.models import Workgroup


@bp.route("/<uuid:allowance_id>/pay", methods=["GET", "POST"])
@fresh_code
def pay(allowance_id: UUID) -> ResponseReturnValue:
    """Say that the bank paid it, and when."""
    allowance = reach(Allowance, allowance_id, Act.ALLOWANCES_PAY)
    places = db.session.get_one(Workgroup, allowance.owner_id).places
    form = PayForm([place for place in places if place is not AccountKind.CASH])
    if form.validate_on_submit():
        try:
            service.pay(db.session(), allowance, form.to_paying(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance_id)
            return form.done(_("Written down as paid."), goal)
    return _pay_page(allowance, form), form.status


@bp.route("/<uuid:allowance_id>/give", methods=["GET", "POST"])
@fresh_code
def give(allowance_id: UUID) -> ResponseReturnValue:
    """From the box, at the table: both say so on one phone."""
    allowance = reach(Allowance, allowance_id, Act.ALLOWANCES_PAY)
    found = who()
    getter = db.session.get_one(Person, allowance.person_id).name
    form = GiveForm(found.name if found else "", getter)
    if form.validate_on_submit():
        try:
            service.pay(db.session(), allowance, form.to_paying(today()), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance_id)
            return form.done(_("Paid, and both of you said so."), goal)
    return render_template(
        "allowances/give.html",
        allowance=allowance,
        plan=db.session.get_one(Proposal, allowance.proposal_id),
        getter=getter,
        holds=_in_the_box(allowance.proposal_id),
        form=form,
    ), form.status


@bp.post("/<uuid:allowance_id>/confirm")
def confirm(allowance_id: UUID) -> ResponseReturnValue:
    """I got it: said from her own phone."""
    allowance = reach(Allowance, allowance_id, Act.ALLOWANCES_CONFIRM)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.confirm(db.session(), allowance, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance_id)
            return form.done(_("Thank you. It is written down."), goal)
    return draw(allowance, form), form.status


@bp.route("/<uuid:allowance_id>/correct", methods=["GET", "POST"])
@fresh_code
def correct(allowance_id: UUID) -> ResponseReturnValue:
    """Undo what was booked, with a mirrored entry."""
    allowance = reach(Allowance, allowance_id, Act.ALLOWANCES_CORRECT)
    form = CorrectForm()
    if form.validate_on_submit():
        try:
            service.correct(db.session(), allowance, form.why.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("allowances.show", allowance_id=allowance_id)
            return form.done(_("It is undone in the book. Both stay visible."), goal)
    shown = is_shown(db.session(), allowance)
    page = render_template("allowances/correct.html", allowance=allowance, form=form, shown=shown)
    return page, form.status


def _in_the_box(plan_id: UUID) -> Money:
    """What of the box is not spoken for by receipts that wait for a yes."""
    return at_least_nothing(free_of(db.session(), plan_id, AccountKind.CASH, plan_id))


def _pay_page(allowance: Allowance, form: PayForm) -> str:
    person = db.session.get_one(Person, allowance.person_id)
    holds = me().holds_money_of(allowance.owner_id)
    # The whole number only for who pays, and only here.
    iban = people.iban_of(person, cipher=world().cipher) if holds else None
    return render_template(
        "allowances/pay.html",
        allowance=allowance,
        plan=db.session.get_one(Proposal, allowance.proposal_id),
        payee=person.name,
        iban=iban,
        iban_name=person.iban_name if holds else None,
        last4=person.iban_last4,
        form=form,
    )
