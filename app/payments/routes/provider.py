"""What the provider tells, and what a person does about differences with it."""

from __future__ import annotations

from uuid import UUID

import structlog
from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import desk_page, fresh_code, me, public, reach
from app.clock import now
from app.extensions import csrf, db
from app.fields import PostForm
from app.paying import counted
from app.payments import jobs
from app.payments.routes import bp
from app.world import world
from app.writing import turn_to_writing
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal, TooMany
from grants.kit.money import Money
from grants.payments.access import may_online
from grants.payments.models import Difference, Oddity
from grants.payments.provider import Declined, Forged, Standing, Unknown
from grants.payments.queries import online as queries
from grants.payments.service import differing
from grants.payments.service import events as service
from grants.payments.states import OnlineState

log = structlog.get_logger(__name__)

EVENT_BYTES = 64 * 1024
FORGED_A_PLACE = 100
# What can be taken over from the provider by asking it again.
ASKED = frozenset({Oddity.BEHIND, Oddity.MISSING})
# How the comparison writes down where a payment stands, here and there.
_STATES = {str(one): one for one in OnlineState} | {
    str(Standing.OPEN): OnlineState.OPENED,
    str(Standing.PENDING): OnlineState.ON_ITS_WAY,
}


@bp.post("/provider/events")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # the only one: a signature stands for it
def told() -> ResponseReturnValue:
    """The provider tells that something happened. Kept once; what it is, we ask."""
    provider = world().provider
    if provider is None:
        abort(404)
    payload = request.get_data()
    if len(payload) > EVENT_BYTES:  # counted: what is sent in parts does not say how much it is
        abort(413)
    try:
        said = provider.read(payload, request.headers.get("Stripe-Signature", ""))
    except Forged:
        return _forged()
    turn_to_writing(db.session())
    service.hear(db.session(), said, live=provider.live, account=provider.account, at=now())
    db.session.commit()
    return "", 200


@bp.get("/online/differences")
@desk_page
def differences() -> ResponseReturnValue:
    """Where the provider says something else than our book."""
    return render_template(
        "payments/differences.html",
        rows=[
            (row, payment, _in_words(row.ours), _in_words(row.theirs))
            for row, payment in queries.differences(db.session(), _mine())
        ],
        form=PostForm(formdata=None),
        asked=ASKED,
        sees=lambda payment: bool(may_online(me(), Act.PAYMENTS_SEE, payment)),
        can_compare=world().provider is not None,
    )


@bp.post("/online/differences/<uuid:difference_id>")
@desk_page
@fresh_code
def settle_difference(difference_id: UUID) -> ResponseReturnValue:
    """Take over what the provider says, or note that somebody looked at it."""
    difference = reach(Difference, difference_id, Act.PAYMENTS_ONLINE_COMPARE)
    form = PostForm()
    there = url_for("payments.differences")
    if not form.validate_on_submit():
        abort(422)
    if difference.kind in ASKED and difference.payment_id is not None:
        try:
            jobs.ask(difference.payment_id)
        except (Unknown, Declined, jobs.NoProvider):
            db.session.rollback()
            return form.done(_("The provider does not answer now. Try it later."), there)
    try:
        difference = db.session.get_one(Difference, difference_id)
        differing.settle(db.session(), difference, by=me(), at=now())
    except Refusal as refusal:
        form.refuse(refusal)
        abort(409, description=form.form_errors[0])
    return form.done(_("It is settled."), there)


def _in_words(said: str) -> str:
    """A state and an amount, as people read them."""
    state, _space, amount = said.partition(" ")
    if state not in _STATES:
        return str(_("a message")) if said else ""
    digits, _space, currency = amount.partition(" ")
    money = formats.apart(formats.money(Money.parse(digits, currency)))
    return f"{messages.label(_STATES[state])} · {money}"


def _forged() -> ResponseReturnValue:
    log.warning("provider-forged", bytes=request.content_length)
    try:
        counted("forged", FORGED_A_PLACE)
    except TooMany:
        abort(429)
    return "", 400


def _mine() -> list[UUID] | None:
    """The groups whose money she holds; an operator sees all of them."""
    actor = me()
    if actor.operator:
        return None
    pays = any(actor.has(owner_id, Role.PAYER) for owner_id in actor.roles)
    if not pays:
        abort(404)
    return sorted(actor.holds)
