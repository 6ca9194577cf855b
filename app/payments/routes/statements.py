"""A file of the bank is read; one whose columns nobody knows is shown first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import fresh_code, me, outside, reach
from app.clock import now
from app.extensions import db
from app.gateways.bank import Table
from app.payments.forms.columns import ColumnsForm, columns_refused
from app.payments.forms.reading import ReadForm
from app.payments.forms.statements import FileForm
from app.payments.routes import bp
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.payments.models import BankAccount
from grants.payments.rules.columns import Columns
from grants.payments.rules.statements import ReadFile, Taken
from grants.payments.rules.twins import Doubt
from grants.payments.service import bank_accounts, statements


@bp.route("/bank/<uuid:account_id>/read", methods=["GET", "POST"])
@fresh_code
def bank_read(account_id: UUID) -> ResponseReturnValue:
    """Take in a file of the bank; one whose columns nobody knows is shown first."""
    account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
    form = ReadForm()
    if form.validate_on_submit():
        found: ReadFile | Table | None = None
        try:
            found = _looked_at(form, bank_accounts.columns_of(account))
            account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
            if isinstance(found, Table):
                known = bank_accounts.columns_of(account)
                asked = ColumnsForm(found, known, formdata=None)
                return _ask_columns(account, asked, again=known is not None)
            said = form.said_of(found)
            taken = statements.keep(
                db.session(), account, found, said, vault=world().vault, by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
            _ask_same(form, found, refusal)
        else:
            return _taken(account, form, taken)
        account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
    return _read_page(account, form)


@bp.route("/bank/<uuid:account_id>/columns", methods=["GET", "POST"])
@fresh_code
def bank_columns(account_id: UUID) -> ResponseReturnValue:
    """Say which column holds what; it is kept for the next file of this account."""
    account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
    form = ColumnsForm(None, bank_accounts.columns_of(account))
    if form.validate_on_submit():
        columns, found = columns_refused(form), None
        try:
            columns = _parted(form, columns) if columns and not form.rows else columns
            found = _looked_at(form, columns) if columns else None
            account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
            if columns and isinstance(found, ReadFile):
                columns = replace(columns, heads=found.heads)
                bank_accounts.remember(db.session(), account, columns, by=me())
                taken = statements.keep(
                    db.session(), account, found, vault=world().vault, by=me(), at=now()
                )
                return _taken(account, form, taken)
        except Refusal as refusal:
            if columns and refusal.code == "statement-doubts":
                return _columns_kept(account, columns, found, refusal)
            form.refuse(refusal)
            account = reach(BankAccount, account_id, Act.PAYMENTS_STATEMENT)
    return _ask_columns(account, form)


def _columns_kept(
    account: BankAccount, columns: Columns, found: ReadFile | Table | None, refusal: Refusal
) -> ResponseReturnValue:
    """The columns are right; only whether some lines stand here already is still asked."""
    db.session.rollback()
    bank_accounts.remember(db.session(), account, columns, by=me())
    db.session.commit()
    form = ReadForm(formdata=None)
    form.refuse(refusal)
    _ask_same(form, found, refusal)
    return _read_page(reach(BankAccount, account.id, Act.PAYMENTS_STATEMENT), form)


def _ask_same(form: ReadForm, found: ReadFile | Table | None, refusal: Refusal) -> None:
    if isinstance(found, ReadFile) and refusal.code == "statement-doubts":
        form.ask(found, cast(Sequence[Doubt], refusal.facts["doubts"]))


def _read_page(account: BankAccount, form: ReadForm) -> ResponseReturnValue:
    return render_template("payments/bank/read.html", account=account, form=form), form.status


def _looked_at(form: FileForm, columns: Columns | None) -> ReadFile | Table:
    """Read outside the transaction; a CSV of a bank that we know needs no columns of its own."""
    data = form.data_of_file
    with outside():
        found = world().bank(data, columns)
        if isinstance(found, Table) and found.guess is not None:
            found = world().bank(data, found.guess)
    return found


def _parted(form: ColumnsForm, columns: Columns) -> Columns:
    """Nobody saw the first rows yet: what stands between the columns is as the file shows."""
    with outside():
        found = world().bank(form.data_of_file, None)
    return replace(columns, delimiter=found.delimiter) if isinstance(found, Table) else columns


def _ask_columns(
    account: BankAccount, form: ColumnsForm, *, again: bool = False
) -> ResponseReturnValue:
    shown = _shown(form.rows)
    page = "payments/bank/columns.html"
    return render_template(page, account=account, form=form, shown=shown, again=again), form.status


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
