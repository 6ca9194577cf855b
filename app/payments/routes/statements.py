"""Bank accounts and their statements: what was read, what waits, and what is confirmed at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app import formats, messages
from app.access import fresh_code, me, outside, reach, refuse
from app.clock import now
from app.extensions import db
from app.gateways.bank import Table
from app.payments.forms.columns import ColumnsForm, columns_refused
from app.payments.forms.statements import (
    AccountForm,
    FileForm,
    LikelyForm,
    SureForm,
)
from app.payments.routes import bp
from app.world import world
from grants.kit.acts import Act
from grants.kit.canon import canonical, digest
from grants.kit.errors import Refusal
from grants.neighbourhoods.models import Organisation
from grants.payments import queries
from grants.payments.access import may_bank
from grants.payments.models import BankAccount
from grants.payments.rules.matching import Proposal, Sure
from grants.payments.rules.statements import Columns, ReadFile, Taken
from grants.payments.service import matching, statements
from grants.payments.service.matching import MOST_AT_ONCE, Confirmed
from grants.workgroups.models import Workgroup

FILES = 12


@bp.get("/bank")
def bank() -> ResponseReturnValue:
    """The bank accounts that this person works with."""
    owners = queries.owners_of_accounts(me()) or abort(404)
    found = queries.accounts(db.session(), owners)
    return render_template(
        "payments/bank/index.html",
        accounts=found,
        owners=_named(owners),
        paused=[one for one in owners if me().pauses(one)],
        waiting=queries.open_counts(db.session(), [one.id for one in found]),
    )


@bp.route("/bank/new/<uuid:owner_id>", methods=["GET", "POST"])
@fresh_code
def bank_new(owner_id: UUID) -> ResponseReturnValue:
    """One more account whose statements are read."""
    owner = db.session.get(Organisation, owner_id) or db.session.get(Workgroup, owner_id)
    if owner is None:
        abort(404)
    verdict = may_bank(me(), Act.PAYMENTS_STATEMENT_ACCOUNT, owner)
    if not verdict:
        refuse(verdict)
    form = AccountForm()
    if form.validate_on_submit():
        try:
            account = statements.add_account(
                db.session(), owner, form.to_new(), vault=world().vault, by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("payments.bank_read", account_id=account.id)
            return form.done(_("The account is there. Now its first statement."), goal)
    return render_template("payments/bank/new.html", owner=owner, form=form), form.status


@bp.get("/bank/<uuid:account_id>")
def bank_account(account_id: UUID) -> ResponseReturnValue:
    """What waits on this account, what we think it is, and what is done."""
    account = reach(BankAccount, account_id, Act.PAYMENTS_SEE)
    acts = may_bank(me(), Act.PAYMENTS_STATEMENT, account)
    lines, _things, found = matching.proposals_for(db.session(), account, vault=world().vault)
    sure = _sure(found) if acts else []
    likely = [one for one in found if one.sure is Sure.LIKELY] if acts else []
    meant = {line.id for one in (*sure, *likely) for line in one.lines}
    told = queries.statements_of(db.session(), account.id)
    return render_template(
        "payments/bank/account.html",
        account=account,
        acts=bool(acts),
        why_not="" if acts else messages.words_for(acts.code),
        sure=sure,
        likely=likely,
        left=[one for one in lines if one.id not in meant],
        count=len(lines),
        lines={one.id: one for one in lines},
        sure_form=SureForm(data={"mark": _mark(sure)}),
        likely_form=LikelyForm([_row(one) for one in likely]),
        statements=told[:FILES],
        until=told[0].until_on if told else None,
        holes=queries.holes_in(told),
        done=queries.done_last(db.session(), account.id),
        aside=queries.explained_lines(db.session(), account.id),
    )


@bp.post("/bank/<uuid:account_id>/sure")
@fresh_code
def bank_sure(account_id: UUID) -> ResponseReturnValue:
    """Confirm all that is sure, exactly as the page showed it."""
    account = reach(BankAccount, account_id, Act.PAYMENTS_LINE_MATCH)
    form = SureForm()
    goal = url_for("payments.bank_account", account_id=account.id)
    if not form.validate_on_submit():
        return redirect(goal, 303)
    found = _sure(matching.proposals_for(db.session(), account, vault=world().vault)[2])
    if form.mark.data != _mark(found):
        flash(messages.words_for("proposals-changed"), "care")
        return redirect(goal, 303)
    return _confirm(account, form, [one.key for one in found])


@bp.post("/bank/<uuid:account_id>/likely")
@fresh_code
def bank_likely(account_id: UUID) -> ResponseReturnValue:
    """Confirm what somebody ticked."""
    account = reach(BankAccount, account_id, Act.PAYMENTS_LINE_MATCH)
    form = LikelyForm()
    if not form.validate_on_submit() or not form.keys.data:
        flash(_("Tick at least one."), "care")
        return redirect(url_for("payments.bank_account", account_id=account.id), 303)
    return _confirm(account, form, form.keys.data)


@bp.route("/bank/<uuid:account_id>/read", methods=["GET", "POST"])
@fresh_code
def bank_read(account_id: UUID) -> ResponseReturnValue:
    """Take in a file of the bank; one whose columns nobody knows is shown first."""
    account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
    form = FileForm()
    if form.validate_on_submit():
        try:
            found = _looked_at(form, statements.columns_of(account))
            account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
            if isinstance(found, Table):
                return _ask_columns(account, ColumnsForm(found, None, formdata=None))
            taken = statements.keep(
                db.session(), account, found, vault=world().vault, by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _taken(account, form, taken)
        account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
    return render_template("payments/bank/read.html", account=account, form=form), form.status


@bp.route("/bank/<uuid:account_id>/columns", methods=["GET", "POST"])
@fresh_code
def bank_columns(account_id: UUID) -> ResponseReturnValue:
    """Say which column holds what; it is kept for the next file of this account."""
    account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
    form = ColumnsForm(None, statements.columns_of(account))
    if form.validate_on_submit():
        columns = columns_refused(form)
        try:
            found = _looked_at(form, columns) if columns else None
            account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
            if columns and isinstance(found, ReadFile):
                statements.remember(db.session(), account, columns, by=me())
                taken = statements.keep(
                    db.session(), account, found, vault=world().vault, by=me(), at=now()
                )
                return _taken(account, form, taken)
        except Refusal as refusal:
            form.refuse(refusal)
            account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
    return _ask_columns(account, form)


def _looked_at(form: FileForm, columns: Columns | None) -> ReadFile | Table:
    """Read outside the transaction; a CSV of a bank that we know needs no columns of its own."""
    data = form.data_of_file
    with outside():
        found = world().bank(data, columns)
        if isinstance(found, Table) and found.guess is not None:
            found = world().bank(data, found.guess)
    return found


def _ask_columns(account: BankAccount, form: ColumnsForm) -> ResponseReturnValue:
    return render_template(
        "payments/bank/columns.html", account=account, form=form, shown=_shown(form.rows)
    ), form.status


def _shown(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """Column by column what stands in the first rows: also on a phone it can be read."""
    widest = max((len(row) for row in rows), default=0)
    return [
        {
            "name": str(no + 1),
            "text": " · ".join(row[no] for row in rows if no < len(row) and row[no]),
        }
        for no in range(widest)
    ]


def _taken(account: BankAccount, form: FileForm, taken: Taken) -> ResponseReturnValue:
    """Say how much was new; go to what waits."""
    words = ngettext("%(num)s new line.", "%(num)s new lines.", taken.new)
    if taken.known:
        words += " " + ngettext(
            "%(num)s line stood there already.", "%(num)s lines stood there already.", taken.known
        )
    if taken.others:
        words += " " + _("What the file says of other accounts was left out.")
    return form.done(words, url_for("payments.bank_account", account_id=account.id))


def _confirm(
    account: BankAccount, form: SureForm | LikelyForm, keys: Sequence[str]
) -> ResponseReturnValue:
    goal = url_for("payments.bank_account", account_id=account.id)
    try:
        told = matching.confirm_all(
            db.session(), account, keys, vault=world().vault, by=me(), at=now()
        )
    except Refusal as refusal:
        flash(messages.words_of(refusal), "care")
        return redirect(goal, 303)
    for words in _refused(told):
        flash(words, "care")
    words = ngettext(
        "%(num)s is confirmed and in the book.", "%(num)s are confirmed and in the book.", told.done
    )
    return form.done(words if told.done else "", goal)


def _refused(told: Confirmed) -> list[str]:
    """Why some could not be booked, each reason once, with the first it is about."""
    first: dict[str, str] = {}
    for proposal, refusal in told.refused:
        name = proposal.things[0].words if proposal.things else proposal.lines[0].words
        first.setdefault(refusal.code, f"{name}: {messages.words_of(refusal)}")
    return list(first.values())


def _row(one: Proposal) -> tuple[str, str, str]:
    """What is proposed, for a box to tick: the line, and under it what it would be."""
    line = one.lines[0]
    plus = "+ " if line.amount.is_positive else ""
    amount = formats.apart(plus + formats.money(line.amount))
    parts = [formats.day(line.on), amount, formats.apart(line.name or line.words)]
    if one.reason is not None:
        meant = messages.label(one.reason)
    else:
        kinds = [f"{messages.label(each.kind)}: {formats.apart(each.words)}" for each in one.things]
        meant = " + ".join(kinds)
    return one.key, " · ".join(part for part in parts if part), meant


def _sure(found: Sequence[Proposal]) -> list[Proposal]:
    """As many as one button takes; day by day, and by name, as somebody looks them up."""
    some = [one for one in found if one.sure is Sure.SURE][:MOST_AT_ONCE]
    return sorted(some, key=lambda one: (one.lines[0].on, one.lines[0].name, one.lines[0].words))


def _mark(found: Sequence[Proposal]) -> str:
    return digest(canonical([one.key for one in found]))


def _named(owner_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of organisations and groups."""
    partners = select(Organisation.id, Organisation.name).where(Organisation.id.in_(owner_ids))
    groups = select(Workgroup.id, Workgroup.name).where(Workgroup.id.in_(owner_ids))
    return {row[0]: row[1] for row in db.session.execute(partners.union_all(groups))}
