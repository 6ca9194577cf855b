"""Gathering what a report says: from plan, book, receipts, awards and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import queries as allowances
from grants.allowances.states import COMING, AllowanceState
from grants.awards.rules import own_surplus, settle
from grants.consent.models import AnswerKind
from grants.consent.queries import agreed_round
from grants.consent.rules import standing
from grants.documents.models import Document
from grants.documents.queries import documents
from grants.kit.money import Money, total
from grants.ledger import queries as book
from grants.ledger.models import Book
from grants.ledger.rules import Amounts, LineAmounts
from grants.payments.queries import waiting_for_plan
from grants.proposals.models import CoverKind, Proposal, Version
from grants.proposals.rules import PlanFacts, read_facts
from grants.reports.models import Report
from grants.reports.queries.money import Granted, granted, sources
from grants.reports.queries.past import steps_of
from grants.reports.rules import (
    Answers,
    Bill,
    Gathered,
    Kept,
    LineFacts,
    PhotoFacts,
    PlanPoint,
)
from grants.reports.states import ReportState
from grants.spending.models import Expense
from grants.spending.queries import shifted
from grants.spending.states import ExpenseState as Spent

BOOKED = frozenset({Spent.APPROVED, Spent.PAID})
WAITING = frozenset({Spent.NOTED, Spent.ASKING, Spent.REFUSED})


def gathered(session: Session, proposal: Proposal) -> Gathered:
    """All that the report of this plan says now. Raises LookupError for a plan not agreed."""
    if proposal.agreed_version_id is None:
        raise LookupError("plan-not-agreed")
    version = session.get_one(Version, proposal.agreed_version_id)
    plan = read_facts(version.facts)
    report = _living(session, proposal.id)
    amounts = book.amounts(session, proposal.owner_id, proposal.id)
    awards = granted(session, proposal.id)
    expenses = _expenses(session, proposal.id)
    photos = report.photos if report else []
    files = documents(
        session,
        {one.document_id for spent in expenses for one in spent.receipts}
        | {photo.document_id for photo in photos},
    )
    bills = [_bill(expense, files) for expense in expenses]
    open_ = _open(bills, amounts)
    near = [one for one in expenses if one.kin is not None and one.state in BOOKED]
    booked = book.per_line(session, proposal.id)
    costs = total(line.booked for line in booked.values())
    left, to_come = _left(costs, amounts.own, awards)
    head = session.get(Book, proposal.owner_id)
    return Gathered(
        plan=_plan_point(session, version, plan),
        lines=_lines(plan, booked, shifted(session, proposal.id), report),
        bills=_numbered(bill for bill in bills if bill.state in BOOKED),
        open=open_,
        sources=sources(session, proposal.id, plan, awards),
        in_kind=total(one.amount for one in plan.covers if one.kind is CoverKind.IN_KIND),
        costs=costs,
        received=amounts.received,
        left=left,
        to_come=to_come,
        waits_for_money=amounts.waits_for_money,
        photos=tuple(PhotoFacts(_kept(files[one.document_id]), one.words) for one in photos),
        answers=_answers(report),
        leftover=report.leftover if report and left.is_positive else None,
        leftover_why=report.leftover_why if report and left.is_positive else "",
        steps=steps_of(
            session,
            proposal,
            [*(one.request_id for one in awards), *(one.id for one in expenses)],
        ),
        book_no=head.last_no if head else 0,
        book_hash=head.last_hash if head else "",
        allowances=allowances.booked_sum(session, proposal.id),
        kin=len(near),
        kin_sum=total(one.amount for one in near),
        allowances_open=_allowances_open(session, proposal.id, amounts),
        lines_wait=waiting_for_plan(session, proposal),
    )


def _living(session: Session, proposal_id: UUID) -> Report | None:
    which = Report.state != ReportState.RETURNED
    rows = session.scalars(select(Report).where(Report.proposal_id == proposal_id, which))
    return rows.one_or_none()


def _plan_point(session: Session, version: Version, plan: PlanFacts) -> PlanPoint:
    round_ = agreed_round(session, version, version.hash)
    said = standing(round_.answers).items() if round_ else ()
    yes = [who for who, answer in said if answer.kind is not AnswerKind.NOT_YET]
    return PlanPoint(
        reference=plan.reference,
        title=plan.title,
        what=plan.answer("what"),
        theme_id=plan.theme_id,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        version=version.no,
        version_hash=version.hash,
        agreed_at=round_.concluded_at if round_ else None,
        agreed_by=tuple(sorted(yes)),
    )


def _lines(
    plan: PlanFacts,
    booked: Mapping[UUID, LineAmounts],
    moved: Mapping[UUID, Money],
    report: Report | None,
) -> tuple[LineFacts, ...]:
    """Every line of the plan, and what the book has on it."""
    whys = report.whys if report else {}
    nothing = Money.zero()
    return tuple(
        LineFacts(
            id=line.id,
            kind=line.kind,
            words=line.words,
            planned=line.cost,
            real=booked[line.id].booked if line.id in booked else nothing,
            why=whys.get(line.id, ""),
            shifted=moved.get(line.id, nothing),
        )
        for line in plan.lines
    )


def _expenses(session: Session, plan_id: UUID) -> Sequence[Expense]:
    which = Expense.state.in_([*BOOKED, *WAITING])
    rows = select(Expense).where(Expense.proposal_id == plan_id, which)
    return session.scalars(rows.order_by(Expense.on, Expense.reference)).all()


def _bill(expense: Expense, files: dict[UUID, Document]) -> Bill:
    return Bill(
        no=0,
        id=expense.id,
        reference=expense.reference,
        on=expense.on,
        shop=expense.shop,
        amount=expense.amount,
        line_id=expense.line_id,
        who_paid=expense.who_paid,
        spender_id=expense.spender_id,
        approved_by=tuple(dict.fromkeys(one.person_id for one in expense.approvals)),
        state=expense.state,
        files=tuple(_kept(files[one.document_id]) for one in expense.receipts),
        no_receipt=expense.lost.why if expense.lost else "",
    )


def _numbered(bills: Iterable[Bill]) -> tuple[Bill, ...]:
    return tuple(replace(bill, no=no) for no, bill in enumerate(bills, start=1))


def _kept(document: Document) -> Kept:
    return Kept(document.id, document.hash)


def _answers(report: Report | None) -> Answers:
    if report is None:
        return Answers()
    return Answers(report.adults, report.children, report.went, report.after)


def _open(bills: Sequence[Bill], amounts: Amounts) -> tuple[Bill, ...]:
    """What has to be done first; a bill that waits for the last instalment holds nothing up."""
    holding = WAITING if amounts.waits_for_money else {*WAITING, Spent.APPROVED}
    return tuple(bill for bill in bills if bill.state in holding)


def _allowances_open(session: Session, plan_id: UUID, amounts: Amounts) -> Money:
    """What is asked or waits to be paid; as with bills, not what waits for the last instalment."""
    holding = {AllowanceState.NOTED} if amounts.waits_for_money else COMING
    return allowances.open_sum(session, plan_id, holding)


def _left(costs: Money, own: Money, awards: Sequence[Granted]) -> tuple[Money, Money]:
    """What is left of what came in, and what still comes, as settling now would have it."""
    shares = [one.share for one in awards]
    ends = settle(costs, own, shares) if shares else []
    surplus = own_surplus(costs, own)
    left = total(end.left for end in ends) + surplus
    to_come = total(share.to_come - end.never for share, end in zip(shares, ends, strict=True))
    return left, to_come
