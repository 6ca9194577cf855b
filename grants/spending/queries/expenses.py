"""Expenses for pages: lines and what is left of them, lists, and who does what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, lazyload

from grants.awards.queries import accounted
from grants.kit.access import Hand, Right, Role
from grants.kit.asking import an_id, several_ids
from grants.kit.money import Money, total
from grants.kit.paging import Page, page_within
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.ledger.rules import LineAmounts
from grants.mandates.queries import hands_for
from grants.neighbourhoods.queries import people_at
from grants.people.models import Person
from grants.people.queries import sharing
from grants.proposals.models import LineKind, Proposal
from grants.proposals.rules import LineFacts, read_lines
from grants.proposals.states import ProposalState
from grants.spending.models import Expense, Lost, WhoPaid
from grants.spending.queries.shifts import shifted
from grants.spending.rules import LineStanding, Standing, line_standing
from grants.spending.states import ExpenseState
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members

LISTED = 100

_RESERVED = and_(Expense.proposal_id == an_id("plan_id"), Expense.state == ExpenseState.APPROVED)
_RESERVED_AND = (
    select(Expense)
    .where(or_(_RESERVED, Expense.id.in_(several_ids("ids"))))
    .order_by(Expense.approved_at.desc(), Expense.id)
    .options(lazyload(Expense.receipts), lazyload(Expense.approvals))
)
SPENDABLE = (ProposalState.RUNNING, ProposalState.FINISHED)


class ExpenseRow(NamedTuple):
    """An expense on a list; ``why_lost`` where it was said to be lost."""

    id: UUID
    owner_id: UUID
    shop: str
    on: date
    state: ExpenseState
    asks_holder: bool
    minor: int
    currency: str
    why_lost: str | None

    @property
    def amount(self) -> Money:
        """How much it is."""
        return Money(self.minor, self.currency)


_COUNT = select(func.count()).select_from(Expense).where(Expense.proposal_id == an_id("plan_id"))
_ROWS = (
    select(
        *(Expense.id, Expense.owner_id, Expense.shop, Expense.on, Expense.state),
        *(Expense.asks_holder, Expense.amount_minor, Expense.amount_currency),  # type: ignore[attr-defined]
        Lost.why,
    )
    .outerjoin(Lost, Lost.expense_id == Expense.id)
    .where(Expense.proposal_id == an_id("plan_id"))
    .order_by(Expense.on.desc(), Expense.reference.desc())
    .limit(bindparam("listed", type_=Integer()))
    .offset(bindparam("first", type_=Integer()))
)


@dataclass(frozen=True, slots=True)
class People:
    """Who can say yes to an expense of somebody, who watches, who pays."""

    approvers: tuple[UUID, ...]
    watchers: tuple[UUID, ...]
    payers: tuple[UUID, ...]
    electors: tuple[UUID, ...]
    approve: Hand
    pay: Hand


def lines_of(session: Session, proposal: Proposal) -> list[LineStanding]:
    """The agreed cost lines, with what was shifted since and what each has cost by now."""
    if proposal.agreed_version is None:
        return []
    booked, moved = book.per_line(session, proposal.id), shifted(session, proposal.id)
    return lines_with(proposal, booked, moved)


def lines_with(
    proposal: Proposal, booked: Mapping[UUID, LineAmounts], moved: Mapping[UUID, Money]
) -> list[LineStanding]:
    """The agreed cost lines with these amounts booked and shifted."""
    if proposal.agreed_version is None:
        return []
    return [
        line_standing(line, booked.get(line.id), moved.get(line.id))
        for line in read_lines(proposal.agreed_version.facts)
    ]


def spendable_lines(session: Session, proposal: Proposal) -> list[LineStanding]:
    """The lines that a receipt can be booked on: an allowance goes another way."""
    return [line for line in lines_of(session, proposal) if line.kind != LineKind.ALLOWANCE]


def standing(session: Session, proposal: Proposal, line_id: UUID) -> Standing:
    """What there is for an expense on this line now; a line that takes no receipts has nothing."""
    booked, (room, cash) = book.lines_and_room(session, proposal.id, AccountKind.CASH)
    lines = lines_with(proposal, booked, shifted(session, proposal.id))
    found = [one for one in lines if one.line_id == line_id and one.kind != LineKind.ALLOWANCE]
    return Standing(total(line.left for line in found), room, cash)


def agreed_lines(proposal: Proposal) -> list[LineFacts]:
    """The lines of ``spendable_lines`` as they were agreed. Nothing is asked but the version."""
    version = proposal.agreed_version
    lines = read_lines(version.facts) if version is not None else ()
    return [line for line in lines if line.kind != LineKind.ALLOWANCE]


def takes_receipts(proposal: Proposal, line_id: UUID) -> bool:
    """Is this one of the agreed lines that a receipt can be booked on?"""
    return any(line.id == line_id for line in agreed_lines(proposal))


def spendable_plans(session: Session, owner_ids: Collection[UUID]) -> Sequence[Proposal]:
    """The plans of these groups for which receipts can come in, newest first."""
    which = select(Proposal).where(
        Proposal.owner_id.in_(owner_ids), Proposal.state.in_(SPENDABLE), ~accounted(Proposal.id)
    )
    return session.scalars(which.order_by(Proposal.made_at.desc(), Proposal.id)).all()


def expenses_of(session: Session, proposal_id: UUID) -> Sequence[Expense]:
    """All expenses of a plan, newest first."""
    which = select(Expense).where(Expense.proposal_id == proposal_id)
    return session.scalars(which.order_by(Expense.on.desc(), Expense.reference.desc())).all()


def expense_page(session: Session, proposal_id: UUID, page: int) -> Page[ExpenseRow]:
    """Those of a plan, newest first, a hundred at a time, as far as a list shows them."""
    count = session.scalar(_COUNT, {"plan_id": proposal_id}) or 0
    page, pages = page_within(page, count, LISTED)
    asked = {"plan_id": proposal_id, "first": (page - 1) * LISTED, "listed": LISTED}
    rows = tuple(ExpenseRow(*row) for row in session.execute(_ROWS, asked))
    return Page(rows, page, pages, count)


def reserved_and(
    session: Session, proposal_id: UUID, ids: Iterable[UUID]
) -> tuple[list[Expense], dict[UUID, Expense]]:
    """What was approved for a plan and not paid yet, newest first; and these, by id.

    One statement: for a list that names neither receipts nor who said yes.
    """
    rows = session.scalars(_RESERVED_AND, {"plan_id": proposal_id, "ids": list(ids)}).all()
    held = [
        one for one in rows if one.proposal_id == proposal_id and one.state is ExpenseState.APPROVED
    ]
    return held, {one.id: one for one in rows}


def asking_sum(session: Session, proposal_id: UUID) -> Money:
    """What is asked and not yet decided, together."""
    which = select(func.sum(Expense.amount_minor)).where(  # type: ignore[attr-defined]
        Expense.proposal_id == proposal_id, Expense.state == ExpenseState.ASKING
    )
    return Money(int(session.scalar(which) or 0))


def expenses_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Expense]:
    """These expenses, by id."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = session.scalars(
        select(Expense)
        .where(Expense.id.in_(wanted))
        .options(lazyload(Expense.receipts), lazyload(Expense.approvals))
    )
    return {expense.id: expense for expense in rows}


