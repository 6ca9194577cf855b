"""What was approved and waits for money, in one statement: what a pay run chooses from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    case,
    cast,
    exists,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.ledger.models import Account, AccountKind
from grants.neighbourhoods.models import Organisation
from grants.payments.models import Payee, Payment, PaymentKind
from grants.payments.models.accounts import TERM_DAYS
from grants.payments.queries.online import going_online
from grants.payments.rules.runs import Due, pay_before
from grants.payments.states import PaymentState
from grants.proposals.models import Proposal
from grants.spending.models import Expense, WhoPaid
from grants.spending.states import ExpenseState

# The ids of groups, or a question for them.
Groups = Collection[UUID] | Select[Any]
NOBODY: ColumnElement[Any] = cast(null(), Uuid())
NOTHING: ColumnElement[Any] = literal("")


def due(session: Session, groups: Groups, term_days: int = TERM_DAYS) -> list[Due]:
    """All that was approved in these groups and is in no run, by when it should be paid."""
    found = []
    for row in session.execute(union_all(*(one(groups) for one in _KINDS))):
        kind, thing_id, group_id, plan_id, minor, currency, words, reference, since, *to = row
        on = day_of(since)
        person_id, organisation_id, shop = to
        found.append(
            Due(
                PaymentKind(kind),
                thing_id,
                group_id,
                plan_id,
                Money(int(minor), currency),
                words,
                reference,
                on,
                pay_before(on, term_days),
                person_id,
                organisation_id,
                shop,
            )
        )
    return sorted(found, key=lambda one: (one.before, one.reference, one.key))


def _expenses(groups: Groups) -> Select[Any]:
    to_shop = Expense.who_paid == WhoPaid.INVOICE
    return select(
        literal(PaymentKind.EXPENSE.value),
        Expense.id,
        Expense.owner_id,
        Expense.proposal_id,
        *cents(Expense),
        Expense.shop,
        Expense.reference,
        Expense.approved_at,
        case((~to_shop, Expense.spender_id)),
        NOBODY,
        case((to_shop, Expense.shop), else_=NOTHING),
    ).where(
        Expense.owner_id.in_(groups),
        Expense.state == ExpenseState.APPROVED,
        Expense.run_on.is_(None),
    )


def _allowances(groups: Groups) -> Select[Any]:
    return select(
        literal(PaymentKind.ALLOWANCE.value),
        Allowance.id,
        Allowance.owner_id,
        Allowance.proposal_id,
        *cents(Allowance),
        Allowance.words,
        Allowance.reference,
        Allowance.agreed_at,
        Allowance.person_id,
        NOBODY,
        NOTHING,
    ).where(Allowance.owner_id.in_(groups), Allowance.state == AllowanceState.AGREED)


def _returns(groups: Groups) -> Select[Any]:
    """What plans owe back to funders, less what is going back already."""
    minor, currency = cents(Account, "balance")
    owed = -minor - going_online(Account.plan_id, Account.ref_id)
    in_a_run = (
        exists()
        .where(Payee.id == Payment.payee_id, Payee.organisation_id == Account.ref_id)
        .where(Payment.proposal_id == Account.plan_id, Payment.kind == PaymentKind.RETURN)
        .where(Payment.state == PaymentState.WAITING)
    )
    return (
        select(
            literal(PaymentKind.RETURN.value),
            Proposal.id,
            Account.owner_id,
            Proposal.id.label("plan_id"),
            owed,
            currency,
            Organisation.name,
            Proposal.reference,
            Proposal.changed_at,
            NOBODY,
            Organisation.id,
            NOTHING,
        )
        .join(Proposal, Proposal.id == Account.plan_id)
        .join(Organisation, Organisation.id == Account.ref_id)
        .where(Account.owner_id.in_(groups), Account.kind == AccountKind.BACK, owed > 0, ~in_a_run)
    )


def cents(of: Any, name: str = "amount") -> tuple[Any, Any]:
    """The two columns of an amount."""
    return getattr(of, f"{name}_minor"), getattr(of, f"{name}_currency")


_KINDS = (_expenses, _allowances, _returns)
