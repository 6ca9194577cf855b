"""Who kept the book of a year, and who had to do with each payment."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from grants.allowances.models import Allowance
from grants.audits.models import CashAudit
from grants.history.models import Event
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.periods import day_of, year
from grants.ledger.models import Entry
from grants.spending.models import Expense
from grants.workgroups.models import Membership
from grants.workgroups.queries import residents

# Who did one of these kept the book. Saying yes to a receipt, or counting the box, is not that.
KEEPING = frozenset(
    {
        Act.ALLOWANCES_PAY,
        Act.PAYMENTS_CAME_AGAIN,
        Act.PAYMENTS_ENTER,
        Act.PAYMENTS_LINE_MATCH,
        Act.PAYMENTS_MIRROR,
        Act.PAYMENTS_MOVE,
        Act.PAYMENTS_RETURN,
        Act.PAYMENTS_RUN,
        Act.PAYMENTS_RUN_APPROVE,
        Act.PAYMENTS_RUN_FILE,
        Act.PAYMENTS_RUN_PAID,
        Act.SPENDING_PAY,
    }
)


def able(session: Session, group_id: UUID, number: int) -> dict[UUID, str]:
    """Who is here now, with why not: empty for who kept no book in that year. Three statements."""
    period = year(number)
    keepers = set(
        session.scalars(
            select(Membership.person_id).where(
                Membership.owner_id == group_id,
                Membership.role == Role.TREASURER,
                or_(
                    Membership.until_on.is_(None),
                    (Membership.from_on < period.end) & (Membership.until_on > period.start),
                ),
            )
        )
    )
    kept = set(
        session.scalars(
            select(Entry.by_id)
            .where(
                Entry.owner_id == group_id,
                Entry.on >= period.start,
                Entry.on < period.end,
                Entry.act.in_(KEEPING),
            )
            .distinct()
        )
    ) | _kept_otherwise(session, group_id, number)
    return {
        one: "audit-was-treasurer" if one in keepers else "audit-kept-book" if one in kept else ""
        for one in residents(session, group_id)
    }


def _kept_otherwise(session: Session, group_id: UUID, number: int) -> set[UUID | None]:
    """Who kept the book without a booking of her own: pay runs, lines of the bank."""
    acts = {str(act) for act in KEEPING}
    rows = session.execute(
        select(Event.actor_id, Event.at).where(Event.owner_id == group_id, Event.act.in_(acts))
    )
    return {who for who, at in rows if day_of(at).year == number}


def touched(session: Session, audit: CashAudit) -> dict[int, frozenset[UUID]]:
    """Who had to do with each payment that was drawn, by its number in the book. Three statements.

    Whose money it was, who wrote it down, who said yes, who paid: all that history tells.
    """
    rows = session.execute(
        select(Entry.source_id, Entry.no).where(
            Entry.owner_id == audit.owner_id,
            Entry.no.in_([one.entry_no for one in audit.items]),
        )
    )
    sources = {source_id: no for source_id, no in rows}  # noqa: C416  a row is no pair to dict()
    found: dict[int, set[UUID]] = defaultdict(set)
    acts = select(Event.thing_id, Event.actor_id).where(
        Event.owner_id == audit.owner_id, Event.thing_id.in_(sources), Event.actor_id.is_not(None)
    )
    whose = select(Expense.id, Expense.spender_id).where(Expense.id.in_(sources))
    hers = select(Allowance.id, Allowance.person_id).where(Allowance.id.in_(sources))
    for thing_id, who in session.execute(acts.union(whose, hers)):
        if who is not None:
            found[sources[thing_id]].add(who)
    return {no: frozenset(who) for no, who in found.items()}
