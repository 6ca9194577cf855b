"""The sample neighbourhood: choose who you are for a while. Only where everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import messages
from app.access import own_path, public
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.languages import COOKIE
from app.who import SEEN, TOKEN, forget, who
from app.writing import turn_to_writing
from grants.kit.access import Role
from grants.neighbourhoods.models import Organisation, Seat, Theme
from grants.people import service
from grants.people.models import Person
from grants.workgroups.models import Membership, Workgroup

bp = Blueprint("sample", __name__, url_prefix="/sample")


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody to be for a while."""

    id: UUID
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Circle:
    """People who belong together, under one heading."""

    title: str
    hue: str
    pictogram: str
    cards: tuple[Card, ...]


@bp.before_request
def only_in_the_sample() -> None:
    """In a real installation these pages are not there."""
    if not current_app.config["SAMPLE"]:
        abort(404)


@bp.route("/people", methods=["GET", "POST"])
@public
def people() -> ResponseReturnValue:
    """One tap, and you are her."""
    form = PostForm()
    if form.is_submitted() and form.validate():
        person = db.session.get(Person, _id(request.form.get("person", "")))
        if person is None:
            abort(404)
        turn_to_writing(db.session())
        _become(person)
        db.session.commit()
        return redirect(own_path(request.args.get("next")), 303)
    shown = {"circles": _circles(), "others": _others(), "form": form}
    return render_template("home/sample.html", **shown), form.status


def _become(person: Person) -> None:
    found = who()
    if found is not None:
        service.end_session(db.session(), found.signed_in, by=found.actor, at=now())
    _, token = service.begin_session(db.session(), person, fresh=True, at=now())
    session.clear()
    session.permanent = True
    session[TOKEN], session[SEEN] = token, int(now().timestamp())
    session["last"] = str(person.id)
    session.pop(COOKIE, None)
    forget()


def _circles() -> list[Circle]:
    """The workgroups with who is in them; three statements."""
    rows = db.session.execute(
        select(Workgroup, Theme, Person, Membership.role)
        .join(Theme, Theme.id == Workgroup.theme_id)
        .join(Membership, Membership.owner_id == Workgroup.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.until_on.is_(None), Membership.role != Role.COACH)
        .order_by(Theme.position, Workgroup.name, Membership.role.desc(), Person.name)
    )
    circles: dict[UUID, tuple[Workgroup, Theme, list[Card]]] = {}
    for group, theme, person, role in rows:
        _, _, cards = circles.setdefault(group.id, (group, theme, []))
        cards.append(Card(person.id, person.name, _capital(messages.label(role))))
    return [
        Circle(group.name, theme.hue, theme.pictogram, tuple(cards))
        for group, theme, cards in circles.values()
    ]


def _others() -> list[Card]:
    """Coaches, partner organisations, and who runs the installation."""
    coaches = db.session.execute(
        select(Person.id, Person.name, Workgroup.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Workgroup, Workgroup.id == Membership.owner_id)
        .where(Membership.until_on.is_(None), Membership.role == Role.COACH)
        .order_by(Person.name, Workgroup.name)
    )
    seats = db.session.execute(
        select(Person.id, Person.name, Organisation.name, Seat.role)
        .join(Seat, Seat.person_id == Person.id)
        .join(Organisation, Organisation.id == Seat.owner_id)
        .where(Seat.until_on.is_(None) | (Seat.until_on > today()))
        .order_by(Organisation.name, Person.name, Seat.role)
    )
    operators = db.session.execute(
        select(Person.id, Person.name).where(Person.operator.is_(True)).order_by(Person.name)
    )
    notes: dict[UUID, tuple[str, list[str]]] = {}
    for person_id, name, _group in coaches:
        notes.setdefault(person_id, (name, [messages.label(Role.COACH)]))
    for person_id, name, place, role in seats:
        _, words = notes.setdefault(person_id, (name, [place]))
        words.append(messages.label(role))
    for person_id, name in operators:
        notes.setdefault(person_id, (name, [str(messages.words_for("sample-operator"))]))
    return [Card(one, name, _capital(", ".join(words))) for one, (name, words) in notes.items()]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)
