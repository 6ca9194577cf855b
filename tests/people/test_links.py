"""The link of an invitation gives its role to who has it: so who sees the link is guarded."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from grants.kit.access import SYSTEM, Actor, Hand, Right, Role
from grants.kit.acts import Act
from grants.owners import service as owners
from grants.owners.models import OwnerKind
from grants.people import service
from grants.people.access import may
from grants.people.models import Person


@pytest.fixture
def workgroup_id(session: Session, noon: datetime) -> UUID:
    return owners.create(session, OwnerKind.WORKGROUP, at=noon)


@pytest.mark.parametrize("hand", [Hand.TOGETHER, Hand.GROUP])
@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.MEMBER, ""),
        (Role.COACH, "invites-members-only"),
        (Role.TREASURER, "invites-members-only"),
    ],
)
def test_a_resident_sees_the_links_of_members_only(
    hand: Hand,
    role: Role,
    code: str,
    session: Session,
    samira: Person,
    workgroup_id: UUID,
    noon: datetime,
) -> None:
    made = service.invite(session, workgroup_id, role, by=SYSTEM, at=noon + timedelta(hours=1))
    resident = Actor(
        samira.id,
        roles={workgroup_id: frozenset({Role.MEMBER})},
        hands={workgroup_id: {Right.INVITE: hand}},
    )

    assert may(resident, Act.PEOPLE_INVITE, made).code == code
