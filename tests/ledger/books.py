"""A book to write in, without the rooms above it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.kit.money import EUR, Money
from grants.kit.orm import Ref
from grants.ledger import service
from grants.ledger.models import AccountKind, Entry
from grants.ledger.rules import Line
from grants.owners import service as owners
from grants.owners.models import OwnerKind

NOON = datetime(2026, 9, 10, 12, 0, tzinfo=UTC)
DAY = date(2026, 9, 10)
K = AccountKind


@dataclass(frozen=True)
class Paper:
    """Some document that a booking comes from."""

    owner_id: UUID
    kind: str = "expense"
    id: UUID = field(default_factory=uuid4)

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.id)


@dataclass
class Desk:
    """Posts in one plan of one group."""

    session: Session
    owner_id: UUID
    plan_id: UUID = field(default_factory=uuid4)
    award_id: UUID = field(default_factory=uuid4)
    line_id: UUID = field(default_factory=uuid4)
    bank_id: UUID = field(default_factory=uuid4)
    funder_id: UUID = field(default_factory=uuid4)
    payee_id: UUID = field(default_factory=uuid4)

    def paper(self) -> Paper:
        return Paper(self.owner_id)

    def ref(self, kind: AccountKind) -> UUID | None:
        return {
            K.BANK: self.bank_id,
            K.PROMISED: self.award_id,
            K.GRANT: self.award_id,
            K.USED: self.award_id,
            K.COST: self.line_id,
            K.OWED: self.payee_id,
            K.BACK: self.funder_id,
        }.get(kind)

    def lines(self, amount: str | Money, debit: AccountKind, credit: AccountKind) -> list[Line]:
        size = EUR(amount) if isinstance(amount, str) else amount
        return [
            Line(debit, size, self.plan_id, self.ref(debit)),
            Line(credit, -size, self.plan_id, self.ref(credit)),
        ]

    def post(
        self,
        amount: str | Money,
        debit: AccountKind,
        credit: AccountKind,
        source: Paper | None = None,
        act: Act = Act.SPENDING_APPROVE,
        on: date = DAY,
    ) -> Entry:
        return service.post(
            self.session,
            self.owner_id,
            on=on,
            act=act,
            source=source or self.paper(),
            lines=self.lines(amount, debit, credit),
            by=SYSTEM,
            at=NOON,
        )

    def mirror(self, entry: Entry) -> Entry:
        return service.mirror(
            self.session,
            entry,
            on=DAY,
            act=Act.SPENDING_CORRECT,
            source=self.paper(),
            by=SYSTEM,
            at=NOON,
        )


def desk(session: Session) -> Desk:
    return Desk(session, owners.create(session, OwnerKind.WORKGROUP, at=NOON))
