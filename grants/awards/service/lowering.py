"""Costs that fell after the account: what nobody gets any more goes back to who gave it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.models import Award
from grants.awards.queries import ENDS
from grants.awards.service.purse import to_purse
from grants.awards.service.settling import cut_instalments, follow
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.money import Money, total
from grants.kit.orm import Owned
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.proposals.models import Proposal


def lower(
    session: Session, proposal: Proposal, amount: Money, *, source: Owned, by: Actor, at: datetime
) -> None:
    """The costs of an accounted plan fell by this much: the final amounts fall with them.

    Shared by what each funder gave in the end; what is still to come never comes, the rest goes
    back. What no funder gave was our own, and stays the group's. Call under the book's lock.
    """
    which = select(Award).where(Award.proposal_id == proposal.id, Award.state.in_(ENDS))
    awards = [
        (award, award.final)
        for award in session.scalars(which.order_by(Award.reference))
        if award.final is not None and award.final.is_positive
    ]
    finals = [final for _, final in awards]
    funded = min(amount, total(finals, amount.currency))
    parts = funded.split([final.minor for final in finals]) if finals else []
    lines: list[Line] = []
    for (award, final), part in zip(awards, parts, strict=True):
        if part.is_positive:
            lines += _lines(session, award, part)
            award.final = final - part
    own = amount - funded
    if own.is_positive:
        lines.append(Line(AccountKind.OWN, own, proposal.id))
        lines += to_purse(session, proposal.owner_id, proposal.id, own)
    on, act = day_of(at), Act.AWARDS_LOWER
    session.flush()
    ledger.post(
        session, proposal.owner_id, on=on, act=act, source=source, lines=lines, by=by, at=at
    )
    for award, _ in awards:
        cut_instalments(session, award)
        record(session, act, award, by=by, at=at, final=award.final)
    follow(session, proposal, by=by, at=at)


def _lines(session: Session, award: Award, part: Money) -> list[Line]:
    plan_id = award.proposal_id
    to_come = book.balance_of(session, plan_id, AccountKind.PROMISED, award.id)
    never = min(part, to_come)
    found = [Line(AccountKind.USED, part, plan_id, award.id)]
    if never.is_positive:
        found.append(Line(AccountKind.PROMISED, -never, plan_id, award.id))
    if part > never:
        found.append(Line(AccountKind.BACK, -(part - never), plan_id, award.organisation_id))
    return found
