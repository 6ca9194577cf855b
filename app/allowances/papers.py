"""The statement of a person's year on paper: hers alone, for the tax or the municipality."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, outside
from app.allowances import routes
from app.allowances.routes.mine import asked_day, elsewhere_rows
from app.clock import now, today
from app.documents import send_made
from app.extensions import db
from app.languages import language
from app.world import world
from grants.allowances import queries
from grants.allowances.models import Allowance, Kind
from grants.allowances.queries import Year
from grants.kit.money import Money, total
from grants.people.models import Person
from grants.workgroups.queries import workgroups_by_id


@routes.bp.get("/mine/paper")
def paper() -> Response:
    """What I got in a year, as a PDF."""
    person_id = me().person_id or abort(404)
    day = asked_day()
    year = day.year
    found, made_at = queries.year_of(db.session(), person_id, day, is_over=day != today()), now()
    title = _("Volunteer allowances in %(year)s", year=year)
    html, lang = _page(person_id, found, title), language()
    with outside():
        data = world().pdf.render(html, title=title, language=lang, made_at=made_at)
    return send_made(data, "application/pdf", _("allowances") + f"-{year}.pdf")


def _page(person_id: UUID, year: Year, title: str) -> str:
    groups = workgroups_by_id(db.session(), {one.owner_id for one in year.paid})
    plans = queries.plans_by_id(db.session(), {one.proposal_id for one in year.paid})
    titles = {plan.id: plan.title for plan in plans}
    return render_template(
        "allowances/paper.html",
        lang=language(),
        title=title,
        year=year,
        person=db.session.get_one(Person, person_id).name,
        rows=[_row(one, titles[one.proposal_id], groups[one.owner_id].name) for one in year.paid],
        kinds=[{"name": messages.label(kind), "amount": total(_of(year, kind))} for kind in Kind],
        elsewhere=elsewhere_rows(year),
        today=today(),
    )


def _of(year: Year, kind: Kind) -> list[Money]:
    return [one.amount for one in year.paid if one.kind is kind]


def _row(allowance: Allowance, plan: str, group: str) -> dict[str, object]:
    paid = formats.day(allowance.paid_on)
    words = f"{paid}: {allowance.words} ({plan}, {group})"
    return {"name": words, "amount": allowance.amount}
