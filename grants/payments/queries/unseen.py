"""What the book knows and no line of the bank has shown yet, each kind in the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)

from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.awards.models import Award, Instalment, InstalmentState
from grants.awards.queries import still_comes
from grants.ledger.models import Account, AccountKind
from grants.neighbourhoods.models import Organisation
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    BankAccount,
    MatchKind,
    OnlinePayment,
    OnlineReturn,
    Payment,
    PayRun,
)
from grants.payments.queries.due import NOBODY, NOTHING, Groups, cents
from grants.payments.queries.shown import can_show, is_seen, shows_itself
from grants.payments.rules.matching import ExpectedKind
from grants.payments.states import ArrivalState, PaymentState, RunState
from grants.people.cipher import Vault
from grants.proposals.models import Proposal
from grants.requests.models import Request
from grants.spending.models import Expense
from grants.spending.states import ExpenseState

# How long before its line at the bank something may have been entered by hand.
EARLIER = timedelta(days=120)
_AT_BANK = (RunState.FILED, RunState.HANDED_IN, RunState.DONE, RunState.PARTLY_FAILED)


@dataclass(frozen=True, slots=True)
class Looking:
    """Of which account and whose money, since when, and what opens account numbers."""

    account: BankAccount
    groups: Groups
    since: date
    vault: Vault


@dataclass(frozen=True, slots=True)
class _Told:
    """What else a statement says of one kind: texts, and whose account is on the other side."""

    words: Sequence[Any]
    references: Sequence[Any] = ()
    ids: Sequence[Any] = ()
    mark: Any = NOTHING
    organisation_id: Any = NOBODY

    @property
    def texts(self) -> list[Any]:
        """Two of words, three references, two ids: the same number for each kind."""
        sides = ((self.words, 2), (self.references, 3), (self.ids, 2))
        return [text for some, many in sides for text in (*some, *[NOTHING] * (many - len(some)))]


def unseen(looking: Looking) -> CompoundSelect[Any]:
    """What is to come, what runs pay, and what was entered by hand: a question for all of it.

    Kind, thing, group, plan, cents, currency, day; the mark or the organisation of the other side;
    then the texts: two of words, three references, two ids.
    """
    return union_all(*(one(looking) for one in _KINDS))


def _one(kind: ExpectedKind, of: Any, minor: Any, on: Any, told: _Told) -> Select[Any]:
    return select(
        literal(kind.value),
        of.id,
        of.group_id if of is Payment else of.owner_id,
        of.proposal_id,
        minor,
        cents(of)[1],
        on,
        told.mark,
        told.organisation_id,
        *told.texts,
    )


def _instalments(looking: Looking) -> Select[Any]:
    refs = Award.reference, Proposal.reference, Request.reference
    told = _Told((Organisation.name, Proposal.title), refs, organisation_id=Award.organisation_id)
    minor = still_comes()
    return (
        _one(ExpectedKind.INSTALMENT, Instalment, minor, Instalment.planned_on, told)
        .join(Award, Award.id == Instalment.award_id)
        .join(Request, Request.id == Award.request_id)
        .join(Proposal, Proposal.id == Instalment.proposal_id)
        .join(Organisation, Organisation.id == Award.organisation_id)
        .where(
            Instalment.owner_id.in_(looking.groups),
            Instalment.state == InstalmentState.PLANNED,
            minor > 0,
        )
    )


def _payments(looking: Looking) -> Select[Any]:
    """Of a run: that it was paid."""
    ids = Payment.end_to_end, PayRun.reference
    told = _Told((Payment.name, Payment.words), ids=ids, mark=Payment.mark)
    which = _one(ExpectedKind.PAYMENT, Payment, -cents(Payment)[0], PayRun.pay_on, told)
    at_bank = PayRun.state.in_((*_AT_BANK, RunState.WITHDRAWN))
    return _of_runs(which, MatchKind.PAYMENT, looking).where(can_show(), at_bank)


def _payments_back(looking: Looking) -> Select[Any]:
    """Of a run: that the bank sent it back."""
    told = _Told((Payment.name, Payment.words), ids=(Payment.end_to_end,))
    which = _one(ExpectedKind.PAYMENT_BACK, Payment, cents(Payment)[0], PayRun.pay_on, told)
    at_bank = PayRun.state.in_(_AT_BANK)
    return _of_runs(which, MatchKind.PAYMENT_BACK, looking).where(
        Payment.state != PaymentState.OUT, at_bank
    )


def _of_runs(which: Select[Any], kind: MatchKind, looking: Looking) -> Select[Any]:
    return which.join(PayRun, PayRun.id == Payment.run_id).where(
        Payment.owner_id == looking.account.owner_id,
        PayRun.pay_on >= looking.since - EARLIER,
        ~is_seen(kind, Payment.id),
    )


def _arrivals(looking: Looking) -> Select[Any]:
    minor, place = cents(Arrival)[0], looking.account.place
    went = (Arrival.kind == ArrivalKind.RETURN) | (Arrival.origin == place)
    # What came or went online is in what the provider pays out: no line names it.
    names = [
        case((_is_online(), NOTHING), else_=one) for one in (Award.reference, Proposal.reference)
    ]
    told = _Told((Proposal.title, Arrival.words), names)
    amount = case((went, -minor), else_=minor)
    return (
        _one(ExpectedKind.ARRIVAL, Arrival, amount, Arrival.on, told)
        .join(Proposal, Proposal.id == Arrival.proposal_id)
        .outerjoin(Instalment, Instalment.id == Arrival.instalment_id)
        .outerjoin(Award, Award.id == Instalment.award_id)
        .where(
            Arrival.owner_id.in_(looking.groups),
            (Arrival.place == place) | (Arrival.origin == place),
            shows_itself(),
            Arrival.on >= looking.since - EARLIER,
            ~is_seen(MatchKind.ARRIVAL, Arrival.id),
        )
    )


def _is_online() -> ColumnElement[bool]:
    """Did it come in, or go back, through the provider?"""
    came = exists().where(OnlinePayment.arrival_id == Arrival.id)
    return came | exists().where(OnlineReturn.arrival_id == Arrival.id)


def _too_much(looking: Looking) -> Select[Any]:
    """What who got it twice, for instance, should send back."""
    minor, currency = cents(Account, "balance")
    sent = (
        select(func.max(Arrival.on))
        .where(
            Arrival.proposal_id == Account.plan_id,
            Arrival.organisation_id == Account.ref_id,
            Arrival.kind == ArrivalKind.RETURN,
            Arrival.state == ArrivalState.ENTERED,
        )
        .scalar_subquery()
    )
    told = _Told((Organisation.name, Proposal.title), (Proposal.reference,))
    kind, whose = literal(ExpectedKind.TOO_MUCH.value), Proposal.owner_id
    side = told.mark, Organisation.id
    return (
        select(kind, Proposal.id, whose, Account.plan_id, minor, currency, sent, *side, *told.texts)
        .join(Proposal, Proposal.id == Account.plan_id)
        .join(Organisation, Organisation.id == Account.ref_id)
        .where(
            Account.owner_id.in_(looking.groups),
            Account.kind == AccountKind.BACK,
            minor > 0,
            sent.is_not(None),
        )
    )


def _paid_expenses(looking: Looking) -> Select[Any]:
    told = _Told((Expense.shop,), (Expense.reference,))
    minor = -cents(Expense)[0]
    which = _one(ExpectedKind.PAID_EXPENSE, Expense, minor, Expense.paid_on, told)
    in_run = Payment.expense_id == Expense.id
    return _by_hand(which, Expense, in_run, looking).where(
        Expense.state == ExpenseState.PAID, ~is_seen(MatchKind.EXPENSE, Expense.id)
    )


def _paid_allowances(looking: Looking) -> Select[Any]:
    told = _Told((Allowance.words,), (Allowance.reference,))
    minor = -cents(Allowance)[0]
    which = _one(ExpectedKind.PAID_ALLOWANCE, Allowance, minor, Allowance.paid_on, told)
    in_run = Payment.allowance_id == Allowance.id
    return _by_hand(which, Allowance, in_run, looking).where(
        Allowance.state == AllowanceState.PAID, ~is_seen(MatchKind.ALLOWANCE, Allowance.id)
    )


def _by_hand(which: Select[Any], of: Any, in_run: Any, looking: Looking) -> Select[Any]:
    """Paid from this place in no run."""
    return which.where(
        of.owner_id.in_(looking.groups),
        of.place == looking.account.place,
        of.paid_on >= looking.since - EARLIER,
        ~exists().where(in_run, Payment.state == PaymentState.PAID),
    )


_KINDS = (
    _instalments,
    _payments,
    _payments_back,
    _arrivals,
    _too_much,
    _paid_expenses,
    _paid_allowances,
)
