"""What accounts hold: the five amounts, rooms, places, and each cost line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from grants.kit.asking import an_id, look_up
from grants.kit.money import Money, total
from grants.ledger.models import PLACES, Account, AccountKind, Entry, Posting
from grants.ledger.rules import (
    Amounts,
    LineAmounts,
    figures,
    is_settled,
)


def amounts(session: Session, owner_id: UUID, plan_id: UUID | None = None) -> Amounts:
    """The five amounts of a group, or of one of its plans."""
    return figures(_balances(session, owner_id, plan_id))


def amounts_by_plan(session: Session, plan_ids: Iterable[UUID]) -> dict[UUID, Amounts]:
    """The five amounts of several plans, in one statement."""
    found: dict[UUID, list[tuple[AccountKind, Money]]] = {plan_id: [] for plan_id in plan_ids}
    if found:
        for account in session.scalars(_accounts().where(Account.plan_id.in_(found))):
            found[account.plan_id].append((account.kind, account.balance))
    return {plan_id: figures(balances) for plan_id, balances in found.items()}


def room(session: Session, plan_id: UUID) -> Money:
    """What may still be approved for this plan."""
    return room_and(session, plan_id)[0]


def room_and(session: Session, plan_id: UUID, *kinds: AccountKind) -> tuple[Money, ...]:
    """The room, and what each of these kinds of accounts holds of the plan. One statement."""
    rows = look_up(session, _of_this_plan(), {"plan_id": plan_id})
    return _room_and([(kind, Money(*balance)) for kind, *balance in rows], kinds)


def lines_and_room(
    session: Session, plan_id: UUID, *kinds: AccountKind
) -> tuple[dict[UUID, LineAmounts], tuple[Money, ...]]:
    """What ``per_line`` and ``room_and`` say of a plan. One statement."""
    rows = look_up(session, _with_owed(), {"plan_id": plan_id}).all()
    return _by_line(rows), _room_and(_held(rows), kinds)


def _room_and(
    held: list[tuple[AccountKind, Money]], kinds: Iterable[AccountKind]
) -> tuple[Money, ...]:
    sums = (total(balance for kind, balance in held if kind is one) for one in kinds)
    return figures(held).room, *sums


def place(
    session: Session, owner_id: UUID, kind: AccountKind, plan_id: UUID | None = None
) -> Money:
    """What one place holds, of all plans or of one."""
    which = select(func.sum(Account.balance_minor)).where(  # type: ignore[attr-defined]
        Account.owner_id == owner_id, Account.kind == kind
    )
    if plan_id is not None:
        which = which.where(Account.plan_id == plan_id)
    return Money(int(session.scalar(which) or 0))


def held(
    session: Session, owner_id: UUID, plan_id: UUID, places: Iterable[AccountKind] = PLACES
) -> dict[AccountKind, Money]:
    """What each of these places holds of one plan, in their order. One statement."""
    sums = (
        select(Account.kind, func.sum(Account.balance_minor))  # type: ignore[attr-defined]
        .where(Account.owner_id == owner_id, Account.plan_id == plan_id)
        .where(Account.kind.in_(PLACES))
        .group_by(Account.kind)
    )
    found = {kind: Money(int(minor)) for kind, minor in session.execute(sums)}
    return {kind: found.get(kind, Money.zero()) for kind in places}


def balance_of(session: Session, plan_id: UUID, kind: AccountKind, ref_id: UUID) -> Money:
    """The balance of one account; nothing when there is none."""
    which = _accounts().where(
        Account.plan_id == plan_id, Account.kind == kind, Account.ref_id == ref_id
    )
    account = session.scalars(which).one_or_none()
    return account.balance if account is not None else Money.zero()


def owed_back(session: Session, plan_id: UUID) -> dict[UUID, Money]:
    """What has to be sent back, by organisation."""
    which = _accounts().where(Account.plan_id == plan_id, Account.kind == AccountKind.BACK)
    rows = session.scalars(which)
    return {row.ref_id: -row.balance for row in rows if not row.balance.is_zero}


def settled(session: Session, plan_id: UUID) -> bool:
    """Is everything of this plan at nothing, and are its costs covered?"""
    rows = session.scalars(_accounts().where(Account.plan_id == plan_id))
    return is_settled((account.kind, account.balance) for account in rows)


def uncovered(session: Session, plan_id: UUID) -> Money:
    """Costs that neither an award nor our own income covers, once a plan was settled."""
    covers = (AccountKind.COST, AccountKind.USED, AccountKind.OWN)
    rows = session.scalars(
        _accounts().where(Account.plan_id == plan_id, Account.kind.in_(covers))
    ).all()
    return total(row.balance for row in rows)


def per_line(session: Session, plan_id: UUID) -> dict[UUID, LineAmounts]:
    """Of each cost line: what is approved and not paid, and what is paid. One statement."""
    return _by_line(look_up(session, _with_owed(), {"plan_id": plan_id}))


def amounts_and_lines(session: Session, plan_id: UUID) -> tuple[Amounts, dict[UUID, LineAmounts]]:
    """The five amounts of a plan, and of each of its cost lines. One statement."""
    rows = look_up(session, _with_owed(), {"plan_id": plan_id}).all()
    return figures(_held(rows)), _by_line(rows)


def _held(rows: Iterable[Any]) -> list[tuple[AccountKind, Money]]:
    return [(kind, Money(minor, currency)) for kind, _, minor, currency, _ in rows]


def _by_line(rows: Iterable[Any]) -> dict[UUID, LineAmounts]:
    result = {}
    for kind, line_id, minor, currency, owed in rows:
        if kind is AccountKind.COST:
            reserved = Money(-int(owed or 0), currency)
            result[line_id] = LineAmounts(
                reserved=reserved, spent=Money(minor, currency) - reserved
            )
    return result


@cache
def _accounts() -> Select[Account]:
    """Accounts as the database has them now, also where this session has seen them before.

    Under the lock that matters: what was read before it may be older.
    """
    return select(Account).execution_options(populate_existing=True)


def _balances(
    session: Session, owner_id: UUID, plan_id: UUID | None
) -> Iterator[tuple[AccountKind, Money]]:
    which = _of_owner() if plan_id is None else _of_plan()
    for kind, *balance in session.execute(which, {"owner_id": owner_id, "plan_id": plan_id}):
        yield kind, Money(*balance)


@cache
def _sums() -> Select[Any]:
    """Only what is summed: as the database has it now, whatever this session has seen before."""
    minor, currency = Account.balance_minor, Account.balance_currency  # type: ignore[attr-defined]
    return select(Account.kind, minor, currency)


@cache
def _of_owner() -> Select[Any]:
    return _sums().where(Account.owner_id == an_id("owner_id"))


@cache
def _of_plan() -> Select[Any]:
    return _of_owner().where(Account.plan_id == an_id("plan_id"))


@cache
def _of_this_plan() -> Select[Any]:
    return _sums().where(Account.plan_id == an_id("plan_id"))


@cache
def _with_owed() -> Select[Any]:
    """Kind, whose it is, balance; of a cost line also what is still owed of it."""
    owed = _owed_by_line().subquery()
    kind, minor, currency = _sums().selected_columns
    return (
        select(kind, Account.ref_id, minor, currency, owed.c.minor)
        .outerjoin(owed, owed.c.line_id == Account.ref_id)
        .where(Account.plan_id == an_id("plan_id"))
    )


def _owed_by_line() -> Select[UUID, int]:
    """By line: what is still owed of the documents that were booked on it."""
    cost, owed = aliased(Account), aliased(Account)
    of_cost, first = aliased(Posting), aliased(Entry)
    documents = (
        select(cost.ref_id.label("line_id"), first.source_kind, first.source_id)
        .join(of_cost, of_cost.account_id == cost.id)
        .join(first, first.id == of_cost.entry_id)
        .where(cost.plan_id == an_id("plan_id"), cost.kind == AccountKind.COST)
        .distinct()
        .subquery()
    )
    return (
        select(documents.c.line_id, func.sum(Posting.amount_minor).label("minor"))  # type: ignore[attr-defined]
        .join(Entry, Entry.id == Posting.entry_id)
        .join(owed, owed.id == Posting.account_id)
        .join(
            documents,
            (documents.c.source_kind == Entry.source_kind)
            & (documents.c.source_id == Entry.source_id),
        )
        .where(owed.plan_id == an_id("plan_id"), owed.kind == AccountKind.OWED)
        .group_by(documents.c.line_id)
    )
