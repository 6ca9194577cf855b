"""A plan that is paid through the plain twin of a provider, at the rules floor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gateways.provider import FakeProvider
from grants.awards.models import Instalment
from grants.kit.access import Actor
from grants.kit.canon import canonical, digest
from grants.kit.money import EUR, Money
from grants.ledger.models import Account, Entry, Posting
from grants.payments.models import (
    BackKind,
    GiftBox,
    OnlinePayment,
    OnlineReturn,
    ProviderEvent,
)
from grants.payments.provider import Back, Order, Refunding, Standing, Told
from grants.payments.rules.online import Giving, Opening
from grants.payments.service import backs, events, gifts, online
from grants.payments.states import BackState
from tests.ground import NOON
from tests.spending.story import Running


@dataclass
class Bank:
    """What people do there, what it tells, and our asking after it."""

    plan: Running
    there: FakeProvider = field(default_factory=FakeProvider)
    clock: datetime = NOON
    told: list[Told] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    @property
    def session(self) -> Session:
        return self.plan.session

    def actor(self, name: str) -> Actor:
        return self.plan.actor(name)

    def box(self, aim: str = "100") -> GiftBox:
        data = Opening(EUR(aim), "Voor een nieuwe oven.")
        proposal = self.plan.proposal
        return gifts.open_gifts(self.session, proposal, data, by=self.actor("Ada"), at=self.clock)

    def gift(self, amount: str = "5", name: str = "") -> OnlinePayment:
        box = gifts.box_of(self.session, self.plan.proposal) or self.box()
        data = Giving(EUR(amount), name)
        return self.opened(online.give(self.session, box, data, live=False, at=self.clock))

    def instalment(self, no: int = 1) -> Instalment:
        which = select(Instalment).where(
            Instalment.award_id == self.plan.award.id, Instalment.no == no
        )
        return self.session.scalars(which).one()

    def begun(self) -> OnlinePayment:
        dirk = self.plan.one.dirk
        row = online.pay_instalment(
            self.session, self.instalment(), "nl", live=False, by=dirk, at=self.clock
        )
        return self.opened(row)

    def opened(self, payment: OnlinePayment) -> OnlinePayment:
        order = Order(
            payment.key, str(payment.id), payment.amount, "Gift", "nl", "", payment.made_at
        )
        online.opened(self.session, payment, self.there.open(order), at=self.clock)
        return payment

    def becomes(self, payment: OnlinePayment, standing: Standing) -> None:
        """It happened there, and the bank tells it."""
        assert payment.session_ref is not None
        self.there.becomes(payment.session_ref, standing)
        self.tell(payment)

    def paid(self, payment: OnlinePayment) -> OnlinePayment:
        self.becomes(payment, Standing.PAID)
        self.ask(payment)
        return payment

    def goes_back(
        self,
        payment: OnlinePayment,
        amount: Money | None = None,
        ref: str = "dp_1",
        kind: BackKind = BackKind.REVERSAL,
        state: BackState = BackState.DONE,
    ) -> None:
        assert payment.session_ref is not None
        back = Back(ref, kind, amount or payment.amount, state)
        self.there.went(payment.session_ref, back)
        self.tell(payment)

    def tell(self, paid: OnlinePayment, /, **other: object) -> Told:
        said = Told(
            ref=f"evt_{next(self.numbers)}",
            kind="checkout.session.completed",
            about=paid.session_ref or "",
            payment=str(paid.id),
            intent_ref="",
            live=False,
            account="",
            said_at=self.clock,
        )
        self.told.append(replace(said, **other))  # type: ignore[arg-type]
        return self.told[-1]

    def hear(self, said: Told) -> bool:
        """The event comes in; what it makes us ask is asked at once."""
        fresh = events.hear(self.session, said, live=False, account="acct_1", at=self.clock)
        row = self.session.scalars(
            select(ProviderEvent).where(ProviderEvent.their_ref == said.ref)
        ).one()
        if row.handled_at is None and row.payment_id is not None:
            self.ask(self.session.get_one(OnlinePayment, row.payment_id))
            events.handled(self.session, [row.id], at=self.clock)
        return fresh

    def ask(self, payment: OnlinePayment) -> bool:
        """As the job does: the true state, then our book."""
        assert payment.session_ref is not None
        known = backs.went_back(self.session, payment)
        truth = self.there.ask(payment.session_ref, went_back=known)
        assert truth is not None
        return online.apply(self.session, payment, truth, asked_at=self.clock, at=self.clock)

    def send_back(self, payment: OnlinePayment, amount: str, by: str = "Hans") -> OnlineReturn:
        """Our row, then the call, then the true state."""
        back = backs.refund(self.session, payment, EUR(amount), by=self.actor(by), at=self.clock)
        order = Refunding(back.key, str(back.id), payment.intent_ref or "", back.amount)
        self.there.give_back(order)
        self.ask(payment)
        return back

    def later(self, **time: int) -> None:
        self.clock += timedelta(**time)

    @property
    def mark(self) -> str:
        """The hash of what the book says: each entry's amounts by account, in no order of time."""
        rows = self.session.execute(
            select(Entry.id, Entry.act, Account.kind, Posting.amount_minor)  # type: ignore[attr-defined]
            .join(Posting, Posting.entry_id == Entry.id)
            .join(Account, Account.id == Posting.account_id)
        )
        entries: dict[object, list[list[object]]] = {}
        for entry_id, act, kind, minor in rows:
            entries.setdefault(entry_id, []).append([str(act), str(kind), minor])
        return digest(canonical(sorted(str(sorted(map(str, one))) for one in entries.values())))
