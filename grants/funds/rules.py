"""The simple rules of a pot, held against one plan. Full rule profiles are another capability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from grants.funds.models import Channel, Fund
from grants.kit.money import Money


class Fit(StrEnum):
    """How one rule comes out."""

    OK = "ok"
    NOT = "not"
    LOOK = "look"  # the app cannot know: look yourself


@dataclass(frozen=True, slots=True)
class Planned:
    """What a pot wants to know of a plan."""

    asked: Money
    own: Money  # own money and what participants pay
    costs: Money
    starts_on: date | None
    kinds: frozenset[str]  # the kinds of cost in it
    prices_open: int = 0  # lines whose price nobody knows yet


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule held against one plan; ``facts`` are for the sentence about it."""

    code: str
    fit: Fit
    facts: Mapping[str, object] = field(default_factory=dict)


def answer_by(fund: Fund, on: date) -> date:
    """The last day on which the pot answers what is sent on this day."""
    return on + timedelta(weeks=fund.answer_weeks)


def is_open(fund: Fund, on: date) -> bool:
    """Can one ask on this day? The closing day itself still counts."""
    ended = fund.closes_on is not None and on > fund.closes_on
    return fund.open and fund.opens_on <= on and not ended


def is_here(fund: Fund) -> bool:
    """Only a pot that takes requests here can be chosen; others are shown."""
    return fund.channel is Channel.HERE


def check(planned: Planned, fund: Fund, on: date) -> list[Finding]:
    """Every rule of the pot held against the plan, in the order of reading."""
    found = [_open(fund, on), _amount(planned, fund), _dates(planned, fund, on)]
    if fund.own_one_in is not None:
        found.append(_own_share(planned, fund.own_one_in))
    if fund.forbidden_kinds:
        found.append(_costs(planned, fund))
    if planned.prices_open:
        found.append(Finding("prices-open", Fit.LOOK, {"lines": planned.prices_open}))
    found.append(Finding("meant-for", Fit.LOOK, {"words": fund.words}))
    return found


def fits(findings: list[Finding]) -> Fit:
    """The plan against the pot, in one word: one rule that fails is enough."""
    return Fit.NOT if any(finding.fit is Fit.NOT for finding in findings) else Fit.OK


def _open(fund: Fund, on: date) -> Finding:
    facts = {"opens_on": fund.opens_on, "closes_on": fund.closes_on}
    if is_open(fund, on):
        return Finding("open-now" if fund.closes_on else "always-open", Fit.OK, facts)
    return Finding("not-open-yet" if on < fund.opens_on else "closed-now", Fit.NOT, facts)


def _amount(planned: Planned, fund: Fund) -> Finding:
    facts = {"asked": planned.asked, "least": fund.least, "most": fund.most}
    if fund.least is not None and planned.asked < fund.least:
        return Finding("amount-too-low", Fit.NOT, facts)
    if fund.most is not None and planned.asked > fund.most:
        return Finding("amount-too-high", Fit.NOT, facts)
    return Finding("amount-fits", Fit.OK, facts)


def _dates(planned: Planned, fund: Fund, on: date) -> Finding:
    facts = {"starts_on": planned.starts_on, "answer_by": answer_by(fund, on)}
    if planned.starts_on is None:
        return Finding("starts-unknown", Fit.LOOK, facts)
    if planned.starts_on <= answer_by(fund, on):
        return Finding("starts-too-soon", Fit.NOT, facts)
    return Finding("starts-after-answer", Fit.OK, facts)


def _own_share(planned: Planned, one_in: int) -> Finding:
    needed, _ = planned.costs.split([1, one_in - 1])
    facts = {"own": planned.own, "needed": needed, "one_in": one_in}
    enough = planned.own * one_in >= planned.costs
    return Finding("own-share-enough" if enough else "own-share-short", _fit(ok=enough), facts)


def _costs(planned: Planned, fund: Fund) -> Finding:
    hit = sorted(planned.kinds & fund.forbidden_kinds)
    code = "costs-excluded" if hit else "costs-allowed"
    return Finding(code, _fit(ok=not hit), {"kinds": tuple(hit or sorted(fund.forbidden_kinds))})


def _fit(*, ok: bool) -> Fit:
    return Fit.OK if ok else Fit.NOT
