"""A running plan with € 300 for allowances, the caps of each year, and verbs with dull defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.allowances import service
from grants.allowances.models import Allowance, Kind
from grants.allowances.rules import Noting
from grants.allowances.service import Paying
from grants.allowances.states import AllowanceState
from grants.kit.access import Actor, Role
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.proposals.models import LineKind
from grants.workgroups import service as groups
from tests.ground import NOON, OPERATOR
from tests.requests.story import Costs
from tests.spending.story import DAY, Running, running
from tests.told_once import told_once

COSTS: Costs = ((LineKind.ROOM, "Zaal", "4.20"), (LineKind.ALLOWANCE, "Gastvrouwen", "30"))


@dataclass
class Helping:
    """The plan, and who gets what in it. Dan is the treasurer; Hans pays."""

    session: Session
    plan: Running

    def actor(self, name: str) -> Actor:
        return self.plan.actor(name)

    def id_of(self, name: str) -> UUID:
        return self.plan.id_of(name)

    def noting(self, amount: str = "20", who: str = "Ada", **more: object) -> Noting:
        usual: dict[str, object] = {
            "line_id": self.plan.line(LineKind.ALLOWANCE),
            "person_id": self.id_of(who),
            "kind": Kind.FLAT,
            "amount": EUR(amount),
            "on": DAY,
            "words": "Gastvrouw bij het oudercafé",
            "another": True,
        }
        return Noting(**{**usual, **more})  # type: ignore[arg-type]

    def noted(
        self, amount: str = "20", who: str = "Ada", at: datetime = NOON, **more: object
    ) -> Allowance:
        data = self.noting(amount, who, **more)
        return service.note(self.session, self.plan.proposal, data, by=self.actor(who), at=at)

    def agreed(
        self,
        amount: str = "20",
        who: str = "Ada",
        by: str = "Dan",
        at: datetime = NOON,
        **more: object,
    ) -> Allowance:
        found = self.noted(amount, who, at=at, **more)
        return service.agree(self.session, found, by=self.actor(by), at=at)

    def agreed_by_holder(self, amount: str = "20", who: str = "Ada") -> Allowance:
        """The treasurer left the yes to the money holder, so that he can give it from the box."""
        found = self.noted(amount, who)
        service.pass_on(self.session, found, by=self.actor("Dan"), at=NOON)
        return service.agree(self.session, found, by=self.actor("Hans"), at=NOON)

    def pay(
        self,
        allowance: Allowance,
        on: date = DAY,
        by: str = "Hans",
        place: AccountKind = AccountKind.BANK,
        at: datetime = NOON,
    ) -> Allowance:
        both, in_run = place is AccountKind.CASH, allowance.state is AllowanceState.IN_RUN
        data = Paying(place, on, both_said=both, from_run=in_run)
        return service.pay(self.session, allowance, data, by=self.actor(by), at=at)

    def paid(self, amount: str = "20", who: str = "Ada", **more: object) -> Allowance:
        return self.pay(self.agreed(amount, who, **more))  # type: ignore[arg-type]

    def had_elsewhere(
        self, amount: str, month: int = 3, who: str = "Ada", year: int = 2026
    ) -> None:
        service.say_elsewhere(
            self.session,
            self.id_of(who),
            date(year, month, 1),
            EUR(amount),
            by=self.actor(who),
            at=NOON,
        )

    def also(self, other: Helping, name: str, role: Role = Role.MEMBER) -> None:
        """Somebody of the other group is in this one too."""
        someone = other.plan.one.people[name]
        groups.join(
            self.session, self.plan.one.ground.workgroup, someone, role, by=OPERATOR, at=NOON
        )
        self.plan.one.people[name] = someone


@told_once
def helping(session: Session, name: str = "Zuidwest") -> Helping:
    """All of the award came in, and 42 lies in the box."""
    service.seed_caps(session, at=NOON)
    found = Helping(session, running(session, costs=COSTS, name=name))
    found.plan.arrives("300")
    found.plan.own("42")
    return found
