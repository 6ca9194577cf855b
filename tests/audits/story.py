"""A year with payments, and two who kept no book: Ada and Cem look; Ben and Dan cannot always."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from grants.audits import queries, service
from grants.audits.models import CashAudit, Conclusion, Looked
from grants.audits.rules import Opening, write_facts
from grants.kit.canon import digest
from grants.ledger.models import AccountKind
from grants.ledger.queries import place
from grants.payments import service as payments
from grants.payments.models import CashCount
from grants.payments.rules import Counting
from tests.ground import NOON
from tests.spending.story import Running, running
from tests.told_once import told_once

LATER = NOON + timedelta(hours=3)
YEAR = NOON.year


@dataclass
class Year:
    """A running plan with payments, and verbs with dull defaults."""

    plan: Running

    @property
    def session(self) -> Session:
        return self.plan.session

    def opened(self, first: str = "Ben", second: str = "Ada", by: str = "Ada") -> CashAudit:
        data = Opening(YEAR, self.plan.id_of(first), self.plan.id_of(second))
        group = self.plan.one.ground.workgroup
        return service.open_(self.session, group, data, by=self.plan.actor(by), at=NOON)

    def looked(self, audit: CashAudit, by: str = "Ada") -> CashAudit:
        hers = queries.touched(self.session, audit)
        other = next(one for one in ("Ben", "Ada") if one != by)
        for item in audit.items:
            own = self.plan.id_of(by) in hers.get(item.entry_no, ())
            who = other if own else by
            service.look(self.session, item, Looked.RIGHT, "", by=self.plan.actor(who), at=LATER)
        return audit

    def counted(self, by: str = "Ada", second: str = "Ben", *, table: bool = False) -> CashCount:
        group = self.plan.one.ground.workgroup
        lies = place(self.session, group.id, AccountKind.CASH)
        data = Counting(lies, self.plan.id_of(second))
        count = payments.count(self.session, group, data, by=self.plan.actor(by), at=NOON)
        who = self.plan.actor(by if table else second)
        return payments.confirm(self.session, count, said=table, by=who, at=LATER)

    def concluded(
        self, audit: CashAudit, conclusion: Conclusion = Conclusion.RIGHT, words: str = ""
    ) -> CashAudit:
        by = self.plan.actor("Ada")
        return service.conclude(self.session, audit, conclusion, words, by=by, at=LATER)

    def mark(self, audit: CashAudit) -> str:
        return audit.hash or digest(write_facts(queries.found(self.session, audit)))

    def signed(self, audit: CashAudit, by: str) -> CashAudit:
        who = self.plan.actor(by)
        return service.sign(self.session, audit, self.mark(audit), by=who, at=LATER)

    def ready(self) -> CashAudit:
        audit = self.looked(self.opened())
        self.counted()
        return self.concluded(audit)

    def sealed(self) -> CashAudit:
        audit = self.signed(self.ready(), "Ada")
        return self.signed(audit, "Ben")


@told_once
def a_year(session: Session) -> Year:
    """€ 300 came in, 42 lies in the box; two receipts were paid by the holder."""
    plan = running(session)
    plan.arrives("300")
    plan.own("42")
    plan.paid("60")
    plan.paid("25", shop="Markt")
    plan.approved("17", shop="Nog niet betaald")
    return Year(plan)
