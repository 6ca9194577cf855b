"""A decision that grants something becomes an award, offered to both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from grants.awards.models import Award, AwardState, Instalment, InstalmentState
from grants.history.service import record
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.canon import canonical, digest
from grants.kit.errors import Invalid
from grants.kit.ids import new_id
from grants.kit.money import Money, total
from grants.kit.periods import day_of
from grants.kit.references import Letter, next_reference
from grants.neighbourhoods.queries import people_at
from grants.proposals.models import Proposal
from grants.requests.models import Request
from grants.reviews import service as reviews
from grants.reviews.models import Decision
from grants.waiting import service as waiting
from grants.workgroups.queries import everybody

FIRST_WITHIN = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Term:
    """One instalment as planned: how much, and when."""

    amount: Money
    on: date


def decide(
    session: Session,
    decision: Decision,
    *,
    by: Actor,
    at: datetime,
    instalments: Sequence[Term] | None = None,
) -> Award | None:
    """Send the decision; when it grants something, offer the award. None: nothing was granted.

    Without ``instalments``: the decision's first part within two weeks, the rest after the report.
    Refuses ``instalments-differ``.
    """
    reviews.send(session, decision, by=by, at=at)
    if decision.amount.is_zero:
        return None
    request = session.get_one(Request, decision.request_id)
    proposal = session.get_one(Proposal, request.proposal_id)
    due = report_due(decision, proposal, day_of(at))
    terms = list(instalments) if instalments is not None else usual_terms(decision, day_of(at), due)
    if total((term.amount for term in terms), decision.amount.currency) != decision.amount:
        raise Invalid("instalments-differ", field="first", amount=decision.amount)
    award = _award(session, decision, request, terms, due, at=at)
    session.add(award)
    session.flush()
    for no, term in enumerate(terms, start=1):
        session.add(_instalment(session, award, no, term, at=at))
    session.flush()
    record(session, Act.AWARDS_OFFER, award, by=by, at=at, amount=award.amount, hash=award.hash)
    people = {*everybody(session, award.owner_id)}
    people |= {*people_at(session, award.organisation_id, Role.DECIDER)}
    waiting.ask(
        session,
        Act.AWARDS_AGREE,
        award,
        who=people,
        label=award.title,
        at=at,
        amount=award.amount,
    )
    return award


def report_due(decision: Decision, proposal: Proposal, on: date) -> date:
    """The weeks that the decision gives, after the plan's last day (or from today)."""
    last = proposal.ends_on or proposal.starts_on or on
    return max(last, on) + timedelta(weeks=decision.report_weeks)


def usual_terms(decision: Decision, on: date, due: date) -> list[Term]:
    """The first part now, the rest after the report; a part of nothing is no instalment."""
    rest = decision.amount - decision.first
    planned = [Term(decision.first, on + FIRST_WITHIN), Term(rest, due)]
    return [term for term in planned if term.amount.is_positive]


def _award(
    session: Session,
    decision: Decision,
    request: Request,
    terms: Sequence[Term],
    due: date,
    *,
    at: datetime,
) -> Award:
    facts = canonical(
        {
            "request": request.reference,
            "version": request.version_hash,
            "amount": decision.amount,
            "lines": decision.lines,
            "conditions": decision.conditions,
            "instalments": [[term.amount, term.on] for term in terms],
            "report_due_on": due,
        }
    )
    return Award(
        id=new_id(session, at),
        owner_id=request.owner_id,
        organisation_id=request.organisation_id,
        request_id=request.id,
        proposal_id=request.proposal_id,
        reference=next_reference(session, Letter.AWARD, day_of(at).year),
        title=request.title,
        amount=decision.amount,
        conditions=decision.conditions,
        facts=facts,
        hash=digest(facts),
        state=AwardState.OFFERED,
        report_due_on=due,
        offered_at=at,
    )


def _instalment(session: Session, award: Award, no: int, term: Term, *, at: datetime) -> Instalment:
    return Instalment(
        id=new_id(session, at),
        owner_id=award.owner_id,
        award_id=award.id,
        proposal_id=award.proposal_id,
        no=no,
        amount=term.amount,
        planned_on=term.on,
        state=InstalmentState.PLANNED,
    )
