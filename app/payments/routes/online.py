"""Paying through the provider: an instalment, the page that says where it stands, money back."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, fresh_code, me, outside, public, reach, refuse
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.languages import language
from app.paying import takes
from app.payments import jobs
from app.payments.forms.online import RefundForm
from app.payments.routes import bp
from app.world import world
from grants.awards.models import Award, Instalment
from grants.awards.queries import left_of
from grants.kit.acts import Act
from grants.kit.errors import NotNow, Refusal
from grants.neighbourhoods.models import Organisation
from grants.payments.access import may_begin, may_online
from grants.payments.models import OnlinePayment, OnlineReturn
from grants.payments.provider import Declined, Standing, Unknown
from grants.payments.queries import online as queries
from grants.payments.rules.online import LIVING
from grants.payments.service import backs, online, telling
from grants.payments.states import OnlineState
from grants.proposals.models import Proposal
from grants.workgroups.models import Workgroup

SHOWN = {
    Standing.PENDING: OnlineState.ON_ITS_WAY,
    Standing.PAID: OnlineState.PAID,
    Standing.EXPIRED: OnlineState.EXPIRED,
    Standing.FAILED: OnlineState.FAILED,
}


@bp.route("/pay/<uuid:instalment_id>", methods=["GET", "POST"])
@desk_page
def pay(instalment_id: UUID) -> ResponseReturnValue:
    """A funder pays an instalment online."""
    instalment = db.session.get(Instalment, instalment_id)
    if instalment is None:
        abort(404)
    award = reach(Award, instalment.award_id, Act.AWARDS_SEE)
    verdict = may_begin(me(), Act.PAYMENTS_ONLINE_BEGIN, award)
    if not verdict:
        refuse(verdict)
    group = db.session.get_one(Workgroup, award.owner_id)
    form = PostForm()
    if form.validate_on_submit():
        try:
            need(group.holder_id)
            payment = online.pay_instalment(
                db.session(), instalment, language(), live=is_live(), by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return begun(form, payment)
    living = queries.living_by_instalment(db.session(), [instalment.id])
    return render_template(
        "payments/pay.html",
        form=form,
        award=award,
        instalment=instalment,
        left=left_of(db.session(), award.id).get(instalment.id),
        group=group,
        holder=db.session.get_one(Organisation, group.holder_id),
        takes=takes(group.holder_id),
        living=living.get(instalment.id),
    ), form.status


@bp.route("/standing/<token>", methods=["GET", "POST"])
@public
def standing(token: str) -> ResponseReturnValue:
    """Where a payment stands, also when the bank's app never came back."""
    payment = queries.payment_by_token(db.session(), token)
    if payment is None:
        abort(404)
    form, payment_id = PostForm(), payment.id
    there = url_for("payments.standing", token=token)
    if form.validate_on_submit():
        db.session.rollback()
        return redirect(_gone_on(payment_id) or there, 303)
    state, can_ask = payment.state, world().provider is not None
    if state in LIVING and payment.session_ref and can_ask:
        with outside():
            state = _true_state(payment_id, state)
    payment = db.session.get_one(OnlinePayment, payment_id)
    plan = db.session.get_one(Proposal, payment.proposal_id)
    return render_template(
        "payments/standing.html",
        form=form,
        payment=payment,
        plan=plan,
        group=db.session.get_one(Workgroup, payment.owner_id),
        state=state,
        booked=payment.state is state,
        can_ask=can_ask,
    ), form.status


@bp.route("/online/<uuid:payment_id>", methods=["GET", "POST"])
def paid_online(payment_id: UUID) -> ResponseReturnValue:
    """One payment as the group, its holder and the funder see it."""
    payment = reach(OnlinePayment, payment_id, Act.PAYMENTS_SEE)
    form = PostForm()
    if form.validate_on_submit():
        telling.seen(db.session(), payment, by=me(), at=now())
        return form.done(_("You have seen it."), url_for("home.index"))
    plan = db.session.get_one(Proposal, payment.proposal_id)
    returns = queries.returns_of(db.session(), payment.id)
    can_return = bool(may_online(me(), Act.PAYMENTS_ONLINE_REFUND, payment))
    return render_template(
        "payments/online.html",
        form=form,
        payment=payment,
        plan=plan,
        returns=returns,
        can_return=can_return,
        lost={one.id for one in returns if backs.is_lost(one, now())},
        left=backs.returnable(db.session(), payment),
        told=_is_told(payment.id),
    ), form.status


