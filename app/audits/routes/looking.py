"""The audits of a group, opening one, and how it stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import messages
from app.access import me, reach, refuse
from app.audits.forms import OpenForm, SignForm
from app.audits.routes import bp, rows
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from grants.audits import queries, service
from grants.audits.access import may
from grants.audits.models import CashAudit
from grants.audits.rules import Found, read_facts, write_facts
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import Refusal
from grants.people.queries import names
from grants.workgroups.models import Workgroup


@bp.get("/<uuid:workgroup_id>")
def index(workgroup_id: UUID) -> ResponseReturnValue:
    """Which years were looked at, by whom, and what came out."""
    group = group_for(workgroup_id, Act.AUDITS_SEE)
    audits = queries.audits_of(db.session(), group.id)
    return render_template(
        "audits/index.html",
        group=group,
        audits=audits,
        names=names(db.session(), {who for one in audits for who in one.auditors}),
        can_open=bool(may(me(), Act.AUDITS_OPEN, group)),
    )


@bp.route("/<uuid:workgroup_id>/new", methods=["GET", "POST"])
def new(workgroup_id: UUID) -> ResponseReturnValue:
    """Ask two members to look at a year."""
    group = group_for(workgroup_id, Act.AUDITS_OPEN)
    session = db.session()
    years = queries.years(session, group.id, today())
    able = queries.able(session, group.id, years[0]) if years else {}
    called = names(session, set(able))
    people = {one: called[one] for one, why in able.items() if not why}
    form = OpenForm(years, people)
    if form.validate_on_submit():
        try:
            audit = service.open_(session, group, form.to_opening(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("audits.show", audit_id=audit.id)
            return form.done(_("The cash audit has begun. Both get a message."), goal)
    elif not form.is_submitted() and years:
        form.year.data = str(years[0])
    barred = [
        {"name": called[one], "why": messages.words_for(why)} for one, why in able.items() if why
    ]
    return render_template(
        "audits/new.html", group=group, form=form, people=people, years=years, barred=barred
    ), form.status


@bp.get("/number/<uuid:audit_id>")
def show(audit_id: UUID) -> ResponseReturnValue:
    """What was drawn, what was seen, and what comes next."""
    return page(reach(CashAudit, audit_id, Act.AUDITS_SEE))


def page(
    audit: CashAudit, signing: SignForm | None = None, reopening: PostForm | None = None
) -> ResponseReturnValue:
    """The page of an audit, with the forms that stand on it."""
    session = db.session()
    found = read_facts(audit.facts) if audit.facts else queries.found(session, audit)
    called = names(session, rows.people_in(found) | {audit.opened_by_id})
    acts = (Act.AUDITS_LOOK, Act.AUDITS_CONCLUDE, Act.AUDITS_SIGN, Act.AUDITS_REOPEN)
    form = signing or SignForm(formdata=None)
    form.mark.data = audit.hash or _mark(found)
    by_no = {one.entry_no: one for one in audit.items}
    return render_template(
        "audits/show.html",
        audit=audit,
        group=db.session.get_one(Workgroup, audit.owner_id),
        found=found,
        left=sum(one.looked is None for one in found.items),
        items=[(by_no[one.no], one, rows.name_of(one)) for one in found.items],
        places=rows.places(found),
        count=rows.count_words(found.count, called),
        counting=_counting(audit, found, called),
        names=called,
        can={act.name.removeprefix("AUDITS_").lower(): may(me(), act, audit) for act in acts},
        can_stop=bool(may(me(), Act.AUDITS_WITHDRAW, audit)),
        signing=form,
        reopening=reopening or PostForm(formdata=None),
    ), form.status if signing else 200


def _counting(audit: CashAudit, found: Found, called: dict[UUID, str]) -> dict[str, Any] | None:
    """The count that only one of the two stands for by now, and who says so still."""
    waits = queries.waits_for(db.session(), audit) if found.has_cash and not found.count else None
    if waits is None:
        return None
    count_id, second_id = waits
    here = url_for("audits.show", audit_id=audit.id)
    return {
        "href": url_for("payments.counted", count_id=count_id, next=here),
        "second": called[second_id],
        "mine": me().person_id == second_id,
    }


def _mark(found: Found) -> str:
    return digest(write_facts(found))


def group_for(workgroup_id: UUID, act: Act) -> Workgroup:
    """The group, by what this room says of it."""
    group = db.session.get(Workgroup, workgroup_id) or reach(
        Workgroup, workgroup_id, Act.WORKGROUPS_SEE
    )
    verdict = may(me(), act, group)
    if not verdict:
        refuse(verdict)
    return group
