"""What makes an entry an entry, and what the accounts of a plan say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.kit.acts import Act
from grants.kit.canon import canonical, digest
from grants.kit.errors import Invalid, Unbalanced
from grants.kit.money import Money, total
from grants.kit.orm import Ref
from grants.ledger.models import PLACES, AccountKind


@dataclass(frozen=True, slots=True)
class Line:
    """One amount to post: debit above nothing, credit below. Without ``ref_id``: the plan's."""

    kind: AccountKind
    amount: Money
    plan_id: UUID
    ref_id: UUID | None = None

    @property
    def account(self) -> tuple[UUID, AccountKind, UUID]:
        """What makes its account the only one."""
        return self.plan_id, self.kind, self.ref_id or self.plan_id

    @property
    def mirrored(self) -> Line:
        """The same line the other way."""
        return Line(self.kind, -self.amount, self.plan_id, self.ref_id)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The five amounts and what belongs to them. ``free`` below nothing waits for money."""

    promised: Money
    received: Money
    reserved: Money
    back: Money  # the part of it that an organisation gave or advanced
    spent: Money
    free: Money
    to_come: Money
    own: Money
    bank: Money
    own_bank: Money
    cash: Money

    @property
    def room(self) -> Money:
        """What may still be approved: promised and our own, less reserved and spent."""
        return self.promised + self.own - self.reserved - self.spent

    @property
    def waits_for_money(self) -> bool:
        """More was approved than came in so far."""
        return self.free.is_negative


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """Of one cost line: approved but not paid, and paid."""

    reserved: Money
    spent: Money

    @property
    def booked(self) -> Money:
        """Both together: what the line has cost by now."""
        return self.reserved + self.spent


@dataclass(frozen=True, slots=True)
class Sealing:
    """Of an entry: all that its hash covers, besides its lines."""

    owner_id: UUID
    no: int
    on: date
    at: datetime
    act: Act
    source: Ref
    reverses_id: UUID | None
    by_id: UUID | None
    previous: str


def merged(lines: Iterable[Line]) -> list[Line]:
    """One line an account, in a fixed order; raises Unbalanced unless debit equals credit."""
    sums: dict[tuple[UUID, AccountKind, UUID], Money] = {}
    for line in lines:
        if line.amount.is_zero:
            raise Invalid("amount-nothing")
        sums[line.account] = sums.get(line.account, Money.zero(line.amount.currency)) + line.amount
    result = [
        Line(kind, amount, plan_id, ref_id)
        for (plan_id, kind, ref_id), amount in sorted(sums.items(), key=_in_order)
        if not amount.is_zero
    ]
    if len(result) < 2 or not is_balanced(result):  # noqa: PLR2004  from one place to another
        raise Unbalanced("entry-unbalanced")
    return result


def cancels_out(lines: Iterable[Line]) -> bool:
    """Do these lines leave every account as it was? Then there is nothing to post."""
    sums: dict[tuple[UUID, AccountKind, UUID], Money] = {}
    for line in lines:
        sums[line.account] = sums.get(line.account, Money.zero(line.amount.currency)) + line.amount
    return all(amount.is_zero for amount in sums.values())


def is_balanced(lines: Sequence[Line]) -> bool:
    """Debit equals credit, in each currency."""
    currencies = {line.amount.currency for line in lines}
    return all(
        total((ln.amount for ln in lines if ln.amount.currency == currency), currency).is_zero
        for currency in currencies
    )


def seal(sealing: Sealing, lines: Iterable[Line]) -> str:
    """The hash of an entry: over its canonical text, with the hash of the one before."""
    rows = sorted((line.account, line.amount) for line in lines)
    facts = {
        "owner": sealing.owner_id,
        "no": sealing.no,
        "on": sealing.on,
        "at": sealing.at,
        "act": sealing.act,
        "source": list(sealing.source),
        "reverses": sealing.reverses_id,
        "by": sealing.by_id,
        "previous": sealing.previous,
        "lines": [[*account, amount] for account, amount in rows],
    }
    return digest(canonical(facts))


def figures(balances: Iterable[tuple[AccountKind, Money]], currency: str = "EUR") -> Amounts:
    """The amounts that these accounts say together.

    An account owed to a payee counts as reserved and not yet as spent; what is owed back to an
    organisation counts as reserved only. What one got too much is not here: nothing is free of it,
    and it makes up for nothing that is owed to another.
    """
    nothing = Money.zero(currency)
    sums, back = dict.fromkeys(AccountKind, nothing), nothing
    for kind, balance in balances:
        sums[kind] += balance
        if kind is AccountKind.BACK:
            back += max(-balance, nothing)
    places = total((sums[kind] for kind in PLACES), currency)
    reserved = back - sums[AccountKind.OWED]
    spent = sums[AccountKind.COST] + sums[AccountKind.OWED]
    return Amounts(
        promised=-sums[AccountKind.GRANT] - sums[AccountKind.USED],
        received=places + spent,
        reserved=reserved,
        back=back,
        spent=spent,
        free=places - reserved,
        to_come=sums[AccountKind.PROMISED],
        own=-sums[AccountKind.OWN],
        bank=sums[AccountKind.BANK],
        own_bank=sums[AccountKind.OWN_BANK],
        cash=sums[AccountKind.CASH],
    )


def is_settled(balances: Iterable[tuple[AccountKind, Money]]) -> bool:
    """Nothing lies, is promised or is owed any more, and the costs are covered to the cent."""
    covered = {AccountKind.COST, AccountKind.USED, AccountKind.OWN}
    rows = list(balances)
    if any(not balance.is_zero for kind, balance in rows if kind not in covered):
        return False
    return total(balance for kind, balance in rows if kind in covered).is_zero


def _in_order(item: tuple[tuple[UUID, AccountKind, UUID], Money]) -> tuple[str, str, str]:
    plan_id, kind, ref_id = item[0]
    return str(plan_id), str(kind), str(ref_id)
