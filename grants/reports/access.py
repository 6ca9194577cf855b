"""Who sees a report, who writes it, and what the funder may do with what it was sent."""

from __future__ import annotations

from uuid import UUID

from grants.kit.access import (
    DESK,
    STRANGER,
    YES,
    Actor,
    Hand,
    Right,
    Role,
    Verdict,
    in_hands,
    no,
)
from grants.kit.acts import Act
from grants.proposals.models import Proposal
from grants.reports.models import Report
from grants.reports.states import LIFE, SEEN_BY_FUND, UNSEALED

WRITING = frozenset({Act.REPORTS_START, Act.REPORTS_WRITE, Act.REPORTS_PUT, Act.REPORTS_SEND})
DECIDING = frozenset({Act.REPORTS_ASK, Act.REPORTS_ACCEPT})
READING = frozenset({Act.REPORTS_READ, *DECIDING})


def may(actor: Actor, act: Act, thing: Report | Proposal) -> Verdict:
    """The group sees and writes its own; a funder sees and answers what was sent to it."""
    group = thing.owner_id
    if actor.is_resident(group) or actor.is_coach(group):
        verdict = _inside(actor, act, group)
    elif isinstance(thing, Report):
        verdict = _outside(actor, act, thing)
    else:
        verdict = STRANGER
    if not verdict or act in (Act.REPORTS_SEE, Act.REPORTS_START) or isinstance(thing, Proposal):
        return verdict
    return LIFE.verdict(thing.state, act)


def funders_of(actor: Actor, report: Report) -> list[UUID]:
    """Where she sits, of the funders that got this report."""
    return [one.organisation_id for one in report.copies if actor.has(one.organisation_id, *DESK)]


def _inside(actor: Actor, act: Act, group: UUID) -> Verdict:
    if act is Act.REPORTS_SEE:
        return YES
    if act not in WRITING:
        return no("not-at-fund")
    if actor.is_coach(group) and not actor.is_resident(group):
        hand = actor.hand(group, Right.WRITE_REPORT)
        return no("in-group-hands") if hand is Hand.GROUP else YES
    return in_hands(actor, Right.WRITE_REPORT, group)


def _outside(actor: Actor, act: Act, report: Report) -> Verdict:
    desks = funders_of(actor, report) if report.state in SEEN_BY_FUND else []
    holds = actor.holds_money_of(report.owner_id) and report.state not in UNSEALED
    if not desks and not holds:
        return STRANGER
    if act is Act.REPORTS_SEE:
        return YES
    if act not in READING:
        return no("members-only")
    return _at_desk(actor, act, desks)


def _at_desk(actor: Actor, act: Act, desks: list[UUID]) -> Verdict:
    if not desks:
        return no("not-at-fund")
    if act in DECIDING and not any(actor.has(one, Role.DECIDER) for one in desks):
        return no("not-a-decider")
    roles = (Role.REVIEWER, Role.DECIDER)
    return YES if any(actor.has(one, *roles) for one in desks) else no("not-a-reviewer")
