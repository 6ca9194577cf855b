"""The rows of each page, asked for in the plainest way."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, lazyload

from grants.awards.models import Award
from grants.consent.models import Round
from grants.consent.states import RoundState
from grants.funds.models import Fund
from grants.ledger.models import Account, AccountKind, Entry, Posting
from grants.neighbourhoods.models import Seat, Theme
from grants.payments.models import Arrival
from grants.people.models import Person
from grants.proposals.models import Comment, Proposal, Version
from grants.reports.models import Report
from grants.requests.models import Request, RequestState
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from grants.waiting.models import Waiting
from grants.workgroups.models import Membership, Workgroup

OPEN = (RequestState.SENT, RequestState.READING, RequestState.QUESTION)
LIST = 20
PLANS = 50
BOOKINGS = 50
SHOWN = 6


def home(session: Session, person: Person, _plan: UUID) -> dict[str, Any]:
    """What waits for her, the group, its amounts, where each plan is."""
    group = _group(session, person)
    waiting = session.scalars(
        select(Waiting).where(Waiting.person_id == person.id, Waiting.done_at.is_(None))
    ).all()
    plans = session.scalars(
        select(Proposal)
        .where(Proposal.owner_id == group.id)
        .order_by(Proposal.changed_at.desc())
        .limit(PLANS)
    ).all()
    return {
        "group": group,
        "waiting": waiting,
        "amounts": _amounts(session, Account.owner_id == group.id),
        "plans": plans[:3],
        "where": _where(session, [plan.id for plan in plans]),
    }


def plan(session: Session, _person: Person, plan_id: UUID) -> dict[str, Any]:
    """One plan: where it is, what was said."""
    found = session.scalars(select(Proposal).where(Proposal.id == plan_id)).one()
    version, round_ = session.execute(
        select(Version, Round)
        .join(Round, Round.thing_id == Version.id)
        .where(Version.proposal_id == plan_id)
        .options(lazyload(Round.electors), lazyload(Round.answers))
        .order_by(Version.no.desc())
        .limit(1)
    ).one()
    comments = session.execute(
        select(Person.name, Comment)
        .join(Person, Person.id == Comment.person_id)
        .where(Comment.proposal_id == plan_id)
        .order_by(Comment.at.desc())
        .limit(PLANS)
    ).all()
    return {
        "plan": found,
        "version": version,
        "round": round_,
        "comments": comments,
        "where": _where(session, [plan_id]),
    }


def money(session: Session, person: Person, plan_id: UUID) -> dict[str, Any]:
    """What there is, each line, the last bookings."""
    group = _group(session, person)
    plans = session.scalars(
        select(Proposal).where(Proposal.owner_id == group.id).limit(PLANS)
    ).all()
    found = next(one for one in plans if one.id == plan_id)
    accounts = session.scalars(select(Account).where(Account.plan_id == plan_id)).all()
    costs = {one.ref_id: one.balance for one in accounts if one.kind is AccountKind.COST}
    version = session.scalars(select(Version).where(Version.id == found.agreed_version_id)).one()
    held = session.scalars(
        select(Expense)
        .where(Expense.proposal_id == plan_id, Expense.state == ExpenseState.APPROVED)
        .options(lazyload(Expense.receipts), lazyload(Expense.approvals))
    ).all()
    return {
        "plan": found,
        "plans": plans,
        "amounts": accounts,
        "lines": [
            (line["words"], line, costs.get(UUID(line["id"]), 0))
            for line in json.loads(version.facts)["lines"]
        ],
        "held": held,
        "bookings": _bookings(session, plan_id),
    }


def desk(session: Session, person: Person, _plan: UUID) -> dict[str, Any]:
    """What was sent to her organisation."""
    mine = session.scalars(select(Seat.owner_id).where(Seat.person_id == person.id)).all()
    sent = Request.organisation_id.in_(mine), Request.sent_at.is_not(None)
    states = session.execute(
        select(Request.state, func.count(), func.sum(Request.asked_minor))  # type: ignore[attr-defined]
        .where(*sent)
        .group_by(Request.state)
    ).all()
    rows = session.execute(
        select(Request, Workgroup, Theme)
        .join(Workgroup, Workgroup.id == Request.owner_id)
        .join(Theme, Theme.id == Workgroup.theme_id)
        .where(*sent)
        .order_by(Request.state.not_in(OPEN), Request.answer_by, Request.reference)
        .limit(LIST)
    ).all()
    funds = session.scalars(select(Fund).where(Fund.owner_id.in_(mine))).all()
    return {"states": states, "rows": rows, "funds": funds}


def _group(session: Session, person: Person) -> Workgroup:
    return (
        session.scalars(
            select(Workgroup)
            .join(Membership, Membership.owner_id == Workgroup.id)
            .where(Membership.person_id == person.id, Membership.until_on.is_(None))
        ).first()
        or Workgroup()
    )


def _amounts(session: Session, which: Any) -> Any:
    return session.execute(
        select(Account.kind, func.sum(Account.balance_minor))  # type: ignore[attr-defined]
        .where(which)
        .group_by(Account.kind)
    ).all()


def _where(session: Session, ids: list[UUID]) -> dict[UUID, list[Any]]:
    """The rounds, requests, awards and reports of these plans."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    asked = session.execute(
        select(Version.proposal_id, Round.closes_at)
        .join(Round, Round.thing_id == Version.id)
        .where(Version.proposal_id.in_(ids), Round.state == RoundState.OPEN)
    )
    sent = session.execute(
        select(Request, Award)
        .outerjoin(Award, Award.request_id == Request.id)
        .where(Request.proposal_id.in_(ids))
    )
    told = session.execute(
        select(Report.proposal_id, Report.state).where(Report.proposal_id.in_(ids))
    )
    for plan_id, closes_at in asked:
        found[plan_id].append(closes_at)
    for request, award in sent:
        found[request.proposal_id] += [request.state, getattr(award, "state", "")]
    for plan_id, state in told:
        found[plan_id].append(state)
    return found


def _bookings(session: Session, plan_id: UUID) -> list[dict[str, Any]]:
    """The last bookings of the plan that moved money, each with what it is about."""
    money = (
        select(Posting.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.plan_id == plan_id, Account.kind.in_((AccountKind.BANK, AccountKind.CASH)))
    )
    entries = session.scalars(
        select(Entry).where(Entry.id.in_(money)).order_by(Entry.no.desc()).limit(BOOKINGS)
    ).all()
    postings = defaultdict(list)
    for posting, account in session.execute(
        select(Posting, Account)
        .join(Account, Account.id == Posting.account_id)
        .where(Posting.entry_id.in_([entry.id for entry in entries]))
    ):
        postings[posting.entry_id].append((posting, account))
    things = _things(session, [entry.source_id for entry in entries])
    return [
        {"entry": entry, "thing": things.get(entry.source_id), "lines": postings[entry.id]}
        for entry in entries[:SHOWN]
    ]


def _things(session: Session, ids: Iterable[UUID]) -> dict[UUID, Any]:
    found: dict[UUID, Any] = {}
    for kind, words in ((Expense.id, Expense.shop), (Arrival.id, Arrival.words)):
        found |= dict(session.execute(select(kind, words).where(kind.in_(list(ids)))).all())
    return found
