"""The desk of whoever holds the money: what to pay, what arrives, what goes back, what moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import fresh_code, me, reach, refuse
from app.clock import now, today
from app.extensions import db
from app.payments.forms.arrivals import IncomeForm, MirrorForm, MoveForm, ReceiveForm, ReturnForm
from app.payments.routes import bp
from grants.awards.models import Award, Instalment
from grants.awards.queries import left_of
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.ledger.models import AccountKind
from grants.ledger.queries import amounts_by_plan, held, owed_back
from grants.neighbourhoods.models import Organisation
from grants.payments import queries, service
from grants.payments.access import may
from grants.payments.models import Arrival
from grants.payments.rules.runs import pay_before
from grants.payments.service import overpaid
from grants.proposals.models import Proposal
from grants.workgroups.models import Workgroup


@bp.get("/")
def index() -> ResponseReturnValue:
    """What is to do with the money of the groups: oldest first."""
    groups = _groups()
    page = max(1, request.args.get("page", 1, int))
    pay = queries.to_pay(db.session(), groups, (page - 1) * queries.PAGE)
    plans = queries.open_plans(db.session(), groups)
    known = queries.groups_and_terms(db.session(), groups)
    owed = queries.to_return(db.session(), groups)
    return render_template(
        "payments/index.html",
        pay=[(one, *_before(one.since, known[one.group_id][1])) for one in pay],
        newer=page - 1 if page > 1 else None,
        older=page + 1,
        more=len(pay) == queries.PAGE,
        runs_for=queries.payers(me()),
        sees_runs=bool(queries.runs_seen(me())),
        # Only who pays for others has a provider to compare with.
        compares=any(me().has(one, Role.PAYER) for one in me().roles),
        arrive=queries.to_arrive(db.session(), groups),
        back=[one for one in owed if one.amount.is_positive],
        over=[replace(one, amount=-one.amount) for one in owed if one.amount.is_negative],
        plans=plans,
        recent=queries.recent(db.session(), groups),
        five=amounts_by_plan(db.session(), [plan.id for plan in plans]),
        groups={group.id: group.name for group, _days in known.values()},
    )


@bp.route("/receive/<uuid:instalment_id>", methods=["GET", "POST"])
@fresh_code
def receive(instalment_id: UUID) -> ResponseReturnValue:
    """An instalment of an award came in."""
    instalment = reach(Instalment, instalment_id, Act.PAYMENTS_ENTER)
    left = left_of(db.session(), instalment.award_id).get(instalment.id, instalment.amount)
    form = ReceiveForm(_places(instalment.owner_id), left)
    if form.validate_on_submit():
        try:
            _receive(instalment, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is in the book."), url_for("payments.index"))
    award = db.session.get_one(Award, instalment.award_id)
    partner = db.session.get_one(Organisation, award.organisation_id)
    return render_template(
        "payments/receive.html", instalment=instalment, award=award, partner=partner, form=form
    ), form.status


def _receive(instalment: Instalment, form: ReceiveForm) -> None:
    if not form.rest_back.data:
        service.receive(db.session(), instalment, form.to_receiving(), by=me(), at=now())
        return
    award = db.session.get_one(Award, instalment.award_id)
    service.receive_over(db.session(), award, form.to_receiving(), by=me(), at=now())


@bp.route("/income/<uuid:proposal_id>", methods=["GET", "POST"])
@fresh_code
def income(proposal_id: UUID) -> ResponseReturnValue:
    """The group's own money came in: contributions, a gift."""
    plan = _plan(proposal_id, Act.PAYMENTS_ENTER)
    form = IncomeForm(_places(plan.owner_id))
    if form.validate_on_submit():
        try:
            service.income(db.session(), plan, form.to_income(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is in the book."), url_for("payments.index"))
    return render_template("payments/income.html", plan=plan, form=form), form.status


@bp.route("/return/<uuid:proposal_id>/<uuid:organisation_id>", methods=["GET", "POST"])
@fresh_code
def give_back(proposal_id: UUID, organisation_id: UUID) -> ResponseReturnValue:
    """Money that is owed back was sent back."""
    plan = _plan(proposal_id, Act.PAYMENTS_RETURN)
    owed = owed_back(db.session(), plan.id).get(organisation_id)
    partner = db.session.get(Organisation, organisation_id)
    form = ReturnForm(_places(plan.owner_id), owed)
    # The same form again is answered before we look whether anything is still owed.
    if form.validate_on_submit():
        try:
            giving = form.to_giving(organisation_id)
            service.give_back(db.session(), plan, giving, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is in the book."), url_for("payments.index"))
    if partner is None or owed is None or owed.is_negative:
        abort(404)
    return render_template(
        "payments/give_back.html", plan=plan, partner=partner, owed=owed, form=form
    ), form.status


@bp.route("/move/<uuid:proposal_id>", methods=["GET", "POST"])
@fresh_code
def move(proposal_id: UUID) -> ResponseReturnValue:
    """Money moved from one place to another."""
    plan = _plan(proposal_id, Act.PAYMENTS_MOVE)
    form = MoveForm(held(db.session(), plan.owner_id, plan.id, _places(plan.owner_id)))
    if form.validate_on_submit():
        try:
            service.move(db.session(), plan, form.to_moving(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is in the book."), url_for("payments.index"))
    return render_template("payments/move.html", plan=plan, form=form), form.status


@bp.route("/undo/<uuid:arrival_id>", methods=["GET", "POST"])
@fresh_code
def mirror(arrival_id: UUID) -> ResponseReturnValue:
    """Undo something that was entered wrongly."""
    arrival = reach(Arrival, arrival_id, Act.PAYMENTS_MIRROR)
    form = MirrorForm()
    if form.validate_on_submit():
        try:
            why, whole = form.why.data or "", form.whole.data
            service.mirror(db.session(), arrival, why, by=me(), at=now(), whole=whole)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is undone in the book."), url_for("payments.index"))
    plan = db.session.get_one(Proposal, arrival.proposal_id)
    over = overpaid.partly(db.session(), arrival)
    return render_template(
        "payments/mirror.html",
        arrival=arrival,
        plan=plan,
        form=form,
        over=over,
        due=None if over is None else arrival.amount - over,
        shown=queries.is_shown(db.session(), arrival),
    ), form.status


def _before(since: date, days: int) -> tuple[date, bool]:
    """By when it is paid, and whether that is over."""
    before = pay_before(since, days)
    return before, before < today()


def _groups() -> list[UUID]:
    """The groups whose money this person holds or, as treasurer, enters."""
    actor = me()
    own = [owner for owner in actor.roles if actor.has(owner, Role.TREASURER)]
    found = {*actor.holds, *own}
    if not found and not any(actor.has(owner, Role.PAYER) for owner in actor.roles):
        abort(404)
    return sorted(found)


def _places(workgroup_id: UUID) -> tuple[AccountKind, ...]:
    """Where this group's money can lie."""
    return db.session.get_one(Workgroup, workgroup_id).places


def _plan(proposal_id: UUID, act: Act) -> Proposal:
    """The plan, by what this room says of it."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    verdict = may(me(), act, plan)
    if not verdict:
        refuse(verdict)
    return plan
