"""What lies in whose hands, and saying yes to one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import messages
from app.access import fresh_code, me, reach, reach_ref
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.mandates.forms import HandsForm
from app.mandates.routes.marks import is_as_asked, mark_now
from app.things import page_of
from grants.kit.access import MONEY_RIGHTS, Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import NotNow, Refusal
from grants.kit.money import Money
from grants.kit.orm import Ref
from grants.mandates import queries, service
from grants.mandates.access import may
from grants.mandates.models import Asking, Mandate
from grants.mandates.rules import Template
from grants.neighbourhoods.models import Organisation
from grants.owners import service as owners
from grants.people.queries import names
from grants.proposals.models import Proposal
from grants.waiting.queries import label_for
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import coaches

bp = Blueprint("mandates", __name__, url_prefix="/mandates")
REACH = {Asking: may, Mandate: may}

# What can be asked a yes for, by right and kind, and what she goes on to do once it is there.
AFTER = {
    ("approve", "expense"): Act.SPENDING_APPROVE,
    ("invite", "workgroup"): Act.PEOPLE_INVITE,
    ("pay", "expense"): Act.SPENDING_PAY,
    ("send", "request"): Act.REQUESTS_SEND,
    ("speak", "award"): Act.AWARDS_AGREE,
    ("speak", "request"): Act.REQUESTS_ANSWER,
    ("write-plan", "proposal"): Act.PROPOSALS_PUT,
    ("write-report", "report"): Act.REPORTS_PUT,
}


@dataclass(frozen=True)
class Row:
    """One right as the page shows it."""

    right: Right
    hand: Hand
    words: str
    of_money: bool
    since: date | None
    limit: Money | None


@bp.get("/<uuid:workgroup_id>")
def show(workgroup_id: UUID) -> ResponseReturnValue:
    """What we may do ourselves."""
    found = _workgroup(workgroup_id, Act.MANDATES_SEE)
    rows = _rows(found)
    return render_template(
        "mandates/show.html",
        group=found,
        rows=rows,
        hands=[str(row.hand) for row in rows],
        ourselves=sum(row.hand is Hand.GROUP for row in rows),
        may_set=_may_set(found, rows),
    )


def _rows(found: Workgroup) -> list[Row]:
    standing = {one.right: one for one in queries.mandates(db.session(), found.id)}
    leading = coaches(db.session(), found.id)
    coach = next(iter(names(db.session(), leading).values()), None) or _("The coach")
    holder = db.session.get_one(Organisation, found.holder_id).name
    rows = []
    for right in Right:
        stands = standing.get(right)
        hand = stands.hand if stands else Hand.COACH
        watcher = holder if right in MONEY_RIGHTS else coach
        words = messages.words_for(f"hands-{hand}", watcher=watcher)
        since = stands.from_on if stands else None
        rows.append(
            Row(right, hand, words, right in MONEY_RIGHTS, since, stands.limit if stands else None)
        )
    return rows


def _may_set(found: Workgroup, rows: list[Row]) -> bool:
    unset = all(row.since is None for row in rows)
    return bool(may(me(), Act.MANDATES_SET, found)) and (unset or me().operator)


@bp.route("/<uuid:workgroup_id>/set", methods=["GET", "POST"])
@fresh_code
def put(workgroup_id: UUID) -> ResponseReturnValue:
    """Put all rights where a template has them."""
    found = _workgroup(workgroup_id, Act.MANDATES_SET)
    form = HandsForm()
    if form.validate_on_submit():
        template, limit = form.to_template()
        try:
            service.apply_template(db.session(), found, template, by=me(), at=now(), limit=limit)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("mandates.show", workgroup_id=workgroup_id)
            return form.done(_("This is how you start."), goal)
    words = {str(one): messages.words_for(f"about-{one}") for one in Template}
    return render_template("mandates/put.html", group=found, form=form, words=words), form.status


@bp.route("/ask/<right>/<kind>/<uuid:thing_id>", methods=["GET", "POST"])
def ask(right: str, kind: str, thing_id: UUID) -> ResponseReturnValue:
    """Ask the coach, or who holds the money, for a yes to this thing as it is now."""
    if (right, kind) not in AFTER:
        abort(404)
    thing = reach_ref(Ref(kind, thing_id))
    workgroup_id: UUID = thing.owner_id  # type: ignore[attr-defined]
    back = page_of(kind, thing_id) or url_for("mandates.show", workgroup_id=workgroup_id)
    form = PostForm()
    label = _label(thing)
    if form.validate_on_submit():
        try:
            mark = mark_now(Right(right), thing.ref)
            asked = service.ask_nod(
                db.session(),
                Right(right),
                thing,  # type: ignore[arg-type]
                mark=request.args.get("mark", "")[:80] if mark is None else mark,
                label=label,
                by=me(),
                at=now(),
                act=AFTER[right, kind],
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(None, url_for("mandates.nod", asking_id=asked.id))
    return render_template(
        "mandates/ask.html", form=form, right=Right(right), label=label, back_to=back
    ), form.status


@bp.route("/yes/<uuid:asking_id>", methods=["GET", "POST"])
def nod(asking_id: UUID) -> ResponseReturnValue:
    """Say yes to one thing; or see that the yes is asked, or given."""
    asked = reach(Asking, asking_id, Act.MANDATES_SEE)
    form = PostForm()
    if form.validate_on_submit():
        try:
            owners.lock(db.session(), asked.owner_id)
            if not is_as_asked(asked):
                raise NotNow("changed-since-asked")
            service.nod(db.session(), asked, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("You said yes. The group can go on.")
            return form.done(words, url_for("mandates.nod", asking_id=asking_id))
    given = queries.nod_on(db.session(), asked.owner_id, asked.right, asked.thing, asked.mark)
    who = names(db.session(), [asked.asked_by_id, *([given.person_id] if given else [])])
    return render_template(
        "mandates/nod.html",
        asked=asked,
        label=label_for(db.session(), me().person_id, asked.id) or asked.label,
        given=given,
        asked_by=who[asked.asked_by_id],
        given_by=who[given.person_id] if given else None,
        may_nod=bool(may(me(), Act.MANDATES_NOD, asked)),
        changed=given is None and not is_as_asked(asked),
        group=db.session.get_one(Workgroup, asked.owner_id),
        thing_href=page_of(asked.thing_kind, asked.thing_id),
        form=form,
    ), form.status


def _workgroup(workgroup_id: UUID, act: Act) -> Workgroup:
    """The workgroup, by what this room says of it; another room keeps its door."""
    found = reach(Workgroup, workgroup_id, Act.WORKGROUPS_SEE)
    verdict = may(me(), act, found)
    if not verdict:
        abort(403, description=messages.words_for(verdict.code))
    return found


def _label(thing: object) -> str:
    """What it is called: its own name, or that of the plan it is about."""
    for name in ("title", "shop", "name"):
        words = getattr(thing, name, None)
        if isinstance(words, str) and words:
            return words
    plan: UUID = thing.proposal_id  # type: ignore[attr-defined]
    return db.session.get_one(Proposal, plan).title