@bp.route("/online/<uuid:payment_id>/back", methods=["GET", "POST"])
@desk_page
@fresh_code
def refund(payment_id: UUID) -> ResponseReturnValue:
    """Send money back the way it came."""
    payment = reach(OnlinePayment, payment_id, Act.PAYMENTS_ONLINE_REFUND)
    left = backs.returnable(db.session(), payment)
    form = RefundForm(left)
    if form.validate_on_submit():
        try:
            backs.refund(db.session(), payment, form.amount.data, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("It is being sent back. This page says when it is done.")
            return form.done(words, url_for("payments.paid_online", payment_id=payment_id))
    plan = db.session.get_one(Proposal, payment.proposal_id)
    return render_template(
        "payments/refund.html", form=form, payment=payment, plan=plan, left=left
    ), form.status


@bp.post("/online/back/<uuid:back_id>/again")
@desk_page
@fresh_code
def refund_again(back_id: UUID) -> ResponseReturnValue:
    """A refund was never answered: ask once more, and send it under a new key if it is not there."""
    back = db.session.get(OnlineReturn, back_id)
    if back is None:
        abort(404)
    payment = reach(OnlinePayment, back.payment_id, Act.PAYMENTS_ONLINE_REFUND)
    form, payment_id = PostForm(), payment.id
    there = url_for("payments.paid_online", payment_id=payment_id)
    if not form.validate_on_submit():
        return redirect(there, 303)
    try:
        jobs.ask(payment_id)
    except (Unknown, Declined, jobs.NoProvider):
        db.session.rollback()
        return form.done(_("The provider does not answer now. Try it later."), there)
    back = db.session.get_one(OnlineReturn, back_id)
    backs.again(db.session(), back, by=me(), at=now())
    return form.done(_("It is being sent back. This page says when it is done."), there)


def begun(form: PostForm, payment: OnlinePayment) -> ResponseReturnValue:
    """Our row is committed first; then on to the provider's page, or to ours that says why not."""
    payment_id = payment.id
    answer = form.done(None, url_for("payments.standing", token=payment.token))
    url = jobs.open_page(payment_id)
    return redirect(url, 303) if url else answer


def need(holder_id: UUID) -> None:
    """Refuse ``online-not-here`` where no provider brings money to this holder."""
    if not takes(holder_id):
        raise NotNow("online-not-here")


def is_live() -> bool:
    """Real money, by the key of the settings."""
    provider = world().provider
    return provider is not None and provider.live


def _gone_on(payment_id: UUID) -> str:
    """Go on where it stopped: to the page where it is paid, or with what the provider says."""
    try:
        payment = db.session.get_one(OnlinePayment, payment_id)
        if payment.state is OnlineState.MADE:
            db.session.rollback()
            return jobs.open_again(payment_id)
        jobs.ask(payment_id)
    except (Unknown, Declined, jobs.NoProvider):
        db.session.rollback()
    return ""


def _true_state(payment_id: UUID, ours: OnlineState) -> OnlineState:
    """What the provider says, without writing; ours when it does not answer."""
    try:
        truth = jobs.truth_of(db.session.get_one(OnlinePayment, payment_id))
    except (Unknown, Declined):
        return ours
    payment = db.session.get_one(OnlinePayment, payment_id)
    if truth is None or online.oddity(payment, truth) is not None:
        return ours
    return SHOWN.get(truth.standing, ours)


def _is_told(payment_id: UUID) -> bool:
    person_id = me().person_id
    return person_id is not None and queries.is_told(db.session(), payment_id, person_id)
