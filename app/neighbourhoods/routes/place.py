"""The place itself: themes, meeting places, and what is still to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, me, reach
from app.access import refuse as answer_no
from app.clock import now
from app.extensions import db
from app.neighbourhoods.forms import FiveForm, NeighbourhoodForm, PlaceForm, ThemeForm
from app.neighbourhoods.routes import bp
from grants.funds.queries import of_organisations as funds_of
from grants.kit.access import RESIDENTS, Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.neighbourhoods import queries, service
from grants.neighbourhoods.access import may
from grants.neighbourhoods.models import Neighbourhood, Organisation, Place, Theme
from grants.neighbourhoods.rules import Standing, steps
from grants.workgroups import queries as workgroups
from grants.workgroups.models import Group, Workgroup


@bp.get("/")
@desk_page
def index() -> ResponseReturnValue:
    """All neighbourhoods of this installation."""
    verdict = may(me(), Act.NEIGHBOURHOODS_CREATE, None)
    if not verdict:
        answer_no(verdict)
    found = queries.neighbourhoods(db.session())
    return render_template("neighbourhoods/index.html", found=found)


@bp.route("/new", methods=["GET", "POST"])
@desk_page
def new() -> ResponseReturnValue:
    """Make a neighbourhood."""
    verdict = may(me(), Act.NEIGHBOURHOODS_CREATE, None)
    if not verdict:
        answer_no(verdict)
    form = NeighbourhoodForm()
    if form.validate_on_submit():
        try:
            place = service.create(db.session(), form.to_neighbourhood(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("neighbourhoods.show", neighbourhood_id=place.id)
            return form.done(_("The neighbourhood is made. Now its themes."), goal)
    return render_template("neighbourhoods/new.html", form=form), form.status


@dataclass(frozen=True)
class Overview:
    """A neighbourhood as its page shows it, read in a fixed number of statements."""

    themes: tuple[Theme, ...]
    organisations: tuple[Organisation, ...]
    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    workgroups: tuple[Workgroup, ...]
    sitting: dict[UUID, int]
    residents: dict[UUID, int]
    coached: frozenset[UUID]
    steps: tuple[tuple[str, bool, str], ...]

    def in_group(self, group: Group) -> list[Workgroup]:
        """The workgroups of one group."""
        return [one for one in self.workgroups if one.group_id == group.id]

    def theme_of(self, workgroup: Workgroup) -> Theme:
        """What the workgroup is about."""
        return next(one for one in self.themes if one.id == workgroup.theme_id)


@bp.get("/<uuid:neighbourhood_id>")
@desk_page
def show(neighbourhood_id: UUID) -> ResponseReturnValue:
    """What stands, and what is still to do."""
    place = reach(Neighbourhood, neighbourhood_id, Act.NEIGHBOURHOODS_SEE)
    seen = _overview(place)
    return render_template("neighbourhoods/show.html", place=place, seen=seen)


def _overview(place: Neighbourhood) -> Overview:
    session = db.session()
    partners = queries.organisations(session, place.id)
    seats = queries.seats_at(session, [one.id for one in partners])
    found = workgroups.workgroups(session, place.id)
    members = workgroups.members_of_all(session, [one.id for one in found])
    residents = {one.id: 0 for one in found}
    for one in members:
        residents[one.owner_id] += one.role in RESIDENTS
    coached = frozenset(one.owner_id for one in members if one.role is Role.COACH)
    themes = queries.themes(session, place.id)
    groups = workgroups.groups(session, place.id)
    standing = Standing(
        themes=len(themes),
        holders=sum(one.holder for one in partners),
        payers=sum(one.role is Role.PAYER for one in seats),
        funders=sum(one.funder for one in partners),
        deciders=sum(one.role is Role.DECIDER for one in seats),
        funds=len(funds_of(session, [one.id for one in partners])),
        groups=len(groups),
        workgroups=len(found),
        without_coach=len(found) - len(coached),
        without_members=sum(not count for count in residents.values()),
    )
    seen = Overview(
        themes=tuple(themes),
        organisations=tuple(partners),
        places=tuple(queries.places(session, place.id)),
        groups=tuple(groups),
        workgroups=tuple(found),
        sitting={one.id: sum(seat.owner_id == one.id for seat in seats) for one in partners},
        residents=residents,
        coached=coached,
        steps=(),
    )
    ways = _ways(place, seen)
    return replace(seen, steps=tuple((code, done, ways[code]) for code, done in steps(standing)))


def _ways(place: Neighbourhood, seen: Overview) -> dict[str, str]:
    """Where each step is done: at the first thing that still misses it."""
    here = url_for("neighbourhoods.show", neighbourhood_id=place.id)
    partner = url_for("neighbourhoods.organisation", neighbourhood_id=place.id)
    group = url_for("neighbourhoods.group", neighbourhood_id=place.id)
    holder = next((one.id for one in seen.organisations if one.holder), None)
    funder = next((one.id for one in seen.organisations if one.funder), None)
    first = next((one.id for one in seen.groups), None)
    lonely = next((one.id for one in seen.workgroups if one.id not in seen.coached), None)
    bare = next((one.id for one in seen.workgroups if not seen.residents[one.id]), None)

    def at(endpoint: str, argument: str, thing_id: UUID | None, otherwise: str) -> str:
        values: dict[str, Any] = {argument: thing_id}
        return url_for(endpoint, **values) if thing_id else otherwise

    return {
        "themes": url_for("neighbourhoods.themes", neighbourhood_id=place.id),
        "holder": partner,
        "payer": at("neighbourhoods.seat", "organisation_id", holder, partner),
        "funder": partner,
        "decider": at("neighbourhoods.seat", "organisation_id", funder, partner),
        "fund": at("funds.new", "organisation_id", funder, partner),
        "group": group,
        "workgroup": at("neighbourhoods.workgroup", "group_id", first, group),
        "coach": at("workgroups.invite", "workgroup_id", lonely, here),
        "members": at("workgroups.invite", "workgroup_id", bare, here),
    }


@bp.route("/<uuid:neighbourhood_id>/themes", methods=["GET", "POST"])
@desk_page
def themes(neighbourhood_id: UUID) -> ResponseReturnValue:
    """Tick the five O's."""
    place = reach(Neighbourhood, neighbourhood_id, Act.NEIGHBOURHOODS_CHANGE)
    standing = queries.themes(db.session(), place.id)
    form = FiveForm({one.name for one in standing})
    if form.validate_on_submit():
        try:
            for wanted in form.to_themes():
                service.add_theme(db.session(), place, wanted, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("neighbourhoods.show", neighbourhood_id=neighbourhood_id)
            return form.done(_("The themes are there."), goal)
    page = "neighbourhoods/themes.html"
    return render_template(page, place=place, standing=standing, form=form), form.status


@bp.route("/<uuid:neighbourhood_id>/theme", methods=["GET", "POST"])
@desk_page
def theme(neighbourhood_id: UUID) -> ResponseReturnValue:
    """Make a theme of one's own."""
    place = reach(Neighbourhood, neighbourhood_id, Act.NEIGHBOURHOODS_CHANGE)
    form = ThemeForm()
    if form.validate_on_submit():
        try:
            service.add_theme(db.session(), place, form.to_theme(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("neighbourhoods.show", neighbourhood_id=neighbourhood_id)
            return form.done(_("The theme is there."), goal)
    return render_template("neighbourhoods/theme.html", place=place, form=form), form.status


@bp.route("/<uuid:neighbourhood_id>/place", methods=["GET", "POST"])
@desk_page
def place(neighbourhood_id: UUID) -> ResponseReturnValue:
    """Add a meeting place."""
    found = reach(Neighbourhood, neighbourhood_id, Act.NEIGHBOURHOODS_CHANGE)
    form = PlaceForm()
    if form.validate_on_submit():
        try:
            service.add_place(db.session(), found, form.to_place(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("neighbourhoods.show", neighbourhood_id=neighbourhood_id)
            return form.done(_("The place is there."), goal)
    return render_template("neighbourhoods/place.html", place=found, form=form), form.status
