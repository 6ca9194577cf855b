"""Looking at one allowance, and at those of a group that somebody looks after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, reach
from app.allowances.routes import bp
from app.extensions import db
from app.fields import PostForm
from grants.allowances import queries
from grants.allowances.access import may
from grants.allowances.models import Allowance, Looks
from grants.allowances.states import AllowanceState
from grants.kit.access import Actor, Hand, Right, Role
from grants.kit.acts import Act
from grants.ledger.models import AccountKind
from grants.neighbourhoods.models import Organisation
from grants.payments.models.runs import FailedWhy
from grants.payments.queries import failure_of
from grants.people.queries import names
from grants.proposals.models import Line, Proposal
from grants.spending.service import ended_by
from grants.workgroups.models import Workgroup

ACTS = {
    "agree": Act.ALLOWANCES_AGREE,
    "pass_on": Act.ALLOWANCES_LEAVE,
    "refuse": Act.ALLOWANCES_REFUSE,
    "withdraw": Act.ALLOWANCES_WITHDRAW,
    "pay": Act.ALLOWANCES_PAY,
    "confirm": Act.ALLOWANCES_CONFIRM,
    "correct": Act.ALLOWANCES_CORRECT,
}
MINUTES_AN_HOUR = 60


@bp.get("/<uuid:allowance_id>")
def show(allowance_id: UUID) -> ResponseReturnValue:
    """One allowance: what it is, where it is, and what I can do with it."""
    return draw(reach(Allowance, allowance_id, Act.ALLOWANCES_SEE), PostForm()), 200


@bp.get("/")
def index() -> ResponseReturnValue:
    """The allowances that I look after: as treasurer, or as who holds the money."""
    actor = me()
    owners = _looks_after(actor)
    if not owners:
        abort(404)
    found = queries.to_see(db.session(), owners)
    seen = [one for one in found if may(actor, Act.ALLOWANCES_SEE, one)]
    known = names(db.session(), {one.person_id for one in seen})
    return render_template(
        "allowances/index.html",
        rows=[row(one, known.get(one.person_id, "")) for one in seen],
        is_treasurer=any(actor.has(owner, Role.TREASURER) for owner in owners),
    ), 200


def draw(allowance: Allowance, form: PostForm) -> str:
    """The page of an allowance; ``form`` is the button that somebody pressed, or a new one."""
    people = {
        allowance.person_id,
        allowance.noted_by_id,
        *filter(None, [allowance.agreed_by_id, allowance.paid_by_id]),
    }
    known = names(db.session(), people)
    workgroup = db.session.get_one(Workgroup, allowance.owner_id)
    actor = me()
    can = {name: bool(may(actor, act, allowance)) for name, act in ACTS.items()}
    in_group = actor.hand(allowance.owner_id, Right.PAY) is Hand.GROUP
    holds = actor.holds_money_of(allowance.owner_id)
    plan = db.session.get_one(Proposal, allowance.proposal_id)
    refused = allowance.state is AllowanceState.REFUSED
    agreed = allowance.state is AllowanceState.AGREED
    another = agreed and queries.another_pays(db.session(), workgroup, allowance, actor.person_id)
    can["pay"] = can["pay"] and not another
    return render_template(
        "allowances/show.html",
        allowance=allowance,
        plan=plan,
        ended=refused and ended_by(db.session(), plan) != "",
        person=known.get(allowance.person_id, ""),
        is_mine=actor.person_id == allowance.person_id,
        can=can | {"bank": can["pay"] and (holds or in_group)},
        facts=_facts(allowance, known),
        looks=_looks_words(allowance, workgroup),
        holder=db.session.get_one(Organisation, workgroup.holder_id).name,
        in_cash=allowance.place is AccountKind.CASH,
        unpaid=_unpaid(allowance),
        another=another,
        holds=holds,
        form=form,
    )


def row(allowance: Allowance, title: str, *more: str) -> dict[str, Any]:
    """An allowance as a row of a list: who or what, day, state, amount."""
    notes = [formats.day(allowance.on), messages.label(allowance.state), *_limit(allowance), *more]
    return {
        "title": title,
        "note": " · ".join(notes),
        "amount": allowance.amount,
        "held": allowance.paid_at is None,
        "plain": True,
        "href": url_for("allowances.show", allowance_id=allowance.id),
    }


def _limit(allowance: Allowance) -> list[str]:
    """What a list says of a limit that is passed, or that nobody knows yet."""
    if allowance.state is not AllowanceState.PAID:
        return []
    if allowance.passed_cap:
        return [_("a limit is passed")]
    return [_("the limit is not known yet")] if allowance.is_untested else []


def _unpaid(allowance: Allowance) -> FailedWhy | None:
    """Why the bank did not pay it, while it waits to be paid again."""
    again = allowance.state is AllowanceState.AGREED
    return failure_of(db.session(), allowance.id) if again else None


def _looks_after(actor: Actor) -> list[UUID]:
    """The groups of which she keeps the books, and those whose money she holds."""
    kept = [owner for owner in actor.roles if actor.has(owner, Role.TREASURER)]
    return [*kept, *actor.holds]


def _looks_words(allowance: Allowance, workgroup: Workgroup) -> str:
    holder = db.session.get_one(Organisation, workgroup.holder_id).name
    said = {
        Looks.TREASURER: _("The treasurer"),
        Looks.MEMBERS: _("Another member"),
        Looks.HOLDER: holder,
    }
    return str(said[allowance.looks])


def _facts(allowance: Allowance, known: dict[UUID, str]) -> list[dict[str, str]]:
    line = db.session.get_one(Line, allowance.line_id)
    found = [
        (_("Number"), allowance.reference),
        (_("For"), known.get(allowance.person_id)),
        (_("Day"), formats.day_year(allowance.on)),
        (_("Hours"), _hours(allowance.minutes)),
        (_("Kind"), messages.label(allowance.kind)),
        (_("What shows it"), allowance.proof),
        (_("From which costs"), line.words),
        (_("Why it is right"), allowance.why),
        (_("Noted by"), known.get(allowance.noted_by_id)),
        (_("Said yes"), _name(allowance.agreed_by_id, known)),
        (_("Paid on"), formats.day_year(allowance.paid_on) if allowance.paid_on else ""),
        (_("Paid by"), _name(allowance.paid_by_id, known)),
    ]
    return [{"name": str(name), "text": text} for name, text in found if text]


def _name(person_id: UUID | None, known: dict[UUID, str]) -> str:
    return known.get(person_id, "") if person_id else ""


def _hours(minutes: int | None) -> str:
    """``2:30``: hours and minutes, the same in every language."""
    if minutes is None:
        return ""
    whole, rest = divmod(minutes, MINUTES_AN_HOUR)
    return f"{whole}:{rest:02d}"
