"""One line of a bank statement: what it pays, or why it belongs to nothing; and undoing a match."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats
from app.access import fresh_code, me, reach
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.payments.forms.statements import (
    AsideForm,
    GroupForm,
    LineForm,
    MovedForm,
    OwnMoneyForm,
    UndoForm,
)
from app.payments.routes import bp
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.ledger.models import PLACES, AccountKind
from grants.payments import queries
from grants.payments.models import BankAccount, Matching, Reason, StatementLine
from grants.payments.queries.runs import groups_of
from grants.payments.rules.matching import choices
from grants.payments.service import matching, placing, tying
from grants.proposals.models import Proposal
from grants.workgroups.queries import workgroups_by_id

BESIDE = 8


@bp.route("/bank/line/<uuid:line_id>", methods=["GET", "POST"])
@fresh_code
def bank_line(line_id: UUID) -> ResponseReturnValue:
    """What this line could pay, the nearest first."""
    line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_MATCH)
    account = _account(line)
    lines, things, _found = matching.proposals_for(db.session(), account, vault=world().vault)
    found = choices(queries.facts_of(line), things)
    form = LineForm(found, _beside(line, lines))
    if form.validate_on_submit():
        try:
            matching.confirm(
                db.session(),
                account,
                [line.id, *form.lines],
                form.things.data or (),
                vault=world().vault,
                by=me(),
                at=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is confirmed and in the book."), _goal(line))
        line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_MATCH)
    return render_template(
        "payments/bank/line.html", line=line, account=account, found=found, form=form
    ), form.status


@bp.route("/bank/line/<uuid:line_id>/own", methods=["GET", "POST"])
@fresh_code
def bank_line_own(line_id: UUID) -> ResponseReturnValue:
    """It is the plan's own money: contributions, a gift."""
    line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_MATCH)
    form = OwnMoneyForm(_plans(line))
    if form.validate_on_submit():
        plan = db.session.get_one(Proposal, form.plan_id)
        try:
            matching.as_income(
                db.session(), line, plan, form.from_whom, form.words.data or "", by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is in the book."), _goal(line))
        line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_MATCH)
    return render_template("payments/bank/line_own.html", line=line, form=form), form.status


@bp.route("/bank/line/<uuid:line_id>/moved", methods=["GET", "POST"])
@fresh_code
def bank_line_moved(line_id: UUID) -> ResponseReturnValue:
    """It went to, or came from, another place of the plan's money."""
    line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_MATCH)
    here = _account(line).place
    form = MovedForm(_plans(line), sorted(PLACES - {here}, reverse=True))
    if form.validate_on_submit():
        plan = db.session.get_one(Proposal, form.plan_id)
        try:
            matching.as_move(db.session(), line, plan, form.other, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is in the book."), _goal(line))
        line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_MATCH)
    return render_template("payments/bank/line_moved.html", line=line, form=form), form.status


@bp.route("/bank/line/<uuid:line_id>/aside", methods=["GET", "POST"])
def bank_line_aside(line_id: UUID) -> ResponseReturnValue:
    """It belongs to nothing here, and this is why."""
    line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_EXPLAIN)
    own = _account(line).place is AccountKind.OWN_BANK
    # The costs of a group's own account are a cost of a plan, and are noted as one.
    left = {Reason.BANK_COSTS, Reason.HOLDERS_OWN} if own else set()
    form = AsideForm([one for one in Reason if one not in left])
    if form.validate_on_submit():
        try:
            placing.set_aside(db.session(), line, form.to_setting_aside(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is set aside, with your reason."), _goal(line))
        line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_EXPLAIN)
    return render_template("payments/bank/line_aside.html", line=line, form=form), form.status


@bp.route("/bank/line/<uuid:line_id>/group", methods=["GET", "POST"])
def bank_line_group(line_id: UUID) -> ResponseReturnValue:
    """Which group waits for it: the others no longer do."""
    line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_POINT)
    groups = workgroups_by_id(db.session(), groups_of(db.session(), line.owner_id))
    form = GroupForm({one.id: one.name for one in groups.values()}, line.group_id)
    if form.validate_on_submit():
        try:
            placing.point(db.session(), line, form.group_id, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is written down."), _goal(line))
        line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_POINT)
    return render_template("payments/bank/line_group.html", line=line, form=form), form.status


@bp.route("/bank/line/<uuid:line_id>/up", methods=["GET", "POST"])
def bank_line_up(line_id: UUID) -> ResponseReturnValue:
    """What was set aside waits again."""
    line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_REOPEN)
    form = PostForm()
    if form.validate_on_submit():
        try:
            placing.take_up(db.session(), line, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It waits again."), _goal(line))
        line = db.session.get_one(StatementLine, line_id)
    return render_template("payments/bank/line_up.html", line=line, form=form), form.status


@bp.route("/bank/match/<uuid:matching_id>", methods=["GET", "POST"])
@fresh_code
def bank_undo(matching_id: UUID) -> ResponseReturnValue:
    """It was confirmed in error: its lines wait again."""
    match = reach(Matching, matching_id, Act.PAYMENTS_LINE_REOPEN)
    form = UndoForm()
    if form.validate_on_submit():
        try:
            tying.undo(db.session(), match, form.to_undoing(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("payments.bank_account", account_id=match.account_id)
            return form.done(_("It is undone, and its lines wait again."), goal)
        match = reach(Matching, matching_id, Act.PAYMENTS_LINE_REOPEN)
    if match.undone_at is not None and form.status == 200:  # noqa: PLR2004  nothing to do any more
        return redirect(url_for("payments.bank_account", account_id=match.account_id), 303)
    done = queries.done_of(db.session(), match)
    return render_template(
        "payments/bank/undo.html", match=match, done=done, form=form
    ), form.status


def _account(line: StatementLine) -> BankAccount:
    return db.session.get_one(BankAccount, line.account_id)


def _goal(line: StatementLine) -> str:
    return url_for("payments.bank_account", account_id=line.account_id)


def _beside(line: StatementLine, lines: Sequence[StatementLine]) -> dict[UUID, str]:
    """Other lines that went the same way, of the same other side first: parts of one sum."""
    same = [
        one
        for one in lines
        if one.id != line.id and one.amount.is_positive is line.amount.is_positive
    ]
    near = [one for one in same if one.counter_digest and one.counter_digest == line.counter_digest]
    return {
        one.id: f"{formats.day(one.on)} · {formats.money(one.amount)} · {one.counter_name or one.words}"
        for one in near[:BESIDE]
    }


def _plans(line: StatementLine) -> dict[UUID, str]:
    """The plans whose money may lie on this account."""
    groups = groups_of(db.session(), line.owner_id)
    found = queries.open_plans(db.session(), groups)
    if not found:
        abort(409, description=_("No plan of your groups has money now."))
    return {one.id: one.title for one in found}
