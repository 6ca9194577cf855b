"""Bank accounts whose statements are read: which there are, one more, and what waits on one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app import messages
from app.access import fresh_code, me, reach, refuse
from app.clock import now
from app.extensions import db
from app.payments.forms.statements import AccountForm, LikelyForm, SureForm
from app.payments.routes import bp
from app.payments.routes.confirming import mark_of, row_of, sure_of
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.neighbourhoods.models import Organisation
from grants.payments import queries
from grants.payments.access import may_bank
from grants.payments.models import BankAccount
from grants.payments.rules.matching import Sure
from grants.payments.service import bank_accounts, matching
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
            account = bank_accounts.add_account(
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
    sure = sure_of(found) if acts else []
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
        sure_form=SureForm(data={"mark": mark_of(sure)}),
        likely_form=LikelyForm([row_of(one) for one in likely]),
        statements=told[:FILES],
        until=told[0].until_on if told else None,
        holes=queries.holes_in(told),
        done=queries.done_last(db.session(), account.id),
        aside=queries.explained_lines(db.session(), account.id),
    )


def _named(owner_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of organisations and groups."""
    partners = select(Organisation.id, Organisation.name).where(Organisation.id.in_(owner_ids))
    groups = select(Workgroup.id, Workgroup.name).where(Workgroup.id.in_(owner_ids))
    return {row[0]: row[1] for row in db.session.execute(partners.union_all(groups))}
