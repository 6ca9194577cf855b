"""What should be seen at the bank: what is to come and to pay, and what stands in the book unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import (
    LargeBinary,
    cast,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from grants.kit.money import Money
from grants.payments.models import (
    BankAccount,
    Payee,
    PaymentKind,
)
from grants.payments.queries.due import NOTHING, due
from grants.payments.queries.unseen import Looking, unseen
from grants.payments.rules.matching import Expected, ExpectedKind
from grants.payments.rules.runs import Due, folded
from grants.people.models import Person

_OF_DUE = {
    PaymentKind.EXPENSE: ExpectedKind.EXPENSE,
    PaymentKind.ALLOWANCE: ExpectedKind.ALLOWANCE,
    PaymentKind.RETURN: ExpectedKind.RETURN,
}

_IN_PARTS = (ExpectedKind.INSTALMENT, ExpectedKind.TOO_MUCH)


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


def expected(session: Session, looking: Looking) -> list[Expected]:
    """All that a line of this account could pay, the oldest first. Three statements."""
    waiting = due(session, looking.groups)
    sides = _sides(session, looking, {one.person_id for one in waiting if one.person_id})
    found = [*_waiting(waiting, sides), *_known(session, looking, sides)]
    return sorted(found, key=lambda one: (one.on, one.key))


def _sides(session: Session, looking: Looking, persons: Collection[UUID]) -> _Sides:
    """The accounts of these persons and shops, and of whoever told us where its own is."""
    unsealed = cast(null(), LargeBinary)
    payee = Payee.owner_id == looking.account.owner_id
    known = union_all(
        select(Payee.organisation_id, Payee.shop, Payee.mark, unsealed).where(payee),
        select(BankAccount.owner_id, NOTHING, BankAccount.iban_digest, unsealed),
        select(Person.id, NOTHING, NOTHING, Person.iban_sealed).where(
            Person.id.in_(persons), Person.iban_sealed.is_not(None)
        ),
    )
    sides, vault = _Sides(), looking.vault
    for its_id, shop, mark, sealed in session.execute(known):
        if sealed is not None:
            sides.persons[its_id] = vault.mark(vault.cipher.open(sealed, about=its_id.bytes))
        elif its_id is not None:
            sides.partners[its_id].append(mark)
        else:
            sides.shops[shop].append(mark)
    return sides


def _waiting(waiting: Collection[Due], sides: _Sides) -> Iterator[Expected]:
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


def _known(session: Session, looking: Looking, sides: _Sides) -> Iterator[Expected]:
    rows = session.execute(unseen(looking))
    for kind, thing_id, group_id, plan_id, minor, currency, on, *told in rows:
        mark, organisation_id, *texts = told
        known = [mark] if mark else sides.partners.get(organisation_id, ())
        yield Expected(
            ExpectedKind(kind),
            thing_id,
            group_id,
            plan_id,
            Money(minor, currency),
            on,
            " · ".join(text for text in texts[:2] if text),
            tuple(dict.fromkeys(text for text in texts[2:5] if text)),
            tuple(text for text in texts[5:] if text),
            tuple(known),
            organisation_id,
            part=kind in _IN_PARTS,
        )
