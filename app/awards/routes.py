"""Pages of awards: what both sides agree on, an offer let go, and the desk's list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import desk_page, me, my_desks, reach
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.paying import takes
from grants.awards import queries, service
from grants.awards.access import may
from grants.awards.models import Award, AwardState
from grants.kit.access import Right, Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.mandates import service as mandates
from grants.neighbourhoods.models import Organisation
from grants.people.queries import names
from grants.workgroups.models import Workgroup

bp = Blueprint("awards", __name__, url_prefix="/awards")
REACH = {Award: may}


@bp.route("/<uuid:award_id>", methods=["GET", "POST"])
def show(award_id: UUID) -> ResponseReturnValue:
    """What was granted, and both sides' yes."""
    award = reach(Award, award_id, Act.AWARDS_SEE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.agree(db.session(), award, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_agreed_words(award), url_for("awards.show", award_id=award.id))
    return render_template("awards/show.html", form=form, **_agreement(award)), form.status


@bp.route("/<uuid:award_id>/lapse", methods=["GET", "POST"])
def lapse(award_id: UUID) -> ResponseReturnValue:
    """Nobody took up the offer: the desk lets it go."""
    award = reach(Award, award_id, Act.AWARDS_LAPSE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.lapse(db.session(), award, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("The offer is withdrawn. Nothing was promised.")
            return form.done(words, url_for("awards.show", award_id=award.id))
    group = db.session.get_one(Workgroup, award.owner_id)
    return render_template("awards/lapse.html", form=form, award=award, group=group), form.status


@bp.get("/desk")
@desk_page
def desk() -> ResponseReturnValue:
    """What this desk granted: paid, still to pay, accounted for."""
    mine = my_desks()
    asked = request.args.get("state", "")
    state = AwardState(asked) if asked in list(AwardState) else None
    number = request.args.get("page", 1, type=int)
    return render_template(
        "awards/desk.html",
        page=queries.desk(db.session(), mine, state, number),
        state=state,
        states=_states(state),
        today=today(),
        here_url=lambda number: url_for("awards.desk", state=state, page=number),
    )


def _agreed_words(award: Award) -> str:
    if award.state is AwardState.ACTIVE:
        return str(_("Both sides agreed. You can begin."))
    return str(_("Your yes is kept. The other side has to agree as well."))


def _agreement(award: Award) -> dict[str, Any]:
    people = [award.group_agreed_by_id, award.organisation_agreed_by_id]
    at_group = bool(award.owner_id in me().roles)
    nod = mandates.needs_nod(db.session(), me(), Right.SPEAK, award, mark=award.hash)
    return {
        "award": award,
        "workgroup": db.session.get_one(Workgroup, award.owner_id),
        "organisation": db.session.get_one(Organisation, award.organisation_id),
        "terms": [_term(one) for one in queries.instalments_of(db.session(), award.id)],
        "conditions": _conditions(award),
        "sides": _sides(award, names(db.session(), [one for one in people if one])),
        "verdict": may(me(), Act.AWARDS_AGREE, award),
        "can_lapse": bool(may(me(), Act.AWARDS_LAPSE, award)),
        "needs_yes": nod and me().is_resident(award.owner_id) and not award.group_agreed_at,
        "at_group": at_group,
        "payable": _payable(award),
    }


def _payable(award: Award) -> list[dict[str, Any]]:
    """The parts that this reader can pay online now: who decides at the fund, when it can be."""
    decides = me().has(award.organisation_id, Role.DECIDER)
    active = award.state in (AwardState.ACTIVE, AwardState.ACCOUNTED)
    group = db.session.get_one(Workgroup, award.owner_id)
    if not (decides and active):
        return []
    left = queries.left_of(db.session(), award.id)
    return [
        {
            "href": url_for("payments.pay", instalment_id=one.id),
            "title": _("Pay part %(no)s", no=one.no),
            "note": _("online, or by bank transfer")
            if takes(group.holder_id)
            else _("by bank transfer"),
            "amount": left[one.id],
        }
        for one in queries.instalments_of(db.session(), award.id)
        if one.id in left
    ]


def _conditions(award: Award) -> list[dict[str, Any]]:
    """What both sides promise: the organisation's own lines, and what always holds."""
    day = formats.day_year(award.report_due_on)
    always = (
        _("The group tells how it went before %(day)s.", day=day),
        _("The money is for this plan. What is left goes back, unless you agree otherwise."),
    )
    own = (line.strip() for line in award.conditions.splitlines() if line.strip())
    return [{"text": line} for line in (*own, *always)]


def _term(one: Any) -> dict[str, Any]:
    when = formats.day_year(one.received_on or one.planned_on)
    words = messages.label(one.state)
    return {"name": f"{when}, {words}", "amount": one.received or one.amount}


def _sides(award: Award, known: dict[UUID, str]) -> list[dict[str, Any]]:
    """Who said yes for which side, and when."""
    sides = [
        (_("The group"), award.group_agreed_by_id, award.group_agreed_at),
        (_("The fund"), award.organisation_agreed_by_id, award.organisation_agreed_at),
    ]
    return [
        {
            "name": side,
            "note": f"{known.get(person, '')}, {formats.moment(moment)}" if person else None,
            "tag": _("yes") if person else _("not yet"),
            "kind": "done" if person else "wait",
            "empty": person is None,
        }
        for side, person, moment in sides
    ]


def _states(current: AwardState | None) -> list[dict[str, Any]]:
    every = {
        "href": url_for("awards.desk"),
        "name": _("All"),
        "current": current is None,
    }
    rows = [
        {
            "href": url_for("awards.desk", state=state),
            "name": messages.label(state),
            "current": state is current,
        }
        for state in AwardState
    ]
    return [every, *rows]
