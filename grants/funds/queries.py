"""Pots to choose from, and the pots of a desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.funds.models import Channel, Fund
from grants.kit.asking import several_ids
from grants.neighbourhoods.models import Organisation

SHOWN = 50

_OF_DESKS = (
    select(Fund, Organisation.name, Organisation.portal_url)
    .join(Organisation, Organisation.id == Fund.owner_id)
    .where(Fund.owner_id.in_(several_ids("desks")))
    .order_by(Fund.open.desc(), Organisation.name, Fund.name)
    .limit(SHOWN)
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A pot and whose it is."""

    fund: Fund
    organisation: str
    portal_url: str | None


def on_offer(session: Session, neighbourhood_id: UUID) -> Sequence[Offer]:
    """The pots that a group of this neighbourhood can see: those one asks here come first."""
    rows = session.execute(
        select(Fund, Organisation.name, Organisation.portal_url)
        .join(Organisation, Organisation.id == Fund.owner_id)
        .where(Organisation.neighbourhood_id == neighbourhood_id, Fund.open.is_(True))
        .order_by((Fund.channel != Channel.HERE), Organisation.name, Fund.name)
        .limit(SHOWN)
    )
    return [Offer(*row) for row in rows]


def of_organisations(session: Session, organisation_ids: Collection[UUID]) -> Sequence[Offer]:
    """All pots of these organisations, the open ones first."""
    rows = session.execute(_OF_DESKS, {"desks": list(organisation_ids)})
    return [Offer(*row) for row in rows]
