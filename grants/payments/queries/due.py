"""What was approved and waits for money, in three statements and one: what a pay run chooses from."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from grants.allowances import queries as allowances
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


def due(session: Session, group_ids: Collection[UUID], term_days: int = TERM_DAYS) -> list[Due]:
    """All that was approved in these groups and is in no run, by when it should be paid."""
    found = [
        *_expenses(session, group_ids, term_days),
        *_allowances(session, group_ids, term_days),
        *_returns(session, group_ids, term_days),
    ]
    return sorted(found, key=lambda one: (one.before, one.reference, one.key))


def _expenses(session: Session, group_ids: Collection[UUID], days: int) -> list[Due]:
    which = select(Expense).where(
        Expense.owner_id.in_(group_ids),
        Expense.state == ExpenseState.APPROVED,
        Expense.run_on.is_(None),
    )
    fresh = which.execution_options(populate_existing=True)
    quick = fresh.options(lazyload(Expense.receipts), lazyload(Expense.approvals))
    found = []
    for one in session.scalars(quick):
        to_shop = one.who_paid is WhoPaid.INVOICE
        approved = day_of(one.approved_at or one.noted_at)
        found.append(
            Due(
                PaymentKind.EXPENSE,
                one.id,
                one.owner_id,
                one.proposal_id,
                one.amount,
                one.shop,
                one.reference,
                approved,
                pay_before(approved, days),
                person_id=None if to_shop else one.spender_id,
                shop=one.shop if to_shop else "",
            )
        )
    return found


def _allowances(session: Session, group_ids: Collection[UUID], days: int) -> list[Due]:
    found = []
    for row in allowances.due(session, group_ids):
        one = row.allowance
        agreed = day_of(one.agreed_at or one.noted_at)
        found.append(
            Due(
                PaymentKind.ALLOWANCE,
                one.id,
                one.owner_id,
                one.proposal_id,
                row.amount,
                one.words,
                one.reference,
                agreed,
                pay_before(agreed, days),
                person_id=row.payee_id,
            )
        )
    return found


def _returns(session: Session, group_ids: Collection[UUID], days: int) -> list[Due]:
    going = select(Payment.proposal_id, Payee.organisation_id).join(
        Payee, Payee.id == Payment.payee_id
    )
    busy = {
        (row[0], row[1])
        for row in session.execute(
            going.where(Payment.kind == PaymentKind.RETURN, Payment.state == PaymentState.WAITING)
        )
    }
    which = (
        select(Account, Proposal, Organisation, going_online(Account.plan_id, Account.ref_id))
        .join(Proposal, Proposal.id == Account.plan_id)
        .join(Organisation, Organisation.id == Account.ref_id)
        .where(Account.owner_id.in_(group_ids), Account.kind == AccountKind.BACK)
        .execution_options(populate_existing=True)
    )
    found = []
    for account, plan, organisation, online in session.execute(which):
        owed = -account.balance - Money(int(online), account.balance.currency)
        if owed.is_positive and (plan.id, organisation.id) not in busy:
            since = day_of(plan.changed_at)
            found.append(
                Due(
                    PaymentKind.RETURN,
                    plan.id,
                    account.owner_id,
                    plan.id,
                    owed,
                    organisation.name,
                    plan.reference,
                    since,
                    pay_before(since, days),
                    organisation_id=organisation.id,
                )
            )
    return found
