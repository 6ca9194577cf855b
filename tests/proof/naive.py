"""The book of a workgroup as its description has it: whole cents in dictionaries, nothing shared.

It is written from the description, not from the code that it holds up to the light, and it is
slow and plain on purpose: what was promised, received, reserved and spent is summed anew from the
things themselves, and the accounts from what each event moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tests.proof.came import Arrival, Instalment
from tests.proof.going import GOING, SAID_YES, Online, Payment, Run
from tests.proof.sharing import shared

Key = tuple[str, UUID]  # the kind of an account, and whose it is

GRANTED = {"active", "accounted", "settled"}
SPENDABLE = {"running", "finished"}
PLACES = ("bank", "cash", "own-bank")  # in the order in which money is taken from them


@dataclass
class Award:
    id: UUID
    plan: Plan
    organisation: UUID
    bans: bool  # its fund pays no allowances
    amount: int
    instalments: list[Instalment]
    state: str = "offered"
    sides: set[str] = field(default_factory=set)
    final: int | None = None

    @property
    def counts(self) -> int:
        return self.amount if self.final is None else self.final


@dataclass
class Expense:
    id: UUID
    plan: Plan
    line: UUID
    amount: int
    who_paid: str
    spender: str
    payee: UUID
    why: bool
    proof: str  # a file, or said to be lost, or nothing
    on: date
    reference: str = ""
    kin: tuple[str, str] | None = None  # whose family it is, and who else says yes
    also_said: bool = False
    lost_in: int = 0  # the year in which it was asked without a receipt
    known: bool = False  # by a second member, where the receipt is lost
    in_run: bool = False
    came_back: bool = False  # from the bank
    state: str = "noted"
    asks_round: bool = False
    yes_by: str = ""
    nodded: bool = False
    answer_by: datetime | None = None
    place: str | None = None


@dataclass
class Allowance:
    id: UUID
    plan: Plan
    line: UUID
    amount: int
    kind: str
    person: UUID
    name: str
    noted_by: str
    looks: str
    mixes: bool
    on: date
    reference: str = ""
    state: str = "noted"
    agreed_by: str = ""
    agreed_on: date | None = None
    run_on: date | None = None
    paid_on: date | None = None
    place: str | None = None
    passed: bool = False
    untested: datetime | None = None  # when it was paid, without amounts of its year
    came_back: bool = False
    confirmed: bool = False


@dataclass
class Report:
    id: UUID
    state: str = "gathering"
    keep: bool = False
    sealed: tuple[int, int, int] = (0, 0, 0)
    to: dict[UUID, bool | None] = field(default_factory=dict)  # who accepted, and keeps


@dataclass
class Plan:
    id: UUID
    owner: UUID
    holder: UUID
    lines: dict[UUID, tuple[str, int]]
    purse: Counter[Key]
    state: str = "agreed"
    stopped: bool = False
    book: Counter[Key] = field(default_factory=Counter)
    awards: list[Award] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    expenses: list[Expense] = field(default_factory=list)
    allowances: list[Allowance] = field(default_factory=list)
    shifted: Counter[UUID] = field(default_factory=Counter)
    runs: list[Run] = field(default_factory=list)  # those with something of this plan
    online: list[Online] = field(default_factory=list)
    asks: bool = True  # funds that did not decide yet are still asked
    gifts: str = ""  # open or closed, once it was opened for them
    report: Report | None = None
    advanced: int = 0  # by the holder, where a run paid what was not there any more
    to_purse: int = 0  # what left the plan and stays the group's
    own_to_purse: int = 0

    # ---- accounts, as events move them -------------------------------------------------------

    def post(self, debit: Key, credit: Key, amount: int) -> None:
        self.book[debit] += amount
        self.book[credit] -= amount

    def place(self, kind: str) -> Key:
        return kind, (self.holder if kind == "bank" else self.id)

    def held(self, kind: str) -> int:
        return self.book[self.place(kind)]

    def back(self) -> dict[UUID, int]:
        owed = {key[1]: -amount for key, amount in self.book.items() if key[0] == "back"}
        return {who: amount for who, amount in owed.items() if amount}

    def over(self) -> dict[UUID, int]:
        """Who got more than was owed, and how much more."""
        return {who: -amount for who, amount in self.back().items() if amount < 0}

    @property
    def owed_back(self) -> int:
        """To whom something is owed; what another got too much does not make up for it."""
        return sum(max(0, amount) for amount in self.back().values())

    @property
    def undone(self) -> int:
        """Own money that was there once, and costs may have been approved on."""
        return sum(one.lost for one in self.arrivals)

    def sum(self, kind: str) -> int:
        return sum(amount for key, amount in self.book.items() if key[0] == kind)

    # ---- what is on its way ------------------------------------------------------------------

    def in_runs(self, states: Iterable[str]) -> list[Payment]:
        runs = [run for run in self.runs if run.state in states]
        return [one for run in runs for one in run.waiting if one.due.plan is self]

    @property
    def refunds(self) -> int:
        going = [one for paid in self.online for one in paid.backs if one.state in GOING]
        return sum(one.amount for one in going)

    @property
    def asked_from_box(self) -> int:
        """Paid from the box, and not approved yet."""
        asked = [one for one in self.expenses if one.state == "asking"]
        return sum(one.amount for one in asked if one.who_paid == "cash")

    def left_going(self, organisation: UUID) -> int:
        """Of what is owed back to it, what goes there through the provider already."""
        paid = [one for one in self.online if one.owed_to == organisation]
        going = [(one, b) for one in paid for b in one.backs if b.state in GOING]
        return sum(b.amount if b.kind == "left" else min(b.amount, one.over) for one, b in going)

    def free_at(self, kind: str) -> int:
        """What lies there and no run, no refund and nobody who paid from the box takes."""
        if kind == "cash":
            return self.held(kind) - self.asked_from_box
        if kind != "bank":
            return self.held(kind)
        taken = sum(one.due.amount for one in self.in_runs(SAID_YES))
        return self.held(kind) - taken - self.refunds

    @property
    def uncovered(self) -> int:
        """Costs that neither funders nor our own money cover."""
        return self.sum("cost") + self.sum("used") + self.sum("own")

    @property
    def is_zero(self) -> bool:
        """Every place, promised, grant and owed is nothing, and cost = used + own."""
        open_ = {*PLACES, "promised", "grant", "owed", "back"}
        if any(amount for key, amount in self.book.items() if key[0] in open_):
            return False
        return self.sum("cost") == -self.sum("used") - self.sum("own")

    # ---- the five amounts, from the things themselves ----------------------------------------

    @property
    def promised(self) -> int:
        return sum(award.counts for award in self.awards if award.state in GRANTED)

    @property
    def own(self) -> int:
        return self._came("own") + self.counted - self.own_to_purse

    @property
    def counted(self) -> int:
        """What counts of the box found more than the book, less what they missed."""
        return self._came("surplus") - self._came("shortage")

    @property
    def received(self) -> int:
        kinds = ("instalment", "own", "late", "came-again")
        came = sum(self._came(kind) for kind in kinds) + self.counted
        stood_in = sum(one.gap for one in self.arrivals)  # by the holder, for what was undone
        stood_in += self.advanced
        return came - self._came("return") + stood_in - self.to_purse

    @property
    def payable(self) -> int:
        """Approved, and not paid yet."""
        open_ = sum(one.amount for one in self.expenses if one.state == "approved")
        return open_ + sum(
            one.amount for one in self.allowances if one.state in {"agreed", "in-run"}
        )

    @property
    def reserved(self) -> int:
        return self.payable + self.owed_back

    @property
    def spent(self) -> int:
        paid = sum(one.amount for one in self.expenses if one.state == "paid")
        return paid + sum(one.amount for one in self.allowances if one.state == "paid")

    @property
    def free(self) -> int:
        return self.received - self.reserved - self.spent

    @property
    def room(self) -> int:
        return self.promised + self.own - self.reserved - self.spent

    @property
    def costs(self) -> int:
        return self.spent + self.payable

    def booked(self, line: UUID) -> int:
        booked = {"approved", "paid", "agreed", "in-run"}
        things: list[Expense | Allowance] = [*self.expenses, *self.allowances]
        return sum(one.amount for one in things if one.line == line and one.state in booked)

    def left_of(self, line: UUID) -> int:
        """What the plan still has for it, after what was shifted to and from it."""
        return max(0, self.lines[line][1] + self.shifted[line] - self.booked(line))

    def left_for_allowances(self) -> int | None:
        """What money that may be used for them leaves; None when no fund forbids them."""
        granted = [award for award in self.awards if award.state in GRANTED]
        if not any(award.bans for award in granted):
            return None
        allowed = sum(award.counts for award in granted if not award.bans) + self.own
        booked = {"agreed", "in-run", "paid"}
        return max(0, allowed - sum(o.amount for o in self.allowances if o.state in booked))

    def _came(self, kind: str) -> int:
        entered = [one for one in self.arrivals if one.kind == kind and one.state == "entered"]
        return sum(one.amount - one.gone for one in entered)

    # ---- settling ----------------------------------------------------------------------------

    @property
    def active(self) -> list[Award]:
        return [award for award in self.awards if award.state == "active"]

    @property
    def is_accounted(self) -> bool:
        return any(award.state in {"accounted", "settled"} for award in self.awards)

    def ends(self, awards: Iterable[Award]) -> list[tuple[Award, int, int, int]]:
        """Of each award: what is final, what never comes, what is left."""
        several = list(awards)
        whole = sum(award.amount for award in several)
        final = max(0, min(self.costs - self.own, whole))
        result = []
        finals = shared(final, [award.amount for award in several])
        for award, part in zip(several, finals, strict=True):
            to_come = self.book["promised", award.id]
            never = min(to_come, award.amount - part)
            result.append((award, part, never, award.amount - part - never))
        return result

    @property
    def surplus(self) -> int:
        """Own income that was not needed."""
        return max(0, self.own - self.costs)

    def left_when_settled(self) -> int:
        granted = [award for award in self.awards if award.state in GRANTED]
        return sum(left for *_, left in self.ends(granted)) + self.surplus

    def lacks_to_settle(self, *, keep: bool) -> bool:
        kept = sum(left for *_, left in self.ends(self.active)) if keep else 0
        return sum(max(0, self.free_at(kind)) for kind in PLACES) < kept + self.surplus

    def settle(self, *, keep: bool) -> None:
        surplus = self.surplus
        for award, final, never, left in self.ends(self.active):
            self.post(("grant", award.id), ("used", award.id), final)
            self.post(("grant", award.id), ("promised", award.id), never)
            if keep:
                self._to_purse(("grant", award.id), left)
            else:
                self.post(("grant", award.id), ("back", award.organisation), left)
            award.final, award.state = final, "accounted"
            _cut(award.instalments, self.book["promised", award.id])
        self._to_purse(("own", self.id), surplus)
        self.own_to_purse += surplus

    def lower(self, amount: int) -> None:
        """Costs fell after the account: what funders gave goes back, what was ours stays ours."""
        ended = [one for one in self.awards if one.state in {"accounted", "settled"} and one.final]
        finals = [one.final or 0 for one in ended]
        funded = min(amount, sum(finals))
        for award, part in zip(ended, shared(funded, finals), strict=True):
            never = min(part, self.book["promised", award.id])
            self.book["used", award.id] += part
            self.book["promised", award.id] -= never
            self.book["back", award.organisation] -= part - never
            award.final = (award.final or 0) - part
            _cut(award.instalments, self.book["promised", award.id])
        self._to_purse(("own", self.id), amount - funded)
        self.own_to_purse += amount - funded

    def conclude(self) -> None:
        """After money came, went or came back, and after an account was accepted."""
        self._keep_late()
        for award in self.awards:
            owed = self.book["promised", award.id] or award.organisation in self.back()
            if award.state == "settled" and owed:
                award.state = "accounted"
        if self.state == "closed" and not self.is_zero:
            self.state = "cancelled" if self.stopped else "finished"
        self.conclude_awards()
        if self.state in {"finished", "cancelled"} and self.is_accounted and self.is_zero:
            self.state, self.asks = "closed", False
            for award in self.awards:
                if award.state == "offered":
                    award.state = "lapsed"
                    for one in award.instalments:
                        one.state = "cancelled"

    def _keep_late(self) -> None:
        """Own money that came again after the account is the group's, as when it was settled."""
        if self.stopped or self.is_accounted:
            there = sum(max(0, self.free_at(kind)) for kind in PLACES)
            part = max(0, min(-self.uncovered, there))
            self._to_purse(("own", self.id), part)
            self.own_to_purse += part

    def conclude_awards(self) -> None:
        for award in self.awards:
            ended = not self.book["promised", award.id] and award.organisation not in self.back()
            if award.state == "accounted" and ended:
                award.state = "settled"

    def _to_purse(self, debit: Key, amount: int) -> None:
        """What lies in the plan's places, up to this amount, lies in those of the group now."""
        self.book[debit] += amount
        self.purse["own", self.owner] -= amount
        self.to_purse += amount
        for kind in PLACES:
            part = max(0, min(self.free_at(kind), amount))
            self.book[self.place(kind)] -= part
            self.purse[kind, self.holder if kind == "bank" else self.owner] += part
            amount -= part


def _cut(instalments: list[Instalment], to_come: int) -> None:
    """The last ones first: what never comes is not planned any more."""
    for one in instalments:
        if one.state == "planned":
            part = min(one.amount, to_come)
            to_come -= part
            if part:
                one.amount = part
            else:
                one.state = "cancelled"
