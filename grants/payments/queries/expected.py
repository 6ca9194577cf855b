"""What should be seen at the bank: what is to come and to pay, and what stands in the book unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, literal, select
from sqlalchemy.orm import Session, lazyload

from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.awards.models import Award, Instalment, InstalmentState
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.neighbourhoods.models import Organisation
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    BankAccount,
    MatchedThing,
    MatchKind,
    PayAccount,
    Payee,
    Payment,
    PaymentKind,
    PayRun,
)
from grants.payments.queries.due import due
from grants.payments.rules.matching import Expected, ExpectedKind
from grants.payments.rules.runs import Due, Vault, folded
from grants.payments.states import ArrivalState, PaymentState, RunState
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.requests.models import Request
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from grants.workgroups.models import Workgroup

# How long before its line at the bank something may have been entered by hand.
EARLIER = timedelta(days=120)
_OF_DUE = {
    PaymentKind.EXPENSE: ExpectedKind.EXPENSE,
    PaymentKind.ALLOWANCE: ExpectedKind.ALLOWANCE,
    PaymentKind.RETURN: ExpectedKind.RETURN,
}
_AT_BANK = (RunState.FILED, RunState.HANDED_IN, RunState.DONE, RunState.PARTLY_FAILED)


@dataclass(frozen=True, slots=True)
class Looking:
    """Of which account and whose money, since when, and what opens account numbers."""

    account: BankAccount
    groups: Collection[UUID]
    since: date
    vault: Vault

    @property
    def is_own(self) -> bool:
        """Is it a group's own account? Then the group is among those whose money it is."""
        return self.account.owner_id in self.groups


@dataclass(slots=True)
class _Sides:
    """Which accounts those on the other side have, as digests."""

    persons: dict[UUID, str] = field(default_factory=dict)
    shops: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    partners: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))

    def of(self, one: Due) -> tuple[str, ...]:
        """Of whom this is paid to."""
        if one.person_id is not None:
            return (self.persons[one.person_id],) if one.person_id in self.persons else ()
        if one.organisation_id is not None:
            return tuple(self.partners.get(one.organisation_id, ()))
        return tuple(self.shops.get(folded(one.shop), ()))


def kind_of_place(session: Session, account: BankAccount) -> AccountKind:
    """Where in the book the money of this account lies: with the holder, or in the group's own."""
    of_group = session.get(Workgroup, account.owner_id) is not None
    return AccountKind.OWN_BANK if of_group else AccountKind.BANK


def expected(session: Session, looking: Looking) -> list[Expected]:
    """All that a line of this account could pay, in a number of statements that does not grow."""
    groups = looking.groups
    place = AccountKind.OWN_BANK if looking.is_own else AccountKind.BANK
    waiting = due(session, groups)
    sides = _sides(session, looking, {one.person_id for one in waiting if one.person_id})
    in_runs = list(_payments(session, looking))
    return [
        *_instalments(session, groups, sides),
        *_due(waiting, sides),
        *in_runs,
        *_arrivals(session, groups, place, looking.since),
        *_paid_expenses(session, groups, place, looking.since),
        *_paid_allowances(session, groups, place, looking.since),
    ]


def _sides(session: Session, looking: Looking, persons: Collection[UUID]) -> _Sides:
    sides = _Sides()
    vault = looking.vault
    if persons:
        rows = session.execute(
            select(Person.id, Person.iban_sealed).where(
                Person.id.in_(persons), Person.iban_sealed.is_not(None)
            )
        )
        for person_id, sealed in rows:
            assert sealed is not None  # noqa: S101  the statement says so
            sides.persons[person_id] = vault.mark(vault.cipher.open(sealed, about=person_id.bytes))
    payees = select(Payee.organisation_id, Payee.shop, Payee.mark)
    known = payees.where(Payee.owner_id == looking.account.owner_id)
    pays_from = select(PayAccount.owner_id, literal(""), PayAccount.mark)
    has = select(BankAccount.owner_id, literal(""), BankAccount.iban_digest)
    for owner_id, shop, mark in session.execute(known.union(pays_from, has)):
        if owner_id is not None:
            sides.partners[owner_id].append(mark)
        else:
            sides.shops[shop].append(mark)
    return sides


def _instalments(session: Session, groups: Collection[UUID], sides: _Sides) -> Iterator[Expected]:
    which = (
        select(
            Instalment, Award.reference, Award.organisation_id, Proposal, Request, Organisation.name
        )
        .join(Award, Award.id == Instalment.award_id)
        .join(Request, Request.id == Award.request_id)
        .join(Proposal, Proposal.id == Instalment.proposal_id)
        .join(Organisation, Organisation.id == Award.organisation_id)
        .where(Instalment.owner_id.in_(groups), Instalment.state == InstalmentState.PLANNED)
    )
    for one, award, organisation_id, plan, request, name in session.execute(which):
        known = (award, plan.reference, request.reference)
        yield Expected(
            ExpectedKind.INSTALMENT,
            one.id,
            one.owner_id,
            one.proposal_id,
            one.amount,
            one.planned_on,
            f"{name} · {plan.title}",
            tuple(dict.fromkeys(ref for ref in known if ref)),
            digests=tuple(sides.partners.get(organisation_id, ())),
            organisation_id=organisation_id,
            part=True,
        )


