"""Invitations: asking somebody for a role, and being asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history import service as history
from grants.kit.access import SYSTEM, Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.outbox import service as outbox
from grants.owners import service as owners
from grants.people.access import may, may_invite
from grants.people.models import Invitation
from grants.people.rules import (
    INVITATION_LIFE,
    INVITATION_USES,
    Secrets,
    address_as_kept,
    id_in,
    token_for,
)

_PURPOSE = "people.invitation"


def invite(
    session: Session,
    owner_id: UUID,
    role: Role,
    *,
    email: str | None = None,
    uses: int = 1,
    by: Actor,
    at: datetime,
) -> Invitation:
    """Ask for a role there, for at most a week. With an address it is mailed, for one use.

    Refuses ``in-coach-hands``, ``in-group-hands``, ``not-the-manager`` and ``uses-wrong``.
    """
    may_invite(by, owner_id).check()
    if not 1 <= uses <= INVITATION_USES:
        raise Invalid("uses-wrong", field="uses", most=INVITATION_USES)
    address = address_as_kept(email) if email else None
    invitation = Invitation(
        id=new_id(session, at),
        owner_id=owner_id,
        role=role,
        operator=False,
        email=address,
        uses_left=1 if address else uses,
        until=at + INVITATION_LIFE,
        made_by_id=by.person_id,
        created_at=at,
    )
    return _sent(session, invitation, by=by, at=at)


def invite_operator(
    session: Session, at: datetime, *, email: str | None = None, by: Actor = SYSTEM
) -> Invitation:
    """Ask somebody to run the installation; the first one is printed by ``make run``."""
    installation = owners.installation(session)
    if by is not SYSTEM and not by.operator:
        may_invite(by, installation).check()
    invitation = Invitation(
        id=new_id(session, at),
        owner_id=installation,
        role=None,
        operator=True,
        email=address_as_kept(email) if email else None,
        uses_left=1,
        until=at + INVITATION_LIFE,
        made_by_id=by.person_id,
        created_at=at,
    )
    return _sent(session, invitation, by=by, at=at)


def revoke(session: Session, invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """It does not work from now on; revoked twice is nothing."""
    may(by, Act.PEOPLE_INVITE, invitation).check()
    if invitation.revoked_at is None:
        invitation.revoked_at = at
        history.record(session, Act.PEOPLE_INVITE, invitation, by=by, at=at, what="revoked")


def token_of(invitation: Invitation, secrets: Secrets) -> str:
    """What stands in the link and in the QR: 128 bits that follow from the secret and the row."""
    return token_for(_PURPOSE, invitation.id, secrets)


def invitation_for(
    session: Session, token: str, *, secrets: Secrets, at: datetime
) -> Invitation | None:
    """The invitation of this token, None unless it was made here.

    Refuses ``invitation-revoked``, ``invitation-old``, ``invitation-used``.
    """
    found = id_in(_PURPOSE, token, secrets)
    invitation = session.get(Invitation, found) if found else None
    if invitation is not None:
        _check(invitation, at)
    return invitation


def use(session: Session, invitation_id: UUID, *, at: datetime) -> Invitation:
    """Take one use of it, under its lock. Refuses as ``invitation_for`` does."""
    invitation = session.scalars(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    _check(invitation, at)
    invitation.uses_left -= 1
    session.flush()
    return invitation


def _check(invitation: Invitation, at: datetime) -> None:
    if invitation.revoked_at is not None:
        raise NotNow("invitation-revoked")
    if invitation.until <= at:
        raise NotNow("invitation-old")
    if invitation.uses_left < 1:
        raise NotNow("invitation-used")


def _sent(session: Session, invitation: Invitation, *, by: Actor, at: datetime) -> Invitation:
    session.add(invitation)
    session.flush()
    history.record(
        session,
        Act.PEOPLE_INVITE,
        invitation,
        by=by,
        at=at,
        what="operator" if invitation.role is None else str(invitation.role),
    )
    if invitation.email is not None:
        key = f"people.invitation:{invitation.id}"
        outbox.enqueue(session, "people.invitation", key, at=at, invitation_id=invitation.id)
    return invitation
