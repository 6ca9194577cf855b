"""Who asks: the signed-in person, loaded once a request, and the actor that the rules see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app, g, session

from app.clock import now, today
from app.extensions import db
from grants.kit.access import RESIDENTS, Actor, Role
from grants.mandates.queries import actor_of
from grants.neighbourhoods.models import Organisation
from grants.neighbourhoods.queries import organisations_by_id
from grants.people.access import is_money_role
from grants.people.models import Person
from grants.people.models import Session as SignedIn
from grants.people.queries import signed_in
from grants.people.rules import is_over
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import workgroups_by_id

OF_GROUPS = RESIDENTS | {Role.COACH}
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
    def first_name(self) -> str:
        """How she is greeted."""
        return self.person.name.split()[0]

    @property
    def operator(self) -> bool:
        """Whether she runs the installation."""
        return self.person.operator

    @property
    def organisation(self) -> Organisation | None:
        """Where she sits: the first of her partner organisations."""
        return self.organisations[0] if self.organisations else None


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
    actor = actor_of(db.session(), person, today())
    if is_over(row.created_at, _seen_at(row), now(), money=_handles_money(actor)):
        return None
    owners = [owner for owner, roles in actor.roles.items() if roles & OF_GROUPS]
    groups = workgroups_by_id(db.session(), owners)
    mine = tuple(groups[owner] for owner in actor.roles if owner in groups)
    desks = organisations_by_id(db.session(), actor.roles.keys() - groups.keys())
    return Who(person, row, actor, mine, tuple(desks.values()), _current(mine, actor))


def _handles_money(actor: Actor) -> bool:
    # The sample's people stay signed in: nothing of theirs is real.
    if current_app.config["SAMPLE"]:
        return False
    return is_money_role(actor)


def _seen_at(row: SignedIn) -> datetime:
    seen = session.get(SEEN)
    return datetime.fromtimestamp(seen, UTC) if seen else row.created_at


def _current(groups: tuple[Workgroup, ...], actor: Actor) -> Workgroup | None:
    chosen = session.get(HERE)
    for group in groups:
        if str(group.id) == chosen:
            return group
    own = [group for group in groups if actor.is_resident(group.id)]
    return next(iter([*own, *groups]), None)
