"""What pages and the loader of actors ask about hands and nods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, String, Uuid, bindparam, cast, null, select, union_all
from sqlalchemy.orm import Session, aliased

from grants.kit.access import RESIDENTS, Actor, Hand, Right, Role
from grants.kit.asking import an_id, look_up, several_ids
from grants.kit.money import Money
from grants.kit.orm import Ref
from grants.mandates.models import Asking, Mandate, Nod
from grants.neighbourhoods.models import Seat
from grants.people.models import Person
from grants.workgroups.models import Membership, Workgroup


def _roles(kind: type[Membership | Seat], paused_on: Any, holds: Any) -> Select[Any]:
    return select(
        kind.owner_id, kind.role, kind.from_on, kind.id, paused_on.label("paused_on"), holds
    ).where(
        kind.person_id == an_id("person_id"),
        kind.from_on <= bindparam("on"),
        kind.until_on.is_(None) | (kind.until_on > bindparam("on")),
    )


def _shares() -> Select[Any]:
    """A row without a role for each person who gave the same account number."""
    she, other = aliased(Person), aliased(Person)
    nobody = cast(null(), Uuid())
    return (
        select(other.id, cast(null(), String()), cast(null(), Date()), nobody, cast(null(), Date()))
        .add_columns(nobody)
        .join(she, (she.iban_mark == other.iban_mark) & (she.id != other.id))
        .where(she.id == an_id("person_id"))
    )


# Asked for every page, so they are put together once. Who pays at an organisation holds the money
# of its groups: a row for each of them.
_ROLES = union_all(
    _roles(Membership, Membership.paused_on, cast(null(), Uuid())),
    _roles(Seat, cast(null(), Date()), Workgroup.id).outerjoin(
        Workgroup, (Workgroup.holder_id == Seat.owner_id) & (Seat.role == Role.PAYER)
    ),
    _shares(),
).order_by("from_on", "id")
_LIMIT = Mandate.limit_minor, Mandate.limit_currency  # type: ignore[attr-defined]
_STANDING = select(Mandate.owner_id, Mandate.right, Mandate.hand, *_LIMIT).where(
    Mandate.owner_id.in_(several_ids("owner_ids")),
    Mandate.from_on <= bindparam("on"),
    Mandate.until_on.is_(None) | (Mandate.until_on > bindparam("on")),
)
_SOME = _STANDING.with_only_columns(Mandate.right, Mandate.hand).where(
    Mandate.right.in_(bindparam("rights", expanding=True))
)


def hands(
    session: Session, workgroup_ids: Iterable[UUID], on: date
) -> tuple[dict[UUID, dict[Right, Hand]], dict[UUID, Money]]:
    """Hands by workgroup and right, and the limit for approving by workgroup, on that day."""
    ids = list(workgroup_ids)
    lying: dict[UUID, dict[Right, Hand]] = defaultdict(dict)
    limits: dict[UUID, Money] = {}
    if not ids:
        return {}, {}
    rows = look_up(session, _STANDING, {"owner_ids": ids, "on": on})
    for owner_id, right, hand, minor, currency in rows:
        lying[owner_id][right] = hand
        if minor is not None:
            limits[owner_id] = Money(minor, currency)
    return dict(lying), limits


def hands_for(
    session: Session, workgroup_id: UUID, rights: Collection[Right], on: date
) -> dict[Right, Hand]:
    """In whose hands these rights of one workgroup lie on that day. Only what is asked for."""
    asked = {"owner_ids": [workgroup_id], "on": on, "rights": list(rights)}
    return {row.right: row.hand for row in look_up(session, _SOME, asked)}


def mandates(session: Session, workgroup_id: UUID) -> Sequence[Mandate]:
    """The rows that stand now."""
    return session.scalars(
        select(Mandate).where(Mandate.owner_id == workgroup_id, Mandate.until_on.is_(None))
    ).all()


def nod_on(
    session: Session, owner_id: UUID, right: Right, thing: Ref, mark: str = ""
) -> Nod | None:
    """The yes to this thing under this right, if it was given."""
    return session.scalars(
        select(Nod).where(
            Nod.owner_id == owner_id,
            Nod.right == right,
            Nod.thing_kind == thing.kind,
            Nod.thing_id == thing.id,
            Nod.mark == mark,
        )
    ).one_or_none()


def asking_for(
    session: Session, owner_id: UUID, right: Right, thing: Ref, mark: str = ""
) -> Asking | None:
    """The asking for this thing under this right, if somebody asked."""
    return session.scalars(
        select(Asking).where(
            Asking.owner_id == owner_id,
            Asking.right == right,
            Asking.thing_kind == thing.kind,
            Asking.thing_id == thing.id,
            Asking.mark == mark,
        )
    ).one_or_none()


def askings_about(session: Session, thing: Ref) -> Sequence[Asking]:
    """Every yes that was asked for to this thing."""
    about = Asking.thing_kind == thing.kind, Asking.thing_id == thing.id
    return session.scalars(select(Asking).where(*about)).all()


def actor_of(session: Session, person: Person, on: date) -> Actor:
    """The person as she can act on that day: her roles, what she holds, and whose hands."""
    roles: dict[UUID, set[Role]] = defaultdict(set)
    paused: set[UUID] = set()
    holds: set[UUID] = set()
    shares: set[UUID] = set()
    rows = look_up(session, _ROLES, {"person_id": person.id, "on": on})
    for owner_id, role, _from_on, _id, paused_on, held_id in rows:
        if role is None:
            shares.add(owner_id)
            continue
        roles[owner_id].add(role)
        if paused_on is not None and role in RESIDENTS:
            paused.add(owner_id)
        if held_id is not None:
            holds.add(held_id)
    lying, limits = hands(session, {*roles, *holds}, on)
    return Actor(
        person.id,
        language=person.language,
        roles={owner: frozenset(several) for owner, several in roles.items()},
        holds=frozenset(holds),
        hands=lying,
        limits=limits,
        operator=person.operator,
        paused=frozenset(paused),
        shares=frozenset(shares),
    )
