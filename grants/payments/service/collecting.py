"""Putting a pay run together: what is due and fits goes in, the rest is kept back with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom, Refusal
from grants.kit.money import Money, total
from grants.kit.periods import day_of
from grants.ledger import service as ledger
from grants.owners import service as owners
from grants.payments import queries
from grants.payments.access import pays_for, sees_payees
from grants.payments.models import Payment, PaymentKind, PayRun
from grants.payments.rules.runs import Choosing, Due, Kept, check_day
from grants.payments.service.accounts import details_of
from grants.payments.service.building import Taken, build
from grants.payments.service.shared import (
    free_in_place,
    give_up,
    locked,
    look_at_all,
    open_books,
)
from grants.payments.states import PaymentState, RunState
from grants.people.cipher import Vault
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.waiting import service as waiting


@dataclass(frozen=True, slots=True)
class Collected:
    """The new run, and what was asked for and stays out of it."""

    run: PayRun
    kept: Sequence[Kept]


def collect(
    session: Session, owner_id: UUID, data: Choosing, *, vault: Vault, by: Actor, at: datetime
) -> Collected:
    """Put together what is due. Nothing is paid by it; what is in it waits for the bank.

    Refuses ``nothing-chosen``, ``pay-account-missing``, ``no-second-person``, ``run-day-past``,
    ``run-day-far``, ``book-faulty``, and when nothing fits the reason of the first.
    """
    pays_for(by, owner_id).check()
    owners.lock(session, owner_id)
    account = queries.account_of(session, owner_id)
    if account is None:
        raise NotNow("pay-account-missing")
    if not queries.seconds_of(session, owner_id, by.person_id):
        raise NotNow("no-second-person")
    check_day(data.pay_on, day_of(at))
    groups = queries.groups_of(session, owner_id)
    open_books(session, _books_of(session, groups, data))
    chosen = _chosen(session, groups, data, account.term_days)
    taken, kept = _take(session, owner_id, chosen, data, vault=vault, by=by, at=at)
    if not taken:
        raise NotNow(kept[0].code, **dict(kept[0].facts))  # type: ignore[arg-type]
    run = build(session, account, taken, data, vault=vault, by=by, at=at)
    look_at_all(session, at=at)
    return Collected(run, kept)


def leave_out(session: Session, payment: Payment, *, by: Actor, at: datetime) -> PayRun:
    """Take one payment out before anybody said yes; the last one ends the run."""
    run = locked(session, payment.run_id, Act.PAYMENTS_RUN_LEAVE, by)
    session.refresh(payment)
    if payment.state is not PaymentState.WAITING:
        raise NotNow("wrong-state")
    ledger.lock(session, payment.group_id)
    give_up(session, payment, PaymentState.OUT, by=by, at=at)
    record(session, Act.PAYMENTS_RUN_LEAVE, run, by=by, at=at, payment=payment.id)
    if run.living:
        run.total = total(one.amount for one in run.living)
    else:
        run.state, run.ended_at = RunState.WITHDRAWN, at
        waiting.done(session, run, at=at)
    session.flush()
    return run


def _books_of(session: Session, groups: Sequence[UUID], data: Choosing) -> set[UUID]:
    """Only the books of what was chosen; of all, when something is not due any more."""
    found = {one.key: one.group_id for one in queries.due(session, groups)}
    known = {found[key] for key in data.keys if key in found}
    return known if found.keys() >= set(data.keys) else set(groups)


def _chosen(session: Session, groups: Sequence[UUID], data: Choosing, term_days: int) -> list[Due]:
    wanted = set(data.keys)
    found = [one for one in queries.due(session, groups, term_days) if one.key in wanted]
    if not wanted:
        raise Invalid("nothing-chosen", field="keys")
    if len(found) < len(wanted):
        raise NotNow("due-no-more")
    # Persons in one order in all runs: each has a lock of her own for the year.
    return sorted(found, key=lambda one: (str(one.person_id), one.reference))


def _take(
    session: Session,
    owner_id: UUID,
    chosen: Sequence[Due],
    data: Choosing,
    *,
    vault: Vault,
    by: Actor,
    at: datetime,
) -> tuple[list[Taken], list[Kept]]:
    taken: list[Taken] = []
    kept: list[Kept] = []
    left: dict[UUID, Money] = {}
    seconds = queries.seconds(session, owner_id, by.person_id)
    for due in chosen:
        plan_id = due.plan_id
        if plan_id not in left:
            left[plan_id] = free_in_place(session, owner_id, due.group_id, plan_id)
        try:
            to = details_of(session, owner_id, due, vault)
            if left[plan_id] < due.amount:
                raise OverRoom("place-short", left=left[plan_id])
            able = _who_see(session, owner_id, due, seconds)
            _put_in(session, due, data, by=by, at=at)
        except Refusal as refusal:
            kept.append(Kept(due, refusal.code, refusal.facts))
        else:
            seconds = able
            left[plan_id] -= due.amount
            taken.append(Taken(due, to))
    return taken, kept


def _who_see(session: Session, owner_id: UUID, due: Due, seconds: list[Actor]) -> list[Actor]:
    """Who of these can still say yes to the run with this in it. Refuses ``no-second-sees``."""
    if due.kind is not PaymentKind.ALLOWANCE:
        return seconds
    allowance = session.get_one(Allowance, due.thing_id)
    others = [one for one in seconds if one.person_id != due.person_id]
    able = [one for one in others if sees_payees(one, owner_id, [allowance])]
    if not able:
        raise NotAllowed("no-second-sees")
    return able


def _put_in(session: Session, due: Due, data: Choosing, *, by: Actor, at: datetime) -> None:
    if due.kind is PaymentKind.EXPENSE:
        expense = session.get_one(Expense, due.thing_id)
        spending.put_in_run(session, expense, data.pay_on, by=by, at=at)
    elif due.kind is PaymentKind.ALLOWANCE:
        allowance = session.get_one(Allowance, due.thing_id)
        allowances.put_in_run(session, allowance, data.pay_on, by=by, at=at)
