"""A running plan with € 300 promised: a room of € 200 and childcare of € 142, and who acts in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.awards.models import Award, Instalment
from grants.documents import service as documents
from grants.documents.store import Kind, Stored
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.ledger.rules import Amounts
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.payments import service as payments
from grants.payments.models import Source
from grants.payments.rules import Income, Receiving
from grants.proposals.models import LineKind, Proposal
from grants.reviews import service as reviews
from grants.reviews.models import DecisionKind
from grants.reviews.service import Proposing
from grants.spending import service
from grants.spending.models import Expense, WhoPaid
from grants.spending.rules import Noting
from grants.waiting.models import Waiting
from grants.workgroups import service as groups
from grants.workgroups.models import Membership
from tests.ground import NOON, OPERATOR, joined
from tests.requests.story import COSTS, Costs, Story, story
from tests.told_once import told_once

DAY = NOON.date()
PHOTOS = count(1)
ALL = Proposing(DecisionKind.ALL, "Het hele bedrag.", conditions="Vertel hoe het ging.")


@dataclass
class Running:
    """The plan, its award, and verbs with dull defaults."""

    session: Session
    one: Story
    proposal: Proposal
    award: Award

    def actor(self, name: str) -> Actor:
        return self.one.actor(name)

    def id_of(self, name: str) -> UUID:
        return self.one.people[name].id

    def line(self, kind: LineKind = LineKind.ROOM) -> UUID:
        return next(line.id for line in self.proposal.lines if line.kind is kind)

    def document(self, name: str = "bon.jpg", by: str = "Ada", content: str | None = None) -> UUID:
        """Another file each time, unless it has a name or content of its own."""
        usual = f"photo {next(PHOTOS)}" if name == "bon.jpg" else name
        content = content if content is not None else usual
        stored = Stored(hash=digest(content), kind=Kind.JPEG, size=9)
        owner_id = self.proposal.owner_id
        who = self.actor(by)
        document = documents.keep(
            self.session, stored, owner_id=owner_id, name=name, by=who, at=NOON
        )
        return document.id

    def noting(self, amount: str = "60", **more: object) -> Noting:
        usual: dict[str, object] = {
            "line_id": self.line(),
            "amount": EUR(amount),
            "shop": "De Kom",
            "on": DAY,
            "who_paid": WhoPaid.MYSELF,
            "documents": (self.document(),),
        }
        return Noting(**{**usual, **more})  # type: ignore[arg-type]

    def noted(self, amount: str = "60", by: str = "Ada", **more: object) -> Expense:
        data = self.noting(amount, **more)
        return service.note(self.session, self.proposal, data, by=self.actor(by), at=NOON)

    def asking(self, amount: str = "60", by: str = "Ada", **more: object) -> Expense:
        expense = self.noted(amount, by, **more)
        return service.submit(self.session, expense, by=self.actor(by), at=NOON)

    def approved(self, amount: str = "60", **more: object) -> Expense:
        expense = self.asking(amount, "Ada", **more)
        return service.approve(self.session, expense, by=self.actor("Ben"), at=NOON)

    def paid(self, amount: str = "60", **more: object) -> Expense:
        return self.pay(self.approved(amount, **more))

    def pay(
        self, expense: Expense, by: str = "Hans", place: AccountKind = AccountKind.BANK
    ) -> Expense:
        data = service.Paying(place, DAY)
        return service.pay(self.session, expense, data, by=self.actor(by), at=NOON)

    def arrives(self, amount: str = "240", at: datetime = NOON) -> None:
        instalment = self.session.scalars(
            select(Instalment).where(Instalment.award_id == self.award.id).order_by(Instalment.no)
        ).first()
        assert instalment is not None
        data = Receiving(at.date(), amount=EUR(amount))
        payments.receive(self.session, instalment, data, by=self.actor("Hans"), at=at)

    def own(self, amount: str = "42", place: AccountKind = AccountKind.CASH) -> None:
        data = Income(EUR(amount), DAY, place, Source.PARTICIPANTS)
        payments.income(self.session, self.proposal, data, by=self.actor("Hans"), at=NOON)

    def gone(self, *names: str) -> None:
        """They left the group."""
        for name in names:
            which = select(Membership).where(Membership.person_id == self.id_of(name))
            groups.leave(self.session, self.session.scalars(which).one(), by=OPERATOR, at=NOON)

    @property
    def now(self) -> Amounts:
        return book.amounts(self.session, self.proposal.owner_id, self.proposal.id)

    def waits_for(self, act: Act) -> set[str]:
        rows = self.session.scalars(
            select(Waiting).where(Waiting.act == str(act), Waiting.done_at.is_(None))
        )
        names = {person.id: name for name, person in self.one.people.items()}
        return {names[row.person_id] for row in rows}


@told_once
def running(
    session: Session,
    template: Template = Template.OURSELVES,
    costs: Costs = COSTS,
    name: str = "Zuidwest",
) -> Running:
    """Granted and agreed by both sides; nothing came in yet. Dan keeps the books."""
    one = story(session, costs=costs, name=name)
    one.people["Dan"] = joined(session, one.ground.workgroup, Role.TREASURER, "Dan")
    proposed = reviews.propose(session, one.opened(), ALL, by=one.rosa, at=NOON)
    award = awards.decide(session, proposed, by=one.dirk, at=NOON)
    assert award is not None
    awards.agree(session, award, by=one.actor("Ada"), at=NOON)
    awards.agree(session, award, by=one.dirk, at=NOON)
    mandates.apply_template(session, one.ground.workgroup, template, by=OPERATOR, at=NOON)
    session.refresh(one.proposal)
    return Running(session, one, one.proposal, award)


def day(text: str) -> date:
    """A day, as 2026-03-02."""
    return date.fromisoformat(text)
