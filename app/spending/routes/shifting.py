"""Shifting money between the lines of a plan: asking, saying yes or no, and the fund's word."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import messages
from app.access import desk_page, me, reach
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.spending.forms import FundWordForm, RefuseForm, ShiftForm
from app.spending.routes import bp
from grants.awards.models import Award
from grants.consent.queries import open_round_of
from grants.kit.access import Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.mandates.queries import asking_for, nod_on
from grants.neighbourhoods.models import Organisation
from grants.people.queries import names
from grants.proposals.models import Line, Proposal
from grants.spending import queries, service
from grants.spending.access import may_answer, may_shift
from grants.spending.models import Shift, ShiftAsking
from grants.workgroups.models import Workgroup


@bp.route("/shift/new", methods=["GET", "POST"])
def shift_new() -> ResponseReturnValue:
    """Propose: so much from one thing to another, because."""
    plan = reach(Proposal, request.args.get("plan", type=UUID) or abort(404), Act.PROPOSALS_SEE)
    lines = queries.lines_of(db.session(), plan)
    form = ShiftForm(lines)
    if form.validate_on_submit():
        try:
            shift = service.ask_shift(db.session(), plan, form.to_shifting(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is asked."), url_for("spending.shift", shift_id=shift.id))
    return render_template("spending/shift_new.html", plan=plan, form=form), form.status


@bp.get("/shift/<uuid:shift_id>")
def shift(shift_id: UUID) -> ResponseReturnValue:
    """One shift: what it is, where it is, and what I can do with it."""
    return _draw(reach(Shift, shift_id, Act.SPENDING_SEE), PostForm()), 200


@bp.post("/shift/<uuid:shift_id>/agree")
def shift_agree(shift_id: UUID) -> ResponseReturnValue:
    """Yes, do it."""
    found = reach(Shift, shift_id, Act.SPENDING_SHIFT_AGREE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.agree_shift(db.session(), found, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("You said yes to it."), url_for("spending.shift", shift_id=shift_id))
    return _draw(found, form), form.status


@bp.route("/shift/<uuid:shift_id>/refuse", methods=["GET", "POST"])
def shift_refuse(shift_id: UUID) -> ResponseReturnValue:
    """No, with a reason."""
    found = reach(Shift, shift_id, Act.SPENDING_SHIFT_REFUSE)
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            service.refuse_shift(db.session(), found, form.why.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.shift", shift_id=shift_id)
            return form.done(_("It does not happen, with your words."), goal)
    return render_template("spending/shift_refuse.html", shift=found, form=form), form.status


@bp.post("/shift/<uuid:shift_id>/withdraw")
def shift_withdraw(shift_id: UUID) -> ResponseReturnValue:
    """Take it back, while nobody agreed."""
    found = reach(Shift, shift_id, Act.SPENDING_SHIFT_WITHDRAW)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.withdraw_shift(db.session(), found, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("You took it back."), url_for("spending.shift", shift_id=shift_id))
    return _draw(found, form), form.status


@bp.route("/shift/asked/<uuid:asking_id>", methods=["GET", "POST"])
@desk_page
def shift_asked(asking_id: UUID) -> ResponseReturnValue:
    """A fund is asked: yes, or no with a reason."""
    asking = reach(ShiftAsking, asking_id, Act.SPENDING_SEE)
    form = FundWordForm()
    if request.method == "POST":
        reach(ShiftAsking, asking_id, Act.SPENDING_SHIFT_ANSWER)
    if form.validate_on_submit():
        yes, words = form.said.data == "yes", form.words.data or ""
        try:
            service.answer_shift(db.session(), asking, words, yes=yes, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.shift_asked", asking_id=asking_id)
            return form.done(_("Your answer is with the group."), goal)
    found = asking.shift
    from_, to = (db.session.get_one(Line, one) for one in (found.from_line_id, found.to_line_id))
    return render_template(
        "spending/shift_asked.html",
        asking=asking,
        shift=found,
        award=db.session.get_one(Award, asking.award_id),
        workgroup=db.session.get_one(Workgroup, found.owner_id),
        from_words=from_.words,
        to_words=to.words,
        answers=bool(may_answer(me(), Act.SPENDING_SHIFT_ANSWER, asking)),
        form=form,
    ), form.status


def _draw(found: Shift, form: PostForm) -> str:
    plan = db.session.get_one(Proposal, found.proposal_id)
    lines = {line.line_id: line for line in queries.lines_of(db.session(), plan)}
    people = {found.asked_by_id, *([found.yes_by_id] if found.yes_by_id else [])}
    known = names(db.session(), people)
    acts = {
        "agree": Act.SPENDING_SHIFT_AGREE,
        "refuse": Act.SPENDING_SHIFT_REFUSE,
        "withdraw": Act.SPENDING_SHIFT_WITHDRAW,
    }
    code = found.refused_code
    return render_template(
        "spending/shift.html",
        shift=found,
        plan=plan,
        from_line=lines[found.from_line_id],
        to_line=lines[found.to_line_id],
        asker=known.get(found.asked_by_id, ""),
        yes_by=known.get(found.yes_by_id, "") if found.yes_by_id else "",
        funds=_funds(found),
        can={name: bool(may_shift(me(), act, found)) for name, act in acts.items()},
        nod=_nod(found),
        reason=messages.words_for(f"refused-{code}") if code else "",
        round=open_round_of(db.session(), found) if found.asks_round else None,
        form=form,
    )


def _funds(found: Shift) -> list[dict[str, str]]:
    return [
        {
            "name": db.session.get_one(Organisation, one.owner_id).name,
            "text": messages.label(one.state),
        }
        for one in found.askings
    ]


def _nod(found: Shift) -> dict[str, object] | None:
    """Under *together*: is the coach's yes there, and where does she give it?"""
    asked = asking_for(db.session(), found.owner_id, Right.APPROVE, found.ref, found.mark)
    if asked is None or me().hand(found.owner_id, Right.APPROVE) is not Hand.TOGETHER:
        return None
    given = nod_on(db.session(), found.owner_id, Right.APPROVE, found.ref, found.mark)
    mine = me().is_coach(found.owner_id)
    return {"given": given is not None, "asking_id": asked.id, "mine": mine}