def _due(waiting: Collection[Due], sides: _Sides) -> Iterator[Expected]:
    for one in waiting:
        yield Expected(
            _OF_DUE[one.kind],
            one.thing_id,
            one.group_id,
            one.plan_id,
            -one.amount,
            one.approved_on,
            one.words,
            (one.reference,),
            digests=sides.of(one),
            organisation_id=one.organisation_id,
        )


def _payments(session: Session, looking: Looking) -> Iterator[Expected]:
    """Of a run: that it was paid; and, where the bank sent it back, that too."""
    paid, back = _seen(MatchKind.PAYMENT, Payment.id), _seen(MatchKind.PAYMENT_BACK, Payment.id)
    which = (
        select(Payment, PayRun.reference, PayRun.pay_on, paid, back)
        .join(PayRun, PayRun.id == Payment.run_id)
        .where(
            Payment.owner_id == looking.account.owner_id,
            Payment.state != PaymentState.OUT,
            PayRun.state.in_(_AT_BANK),
            PayRun.pay_on >= looking.since - EARLIER,
            ~paid | ~back,
        )
    )
    for one, run, on, is_seen, is_back in session.execute(which):
        if not is_seen:
            yield _payment(ExpectedKind.PAYMENT, one, on, (one.end_to_end, run))
        if not is_back:
            yield _payment(ExpectedKind.PAYMENT_BACK, one, on, (one.end_to_end,))


def _payment(kind: ExpectedKind, one: Payment, on: date, ids: tuple[str, ...]) -> Expected:
    amount = one.amount if kind is ExpectedKind.PAYMENT_BACK else -one.amount
    digests = () if kind is ExpectedKind.PAYMENT_BACK else (one.mark,)
    return Expected(
        kind,
        one.id,
        one.group_id,
        one.proposal_id,
        amount,
        on,
        f"{one.name} · {one.words}",
        ids=ids,
        digests=digests,
    )


def _arrivals(
    session: Session, groups: Collection[UUID], place: AccountKind, since: date
) -> Iterator[Expected]:
    which = (
        select(Arrival, Proposal.title, Proposal.reference, Award.reference)
        .join(Proposal, Proposal.id == Arrival.proposal_id)
        .outerjoin(Instalment, Instalment.id == Arrival.instalment_id)
        .outerjoin(Award, Award.id == Instalment.award_id)
        .where(
            Arrival.owner_id.in_(groups),
            (Arrival.place == place) | (Arrival.origin == place),
            Arrival.state == ArrivalState.ENTERED,
            Arrival.on >= since - EARLIER,
            ~_seen(MatchKind.ARRIVAL, Arrival.id),
        )
    )
    for one, title, reference, award in session.execute(which):
        went = one.kind is ArrivalKind.RETURN or one.origin is place
        yield Expected(
            ExpectedKind.ARRIVAL,
            one.id,
            one.owner_id,
            one.proposal_id,
            -one.amount if went else one.amount,
            one.on,
            " · ".join(text for text in (title, one.words) if text),
            tuple(text for text in (award, reference) if text),
        )


def _paid_expenses(
    session: Session, groups: Collection[UUID], place: AccountKind, since: date
) -> Iterator[Expected]:
    in_run = exists().where(Payment.expense_id == Expense.id, Payment.state == PaymentState.PAID)
    which = (
        select(Expense)
        .where(
            Expense.owner_id.in_(groups),
            Expense.state == ExpenseState.PAID,
            Expense.place == place,
            Expense.paid_on >= since - EARLIER,
            ~in_run,
            ~_seen(MatchKind.EXPENSE, Expense.id),
        )
        .options(lazyload(Expense.receipts), lazyload(Expense.approvals))
    )
    for one in session.scalars(which):
        words, on = one.shop, one.paid_on or one.on
        yield _out(ExpectedKind.PAID_EXPENSE, one, -one.amount, on, words)


def _paid_allowances(
    session: Session, groups: Collection[UUID], place: AccountKind, since: date
) -> Iterator[Expected]:
    in_run = exists().where(
        Payment.allowance_id == Allowance.id, Payment.state == PaymentState.PAID
    )
    which = select(Allowance).where(
        Allowance.owner_id.in_(groups),
        Allowance.state == AllowanceState.PAID,
        Allowance.place == place,
        Allowance.paid_on >= since - EARLIER,
        ~in_run,
        ~_seen(MatchKind.ALLOWANCE, Allowance.id),
    )
    for one in session.scalars(which):
        on = one.paid_on or one.on
        yield _out(ExpectedKind.PAID_ALLOWANCE, one, -one.amount, on, one.words)


def _out(
    kind: ExpectedKind, one: Expense | Allowance, amount: Money, on: date, words: str
) -> Expected:
    refs = (one.reference,)
    return Expected(kind, one.id, one.owner_id, one.proposal_id, amount, on, words, refs)


def _seen(kind: MatchKind, thing_id: ColumnElement[UUID] | object) -> ColumnElement[bool]:
    """Is it on a line already?"""
    return exists().where(
        MatchedThing.kind == kind,
        MatchedThing.thing_id == thing_id,
        MatchedThing.undone_at.is_(None),
    )
