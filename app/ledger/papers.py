"""The book as a file: a table for a spreadsheet, or a journal that Beancount reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from flask_babel import gettext as _

from app import messages
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.ledger.queries import Booking
from grants.ledger.rules import Line
from grants.proposals.models import Line as CostLine
from grants.proposals.models import Proposal

K = AccountKind

# As Beancount names accounts: what we have, what we owe, what comes and what goes.
NAMES: Mapping[AccountKind, str] = {
    K.BANK: "Assets:Bank",
    K.OWN_BANK: "Assets:OwnAccount",
    K.CASH: "Assets:CashBox",
    K.PROMISED: "Assets:StillToCome",
    K.GRANT: "Liabilities:Granted",
    K.USED: "Income:Granted",
    K.COST: "Expenses",
    K.OWED: "Liabilities:ToPay",
    K.BACK: "Liabilities:ToSendBack",
    K.OWN: "Income:Own",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A booking with its words."""

    booking: Booking
    title: str
    note: str


def book_table(
    told: Iterable[Told], plans: Mapping[UUID, str]
) -> tuple[Sequence[str], Iterator[Sequence[object]]]:
    """All amounts of these bookings and their titles, row by row, debit beside credit."""
    heads = (
        _("number"),
        _("day"),
        _("what"),
        _("plan"),
        _("account"),
        _("debit"),
        _("credit"),
        _("currency"),
    )
    rows = (
        (
            one.booking.no,
            one.booking.on,
            one.title,
            plans.get(line.plan_id, ""),
            messages.label(line.kind),
            line.amount if line.amount.is_positive else None,
            -line.amount if line.amount.is_negative else None,
            line.amount.currency,
        )
        for one in told
        for line in one.booking.lines
    )
    return heads, rows


@dataclass
class _Journal:
    """What has to be said at the end: each account, from when, and what it holds by then."""

    plans: Mapping[UUID, str]
    lines: Mapping[UUID, str]
    balances: dict[str, Money] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    def account(self, line: Line) -> str:
        """Its name: kind, plan and, of costs, the cost line. Persons are not named."""
        plan = self.plans.get(line.plan_id, "Purse")
        if line.kind is not K.COST:
            return f"{NAMES[line.kind]}:{plan}"
        cost = self.lines.get(line.ref_id or line.plan_id, "Other")
        return f"{NAMES[line.kind]}:{plan}:{cost}"

    def entry(self, told: Told) -> str:
        """One transaction."""
        booking = told.booking
        self.first = min(self.first or booking.on, booking.on)
        self.last = max(self.last or booking.on, booking.on)
        said = [f"{booking.on} * {quoted(told.title)} {quoted(told.note)}", f"  no: {booking.no}"]
        for line in booking.lines:
            account, amount = self.account(line), line.amount
            before = self.balances.get(account, Money.zero(amount.currency))
            self.balances[account] = before + amount
            said.append(f"  {account}  {amount.digits} {amount.currency}")
        return "\n".join(said) + "\n\n"

    def ends(self, on: date) -> Iterator[str]:
        """Opens each account as of the first day, and says what it holds after the last."""
        opened, closed = self.first or on, (self.last or on) + timedelta(days=1)
        for account in sorted(self.balances):
            yield f"{opened} open {account}\n"
        for account, balance in sorted(self.balances.items()):
            yield f"{closed} balance {account}  {balance.digits} {balance.currency}\n"


def journal(
    group: str, plans: Mapping[Proposal, Sequence[CostLine]], told: Iterable[Told]
) -> Iterator[str]:
    """These bookings as plain text for Beancount, entry by entry. The order is the book's own."""
    lines = {one.id: f"L{no}" for costs in plans.values() for no, one in enumerate(costs, start=1)}
    book = _Journal({plan.id: plan.reference for plan in plans}, lines)
    yield f'option "title" {quoted(group)}\n'
    yield f'option "operating_currency" {quoted(Money.zero().currency)}\n'
    for plan, costs in plans.items():
        yield f"; {plan.reference}: {_one_line(plan.title)}\n"
        for cost in costs:
            yield f"; {plan.reference}:{lines[cost.id]}: {_one_line(cost.words)}\n"
    yield "\n"
    for one in told:
        yield book.entry(one)
    yield from book.ends(date(1970, 1, 1))


def quoted(words: str) -> str:
    """As Beancount reads a text: on one line, its quotes and slashes marked."""
    return '"' + _one_line(words).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _one_line(words: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(shown.split())
