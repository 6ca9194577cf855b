"""What the desk of who holds money lists as to pay, the oldest first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, literal, select, union_all
from sqlalchemy.orm import Session

from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.payments.models import PaymentKind
from grants.payments.queries.due import cents
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.spending.models import Expense, WhoPaid
from grants.spending.states import ExpenseState

PAGE = 50


@dataclass(frozen=True, slots=True)
class ToPay:
    """A receipt or an allowance that got its yes and waits for money in no run."""

    kind: PaymentKind
    thing_id: UUID
    group_id: UUID
    amount: Money
    words: str
    since: date
    plan: str
    person: str
    last4: str | None
    is_bill: bool

    @property
    def to(self) -> str:
        """Whom it is paid to: the shop that sent a bill, or the person herself."""
        return self.words if self.is_bill else self.person


def to_pay(session: Session, owner_ids: Collection[UUID], offset: int = 0) -> list[ToPay]:
    """What waits for money, from this one on; one statement."""
    both = union_all(_expenses(owner_ids), _allowances(owner_ids))
    which = both.order_by("since", "reference").offset(offset).limit(PAGE)
    found = []
    for row in session.execute(which):
        kind, thing_id, group_id, minor, currency, words, since, _reference, plan, *to = row
        person, last4, is_bill = to
        found.append(
            ToPay(
                PaymentKind(kind),
                thing_id,
                group_id,
                Money(int(minor), currency),
                words,
                day_of(since),
                plan,
                person,
                last4,
                bool(is_bill),
            )
        )
    return found


def _expenses(owner_ids: Collection[UUID]) -> Select[Any]:
    return (
        select(
            literal(PaymentKind.EXPENSE.value),
            Expense.id,
            Expense.owner_id,
            *cents(Expense),
            Expense.shop,
            Expense.approved_at.label("since"),
            Expense.reference.label("reference"),
            Proposal.title,
            Person.name,
            Person.iban_last4,
            Expense.who_paid == WhoPaid.INVOICE,
        )
        .join(Person, Person.id == Expense.spender_id)
        .join(Proposal, Proposal.id == Expense.proposal_id)
        .where(
            Expense.owner_id.in_(owner_ids),
            Expense.state == ExpenseState.APPROVED,
            Expense.run_on.is_(None),
        )
    )


def _allowances(owner_ids: Collection[UUID]) -> Select[Any]:
    return (
        select(
            literal(PaymentKind.ALLOWANCE.value),
            Allowance.id,
            Allowance.owner_id,
            *cents(Allowance),
            Allowance.words,
            Allowance.agreed_at.label("since"),
            Allowance.reference.label("reference"),
            Proposal.title,
            Person.name,
            Person.iban_last4,
            false(),
        )
        .join(Person, Person.id == Allowance.person_id)
        .join(Proposal, Proposal.id == Allowance.proposal_id)
        .where(Allowance.owner_id.in_(owner_ids), Allowance.state == AllowanceState.AGREED)
    )
