"""What the bank did and what it must be: confirmed at once where it is sure, or as somebody ticked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats, messages
from app.access import fresh_code, me, reach
from app.clock import now
from app.extensions import db
from app.payments.forms.statements import LikelyForm, SureForm
from app.payments.routes import bp
from app.world import world
from grants.kit.acts import Act
from grants.kit.canon import canonical, digest
from grants.kit.errors import Refusal
from grants.payments.models import BankAccount
from grants.payments.rules.matching import Proposal, Sure
from grants.payments.service import matching
from grants.payments.service.matching import MOST_AT_ONCE, Confirmed


@bp.post("/bank/<uuid:account_id>/sure")
@fresh_code
def bank_sure(account_id: UUID) -> ResponseReturnValue:
    """Confirm all that is sure, exactly as the page showed it."""
    account = reach(BankAccount, account_id, Act.PAYMENTS_LINE_MATCH)
    form = SureForm()
    goal = url_for("payments.bank_account", account_id=account.id)
    if not form.validate_on_submit():
        return redirect(goal, 303)
    found = sure_of(matching.proposals_for(db.session(), account, vault=world().vault)[2])
    if form.mark.data != mark_of(found):
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


def row_of(one: Proposal) -> tuple[str, str, str]:
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


def sure_of(found: Sequence[Proposal]) -> list[Proposal]:
    """As many as one button takes; day by day, and by name, as somebody looks them up."""
    some = [one for one in found if one.sure is Sure.SURE][:MOST_AT_ONCE]
    return sorted(some, key=lambda one: (one.lines[0].on, one.lines[0].name, one.lines[0].words))


def mark_of(found: Sequence[Proposal]) -> str:
    """What the page showed, so that nothing else is confirmed."""
    return digest(canonical([one.key for one in found]))
