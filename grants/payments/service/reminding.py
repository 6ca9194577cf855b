"""A letter to who pays, each morning that something should have been paid."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from grants.kit.access import Role
from grants.kit.periods import day_of
from grants.ledger.models import AccountKind
from grants.neighbourhoods.queries import people_at
from grants.outbox.service import enqueue
from grants.payments import queries
from grants.payments.models import Arrival
from grants.payments.models.accounts import TERM_DAYS
from grants.payments.rules.runs import Due
from grants.requests.service.sending import REMIND_AT
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members


def remind_tomorrow(session: Session, owner_id: UUID, *, at: datetime) -> None:
    """Look again at eight in the morning; asked twice is asked once."""
    on = day_of(at) + timedelta(days=1)
    due = datetime.combine(on, REMIND_AT)
    key = f"payments.overdue:{owner_id}:{on}"
    enqueue(session, "payments.overdue", key, at=at, due=due, owner=owner_id)


def begin_reminding(session: Session, arrival: Arrival, *, at: datetime) -> None:
    """Who has money at a bank is told what should have been paid: from the first that came on.

    Each look asks for the next one. Whoever pays from a box has its people at the table.
    """
    if arrival.place is AccountKind.OWN_BANK:
        remind_tomorrow(session, arrival.owner_id, at=at)
    elif arrival.place is AccountKind.BANK:
        holder_id = session.get_one(Workgroup, arrival.owner_id).holder_id
        remind_tomorrow(session, holder_id, at=at)


def overdue(session: Session, owner_id: UUID, *, at: datetime) -> list[Due]:
    """What this owner should have paid by now."""
    account = queries.account_of(session, owner_id)
    days = account.term_days if account is not None else TERM_DAYS
    found = queries.due(session, queries.groups_of(session, owner_id), days)
    return [one for one in found if one.is_late(day_of(at))]


def who_pays(session: Session, owner_id: UUID) -> list[UUID]:
    """Who is told: the payers of an organisation, or the treasurer of a group."""
    keepers = [
        one.person_id
        for one in members(session, owner_id)
        if one.role is Role.TREASURER and one.can_act
    ]
    return [*people_at(session, owner_id, Role.PAYER), *keepers]
