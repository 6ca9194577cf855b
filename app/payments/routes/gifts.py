"""Gifts: a member opens a plan for them, and neighbours give without an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, public, reach, refuse
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.gateways.squares import square_uri
from app.mails import link
from app.paying import counted, takes
from app.payments.forms.online import GiveForm, OpenGiftsForm
from app.payments.routes import bp
from app.payments.routes.online import begun, is_live, need
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.payments.access import may_gifts
from grants.payments.models import GiftBox, OnlinePayment, Purpose
from grants.payments.queries import online as queries
from grants.payments.service import gifts as service
from grants.payments.service import landing, online
from grants.proposals.models import PartKind, Proposal
from grants.workgroups.models import Workgroup

GIFTS_A_PLACE = 60


@bp.route("/gifts/<uuid:proposal_id>", methods=["GET", "POST"])
def gifts(proposal_id: UUID) -> ResponseReturnValue:
    """Open a plan for gifts, or change what is asked; the link and the code to share."""
    plan = _plan(proposal_id)
    box = service.box_of(db.session(), plan)
    start = {"aim": box.aim, "words": box.words} if box else {}
    form = OpenGiftsForm(data=start)
    if form.validate_on_submit():
        try:
            service.open_gifts(db.session(), plan, form.to_opening(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            there = url_for("payments.gifts", proposal_id=proposal_id)
            return form.done(_("The page for gifts is open. Share the link."), there)
    address = link("payments.give", reference=plan.reference)
    return render_template(
        "payments/gifts.html",
        form=form,
        closing=PostForm(formdata=None),
        plan=plan,
        box=box,
        given=queries.given(db.session(), plan.id),
        paid=[_row(one) for one in queries.payments_of(db.session(), plan.id)],
        address=address,
        qr=square_uri(address),
        can=may_gifts(me(), Act.PAYMENTS_GIFTS, plan),
        can_start=plan.state in service.OPEN,
        takes=_takes(plan),
    ), form.status


@bp.post("/gifts/<uuid:box_id>/close")
def gifts_close(box_id: UUID) -> ResponseReturnValue:
    """No more gifts."""
    box = reach(GiftBox, box_id, Act.PAYMENTS_GIFTS)
    form = PostForm()
    there = url_for("payments.gifts", proposal_id=box.proposal_id)
    if not form.validate_on_submit():
        abort(422)
    try:
        service.close_gifts(db.session(), box, by=me(), at=now())
    except Refusal as refusal:
        form.refuse(refusal)
        abort(409, description=form.form_errors[0])
    return form.done(_("The page for gifts is closed."), there)


@bp.route("/give/<reference>", methods=["GET", "POST"])
@public
def give(reference: str) -> ResponseReturnValue:
    """A neighbour gives. Who was never asked for gifts is not there."""
    found = queries.box_by_reference(db.session(), reference)
    if found is None:
        abort(404)
    box, plan = found
    form = GiveForm(box)
    over = landing.is_over(db.session(), plan.id)
    can_give = box.is_open and not over and _takes(plan)
    if form.validate_on_submit():
        try:
            need(db.session.get_one(Workgroup, plan.owner_id).holder_id)
            counted("gift", GIFTS_A_PLACE)
            payment = online.give(db.session(), box, form.to_giving(), live=is_live(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return begun(form, payment)
    return render_template(
        "payments/give.html", form=form, box=box, can_give=can_give, **_page(plan)
    ), form.status


def _row(one: OnlinePayment) -> dict[str, Any]:
    """A payment in a list."""
    gift = one.purpose is Purpose.GIFT
    return {
        "href": url_for("payments.paid_online", payment_id=one.id),
        "title": (one.name or _("A neighbour")) if gift else _("Part of the award"),
        "note": f"{formats.moment(one.made_at)} · {messages.label(one.state)}",
        "amount": one.amount,
    }


def _plan(proposal_id: UUID) -> Proposal:
    """The plan, for who is in its group."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    verdict = may_gifts(me(), Act.PAYMENTS_SEE, plan)
    if not verdict:
        refuse(verdict)
    return plan


def _takes(plan: Proposal) -> bool:
    return takes(db.session.get_one(Workgroup, plan.owner_id).holder_id)


def _page(plan: Proposal) -> dict[str, Any]:
    """What everybody sees: the plan in its own words, how far it is, who wanted to be named."""
    given = queries.given(db.session(), plan.id)
    return {
        "plan": plan,
        "theme": plan.theme,
        "group": db.session.get_one(Workgroup, plan.owner_id),
        "given": given,
        "what": plan.part(PartKind.WHAT).answers.get("what", ""),
    }
