"""Making a pot and changing its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from grants.funds.access import may
from grants.funds.models import Channel, Fund
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.canon import canonical
from grants.kit.errors import Invalid
from grants.kit.ids import new_id
from grants.kit.money import Money


@dataclass(frozen=True, slots=True)
class Rules:
    """A pot as its manager writes it."""

    name: str
    words: str
    opens_on: date
    least: Money | None = None
    most: Money | None = None
    closes_on: date | None = None
    answer_weeks: int = 6
    own_one_in: int | None = None
    excluded: frozenset[str] = frozenset()
    no_allowance: bool = False
    shift_free: Money | None = None
    channel: Channel = Channel.HERE
    open: bool = True


def create(
    session: Session, organisation_id: UUID, rules: Rules, *, by: Actor, at: datetime
) -> Fund:
    """A new pot of this organisation."""
    fund = Fund(id=new_id(session, at), owner_id=organisation_id, created_at=at)
    may(by, Act.FUNDS_CREATE, fund).check()
    _write(fund, rules)
    session.add(fund)
    session.flush()
    record(session, Act.FUNDS_CREATE, fund, by=by, at=at, **_facts(fund))
    return fund


def change(session: Session, fund: Fund, rules: Rules, *, by: Actor, at: datetime) -> Fund:
    """Other rules from now on; what was sent keeps the answer date it was promised."""
    may(by, Act.FUNDS_CHANGE, fund).check()
    _write(fund, rules)
    session.flush()
    record(session, Act.FUNDS_CHANGE, fund, by=by, at=at, **_facts(fund))
    return fund


def _write(fund: Fund, rules: Rules) -> None:
    if rules.least is not None and rules.most is not None and rules.least > rules.most:
        raise Invalid("least-above-most", field="most")
    if rules.closes_on is not None and rules.closes_on < rules.opens_on:
        raise Invalid("closes-before-opens", field="closes_on")
    fund.name = rules.name
    fund.words = rules.words
    fund.least = rules.least
    fund.most = rules.most
    fund.opens_on = rules.opens_on
    fund.closes_on = rules.closes_on
    fund.answer_weeks = rules.answer_weeks
    fund.own_one_in = rules.own_one_in
    fund.excluded = canonical(sorted(rules.excluded))
    fund.no_allowance = rules.no_allowance
    fund.shift_free = rules.shift_free
    fund.channel = rules.channel
    fund.open = rules.open


def _facts(fund: Fund) -> dict[str, Any]:
    return {
        "least": fund.least,
        "most": fund.most,
        "opens_on": fund.opens_on,
        "closes_on": fund.closes_on,
        "answer_weeks": fund.answer_weeks,
        "own_one_in": fund.own_one_in,
        "excluded": sorted(fund.excluded_kinds),
        "no_allowance": int(fund.no_allowance),
        "shift_free": fund.shift_free,
        "channel": fund.channel,
        "open": fund.open,
    }
