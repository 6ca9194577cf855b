"""What goes into a pay run: what is due, to whom; and where is paid from and to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import fresh_code, me
from app.clock import now, today
from app.extensions import db
from app.payments.forms.runs import AccountForm, PayeeForm, RunForm, payee_words
from app.payments.routes import bp
from app.world import world
from grants.kit.access import Role
from grants.kit.errors import Refusal
from grants.kit.money import Money, total
from grants.payments import queries, service
from grants.payments.models.accounts import TERM_DAYS
from grants.payments.rules.runs import Due, Kept, folded
from grants.spending.queries import persons_by_id
from grants.workgroups.queries import workgroups_by_id


@dataclass(frozen=True, slots=True)
class Row:
    """Something due, with its words; ``last4`` is nothing while nobody knows the account."""

    due: Due
    payee: str
    last4: str | None
    group: str
    is_late: bool

    @property
    def title(self) -> str:
        """Whom, where to, how much."""
        return payee_words(self.payee, self.last4, self.due.amount)

    @property
    def note(self) -> str:
        """What for, and by when."""
        day = formats.day(self.due.before)
        late = (
            _("Too late: before %(day)s", day=day) if self.is_late else _("Before %(day)s", day=day)
        )
        what = () if self.due.words == self.payee else (self.due.words,)
        told = " · ".join(formats.apart(one) for one in (self.due.reference, *what, self.group))
        return f"{told}. {late}"


@bp.route("/runs/new", methods=["GET", "POST"])
@fresh_code
def run_new() -> ResponseReturnValue:
    """Put a run together out of what is due."""
    owners = queries.payers(me()) or abort(404)
    owner_id = _chosen_owner(owners)
    account = queries.account_of(db.session(), owner_id)
    rows = _rows(owner_id, account.term_days if account else TERM_DAYS)
    form = RunForm([(row.due, row.title, row.note) for row in rows if row.last4])
    if form.validate_on_submit():
        data, vault = form.to_choosing(), world().vault
        try:
            made = service.collect(db.session(), owner_id, data, vault=vault, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _made(form, made)
    names = _names(owners)
    return render_template(
        "payments/run_new.html",
        form=form,
        account=account,
        owner_id=owner_id,
        others={one: name for one, name in names.items() if one != owner_id},
        name=names.get(owner_id, ""),
        ready=[row for row in rows if row.last4],
        asked=[_asked(owner_id, row) for row in rows if not row.last4 and not row.due.person_id],
        silent=[
            {"name": row.payee, "note": row.note}
            for row in rows
            if not row.last4 and row.due.person_id
        ],
        sum=_sum(rows),
    ), form.status


@bp.route("/runs/account/<uuid:owner_id>", methods=["GET", "POST"])
@fresh_code
def run_account(owner_id: UUID) -> ResponseReturnValue:
    """From which account runs are paid. A group's has a page with what else it is."""
    _chosen_owner(queries.payers(me()), owner_id)
    if me().has(owner_id, Role.TREASURER):
        return redirect(url_for("payments.own_account", workgroup_id=owner_id))
    account = queries.account_of(db.session(), owner_id)
    form = AccountForm(account)
    if form.validate_on_submit():
        data, vault = form.to_account(), world().vault
        try:
            service.save_account(db.session(), owner_id, data, vault=vault, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The account is kept."), url_for("payments.run_new", of=owner_id))
    name = _names([owner_id]).get(owner_id, "")
    return render_template(
        "payments/run_account.html", form=form, owner_id=owner_id, name=name
    ), form.status


@bp.route("/runs/payee/<uuid:owner_id>/<uuid:thing_id>", methods=["GET", "POST"])
@fresh_code
def run_payee(owner_id: UUID, thing_id: UUID) -> ResponseReturnValue:
    """Where a shop (by its bill) or an organisation (by itself) is paid."""
    _chosen_owner(queries.payers(me()), owner_id)
    groups = queries.groups_of(db.session(), owner_id)
    found = [one for one in queries.due(db.session(), groups) if one.payee_key == thing_id]
    if not found or found[0].person_id is not None:
        abort(404)
    due, form = found[0], PayeeForm()
    if form.validate_on_submit():
        data, vault = form.to_payee(due), world().vault
        try:
            service.save_payee(db.session(), owner_id, data, vault=vault, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The account is kept."), url_for("payments.run_new", of=owner_id))
    return render_template(
        "payments/run_payee.html", form=form, due=due, owner_id=owner_id
    ), form.status


def kept_words(one: Kept) -> str:
    """What stays out of the run, and why."""
    why = messages.words_for(one.code, **one.facts)
    return str(_("%(reference)s stays out. %(why)s", reference=one.due.reference, why=why))


def _made(form: RunForm, made: service.Collected) -> ResponseReturnValue:
    run_id, words = made.run.id, [kept_words(one) for one in made.kept]
    done = _("The run is made. A second person looks at it now.")
    answer = form.done(done, url_for("payments.run", run_id=run_id))
    for line in words:
        flash(line, "care")
    return answer


def _chosen_owner(owners: list[UUID], owner_id: UUID | None = None) -> UUID:
    """For whom: as the address says, else the first that she pays for."""
    wanted = owner_id or request.args.get("of", owners[0] if owners else None, UUID)
    if wanted not in owners:
        abort(404)
    return wanted


def _asked(owner_id: UUID, row: Row) -> dict[str, object]:
    """A shop or an organisation whose account is written down on a page of its own."""
    page = url_for("payments.run_payee", owner_id=owner_id, thing_id=row.due.payee_key)
    return {"href": page, "title": row.payee, "note": row.note, "amount": row.due.amount}


def _names(owner_ids: list[UUID]) -> dict[UUID, str]:
    return queries.names_of(db.session(), owner_ids)


def _sum(rows: list[Row]) -> Money:
    return total(row.due.amount for row in rows if row.last4)


def _rows(owner_id: UUID, term_days: int) -> list[Row]:
    """What is due to pay, oldest first, with where it goes."""
    groups = queries.groups_of(db.session(), owner_id)
    due = queries.due(db.session(), groups, term_days)
    names = workgroups_by_id(db.session(), groups)
    persons = persons_by_id(db.session(), {one.person_id for one in due if one.person_id})
    payees = {
        (one.organisation_id, one.shop): one for one in queries.payees_of(db.session(), owner_id)
    }
    rows = []
    for one in due:
        payee, last4 = one.shop or one.words, None
        if one.person_id is not None:
            person = persons[one.person_id]
            payee, last4 = person.iban_name or person.name, person.iban_last4
        elif known := payees.get((one.organisation_id, folded(one.shop))):
            payee, last4 = known.name, known.last4
        rows.append(Row(one, payee, last4, names[one.group_id].name, one.is_late(today())))
    return rows
