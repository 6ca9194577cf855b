"""Who asks: the signed-in person, loaded once a request, and the actor that the rules see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import current_app, g, session

from app.clock import now, today
from app.extensions import db
from grants.kit.access import RESIDENTS, Actor, Role
from grants.mandates.queries import hands
from grants.neighbourhoods.models import Organisation, Seat
from grants.neighbourhoods.queries import organisations_by_id, seats_of
from grants.people.models import Person
from grants.people.models import Session as SignedIn
from grants.people.queries import signed_in
from grants.people.rules import is_over
from grants.workgroups.models import Membership, Workgroup
from grants.workgroups.queries import held_by, memberships_of, workgroups_by_id

TOKEN, SEEN, HERE = "token", "seen", "workgroup"


@dataclass(frozen=True)
class Who:
    """The signed-in person as pages know her."""

    person: Person
    signed_in: SignedIn
    actor: Actor
    workgroups: tuple[Workgroup, ...]
    organisations: tuple[Organisation, ...]
    workgroup: Workgroup | None

    @property
    def name(self) -> str:
        """Her name."""
        return self.person.name

    @property
    def operator(self) -> bool:
        """Whether she runs the installation."""
        return self.person.operator

    @property
    def organisation(self) -> Organisation | None:
        """Where she sits: the first of her partner organisations."""
        return self.organisations[0] if self.organisations else None

    @property
    def is_partner(self) -> bool:
        """Works at a desk and is in no workgroup."""
        return bool(self.organisations) and not self.workgroups


def who() -> Who | None:
    """The signed-in person of this request, or None."""
    if "who" not in g:
        g.who = _load()
    found: Who | None = g.who
    return found


def forget() -> None:
    """Load anew when asked again: rights may have changed."""
    g.pop("who", None)


def _load() -> Who | None:
    token = session.get(TOKEN)
    found = signed_in(db.session(), token) if token else None
    if found is None:
        return None
    row, person = found
    on = today()
    memberships = memberships_of(db.session(), person.id, on)
    seats = seats_of(db.session(), person.id, on)
    actor = _actor(person, memberships, seats)
    roles = frozenset().union(*actor.roles.values()) if actor.roles else frozenset()
    money = person.operator or not roles <= {Role.MEMBER, Role.COACH}
    if is_over(
        row.created_at, _seen_at(row), now(), money=money and not current_app.config["SAMPLE"]
    ):
        return None
    groups = workgroups_by_id(db.session(), [one.owner_id for one in memberships])
    mine = tuple(groups[one.owner_id] for one in memberships)
    desks = organisations_by_id(db.session(), [seat.owner_id for seat in seats])
    return Who(person, row, actor, mine, tuple(desks.values()), _current(mine, actor))


def _actor(person: Person, memberships: list[Membership], seats: list[Seat]) -> Actor:
    roles: dict[UUID, set[Role]] = defaultdict(set)
    for one in [*memberships, *seats]:
        roles[one.owner_id].add(one.role)
    pays = [seat.owner_id for seat in seats if seat.role is Role.PAYER]
    holds = held_by(db.session(), pays)
    lying, limits = hands(db.session(), {*(one.owner_id for one in memberships), *holds}, today())
    return Actor(
        person.id,
        language=person.language,
        roles={owner: frozenset(several) for owner, several in roles.items()},
        holds=holds,
        hands=lying,
        limits=limits,
        operator=person.operator,
    )


def _seen_at(row: SignedIn) -> datetime:
    seen = session.get(SEEN)
    return datetime.fromtimestamp(seen, UTC) if seen else row.created_at


def _current(groups: tuple[Workgroup, ...], actor: Actor) -> Workgroup | None:
    chosen = session.get(HERE)
    for group in groups:
        if str(group.id) == chosen:
            return group
    own = [group for group in groups if actor.has(group.id, *RESIDENTS)]
    return (own or list(groups) or [None])[0]