def persons_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Person]:
    """Whom to pay, with the end of their account number. Nothing asked, nothing read."""
    if not ids:
        return {}
    rows = session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: person for person in rows}


def people_of(
    session: Session,
    workgroup: Workgroup,
    spender_id: UUID,
    on: date,
    besides: Collection[UUID] = (),
) -> People:
    """Who does what with an expense of this spender, as the rights lie on that day.

    ``besides``: whom it is about too, so that she says nothing of it.
    """
    own = {spender_id, *besides}
    mine = hands_for(session, workgroup.id, (Right.APPROVE, Right.PAY), on)
    approve, pay = mine.get(Right.APPROVE, Hand.COACH), mine.get(Right.PAY, Hand.COACH)
    group = members(session, workgroup.id)
    besides_her = [one for one in group if one.person_id not in own]
    others = tuple(one.person_id for one in besides_her if one.can_act)
    watchers = tuple(one.person_id for one in besides_her if one.role is Role.COACH)
    payers = list(people_at(session, workgroup.holder_id, Role.PAYER))
    if pay is not Hand.COACH:
        payers += [one.person_id for one in group if one.role is Role.TREASURER]
    return People(
        approvers=watchers if approve is Hand.COACH else others,
        watchers=watchers if approve is Hand.TOGETHER else (),
        payers=tuple(dict.fromkeys(payers)),
        electors=others,
        approve=approve,
        pay=pay,
    )


def about(session: Session, expense: Expense) -> list[UUID]:
    """Whom it is about besides who spent it: family, and whose account it is paid to as well."""
    kin = [expense.kin.member_id] if expense.kin is not None else []
    if expense.who_paid is not WhoPaid.MYSELF:
        return kin
    return [*kin, *sharing(session, expense.spender_id)]
