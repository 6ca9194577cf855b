"""What lines of the bank show of the payments of a run, and which payments a line can still show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    MatchedLine,
    MatchedThing,
    MatchKind,
    OnlineReturn,
    Payee,
    Payment,
    PaymentKind,
    StatementLine,
)
from grants.payments.rules.matching import ExpectedKind
from grants.payments.states import ArrivalState, PaymentState
from grants.spending.models import Expense
from grants.spending.states import ExpenseState

# What a line shows when it is in the book.
Source = Expense | Allowance | Arrival
_KINDS: dict[type[Source], MatchKind] = {
    Expense: MatchKind.EXPENSE,
    Allowance: MatchKind.ALLOWANCE,
    Arrival: MatchKind.ARRIVAL,
}
_OF_RUNS = (MatchKind.PAYMENT, MatchKind.PAYMENT_BACK)


@dataclass(frozen=True, slots=True)
class Shown:
    """A payment stands on a line of this day, as this match says."""

    on: date
    matching_id: UUID


@dataclass(frozen=True, slots=True)
class AtBank:
    """Of one payment: the line on which it went, and the one on which it came back."""

    went: Shown | None = None
    back: Shown | None = None

    @property
    def stayed_away(self) -> Shown | None:
        """The line on which it went, when none shows that it came back."""
        return self.went if self.back is None else None


def shown_in(session: Session, run_id: UUID) -> dict[UUID, AtBank]:
    """What lines show of the payments of this run, by payment; the others are not in it."""
    thing_id, kind = MatchedThing.thing_id, MatchedThing.kind
    of_run = select(Payment.id).where(Payment.run_id == run_id)
    which = (
        select(thing_id, kind, MatchedThing.matching_id, func.max(StatementLine.on))
        .join(MatchedLine, MatchedLine.matching_id == MatchedThing.matching_id)
        .join(StatementLine, StatementLine.id == MatchedLine.line_id)
        .where(thing_id.in_(of_run), kind.in_(_OF_RUNS), MatchedThing.undone_at.is_(None))
        .group_by(thing_id, kind, MatchedThing.matching_id)
    )
    found: dict[UUID, dict[MatchKind, Shown]] = defaultdict(dict)
    for payment_id, its_kind, matching_id, on in session.execute(which):
        found[payment_id][its_kind] = Shown(on, matching_id)
    return {
        payment_id: AtBank(of_it.get(MatchKind.PAYMENT), of_it.get(MatchKind.PAYMENT_BACK))
        for payment_id, of_it in found.items()
    }


def is_seen(kind: MatchKind, thing_id: Any) -> ColumnElement[bool]:
    """Is it on a line already?"""
    return exists().where(
        MatchedThing.kind == kind,
        MatchedThing.thing_id == thing_id,
        MatchedThing.undone_at.is_(None),
    )


def can_show() -> ColumnElement[bool]:
    """Can a line show that this payment went?

    As long as the bank has it; and when its booking stands. What failed, or was withdrawn, went
    only if a line shows too that it came back: else the money is away, and what is due again would
    go twice.
    """
    came_back = is_seen(MatchKind.PAYMENT_BACK, Payment.id)
    return (
        (Payment.state == PaymentState.WAITING)
        | ((Payment.state == PaymentState.PAID) & stands())
        | (Payment.state.in_((PaymentState.FAILED, PaymentState.OUT)) & came_back)
    )


def stands() -> ColumnElement[bool]:
    """Does what this payment paid stand in the book as paid?"""
    expense = exists().where(Expense.id == Payment.expense_id, Expense.state == ExpenseState.PAID)
    allowance = exists().where(
        Allowance.id == Payment.allowance_id, Allowance.state == AllowanceState.PAID
    )
    sent = exists().where(is_sent_by(), Arrival.state == ArrivalState.ENTERED)
    return expense | allowance | sent


def is_sent_by() -> ColumnElement[bool]:
    """Is this arrival what this payment of a run sent back? Its run wrote both at one moment.

    Another may be as much, of the same plan, to the same organisation: it is not this one.
    """
    return and_(
        Payment.kind == PaymentKind.RETURN,
        Arrival.kind == ArrivalKind.RETURN,
        Payment.ended_at == Arrival.entered_at,
        Payment.proposal_id == Arrival.proposal_id,
        Payment.amount_minor == Arrival.amount_minor,  # type: ignore[attr-defined]
        Payee.id == Payment.payee_id,
        Payee.organisation_id == Arrival.organisation_id,
        # Not what went back the way it came: that only the provider undoes.
        ~exists().where(OnlineReturn.arrival_id == Arrival.id).correlate(Arrival),
    )


def shows_itself() -> ColumnElement[bool]:
    """Can a line show this arrival? What a run sent back is shown by its payment alone."""
    of_run = exists().where(is_sent_by(), Payment.state == PaymentState.PAID).correlate(Arrival)
    return (Arrival.state == ArrivalState.ENTERED) & ~of_run


def is_shown(session: Session, source: Source) -> bool:
    """Does a line of the bank show this? Undone, it waits again."""
    which = select(MatchedThing.matching_id).where(
        ties_of(source), MatchedThing.undone_at.is_(None)
    )
    return session.scalars(which.limit(1)).first() is not None


def ties_of(
    source: Source, paid: ColumnElement[bool] = Payment.state == PaymentState.PAID
) -> ColumnElement[bool]:
    """As what lines show it: itself, or a payment of a run that paid it, as it is now."""
    payments = select(Payment.id).where(_paid(source), paid)
    of_run = (MatchedThing.kind == MatchKind.PAYMENT) & MatchedThing.thing_id.in_(payments)
    return (
        (MatchedThing.kind == _KINDS[type(source)]) & (MatchedThing.thing_id == source.id)
    ) | of_run


def _paid(source: Source) -> ColumnElement[bool]:
    if isinstance(source, Expense):
        return Payment.expense_id == source.id
    if isinstance(source, Allowance):
        return Payment.allowance_id == source.id
    return exists().where(is_sent_by(), Arrival.id == source.id).correlate(Payment)


def still_to_show(session: Session, kind: ExpectedKind, thing_ids: Collection[UUID]) -> set[UUID]:
    """Which of these a line can still show, as the database has it now."""
    of, standing = UNSEEN[kind]
    return set(session.scalars(select(of.id).where(of.id.in_(thing_ids), standing())))


# What stands in the book, or is on its way there, and no line has shown yet.
UNSEEN: dict[ExpectedKind, tuple[Any, Callable[[], ColumnElement[bool]]]] = {
    ExpectedKind.PAYMENT: (Payment, can_show),
    ExpectedKind.ARRIVAL: (Arrival, shows_itself),
    ExpectedKind.PAID_EXPENSE: (Expense, lambda: Expense.state == ExpenseState.PAID),
    ExpectedKind.PAID_ALLOWANCE: (Allowance, lambda: Allowance.state == AllowanceState.PAID),
}
