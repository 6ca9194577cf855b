"""Gifts and instalments that are paid online, and what goes back of them, asked by us or not."""

from __future__ import annotations

from hypothesis import strategies as st

from grants.awards.models import Instalment as InstalmentRow
from grants.kit.access import Actor
from grants.kit.money import Money
from grants.payments.models import BackKind, GiftBox, OnlinePayment, OnlineReturn
from grants.payments.provider import Back as Told
from grants.payments.provider import Order, Refunding, Standing
from grants.payments.rules.online import Giving, Opening
from grants.payments.service import backs, gifts, online
from grants.payments.states import BackState
from grants.proposals.models import Proposal
from tests.proof.came import Instalment
from tests.proof.going import AT_WORK, GOING, LANDED, Back, Online
from tests.proof.landed_steps import LandedSteps
from tests.proof.machine import ACCESS, one_of, pick, seldom, size, step, who, within
from tests.proof.naive import Award, Plan

LIVING = {"opened", "on-its-way"}
HOLDERS = {"Hans", "Piet"}
ENDED = {"cancelled", "closed"}
LEAST, MOST = 100, 25000
standing = st.sampled_from(
    [Standing.PAID] * 6 + [Standing.PENDING, Standing.EXPIRED, Standing.FAILED, Standing.OPEN]
)
TOLD = {Standing.PENDING: "on-its-way", Standing.EXPIRED: "expired", Standing.FAILED: "failed"}
went = st.sampled_from([BackState.DONE, BackState.DONE, BackState.DONE, BackState.ON_ITS_WAY])


class OnlineSteps(LandedSteps):
    @property
    def online(self) -> list[Online]:
        return [one for plan in self.plans for one in plan.online]

    # ---- beginning --------------------------------------------------------------------------------

    @step(number=pick, name=st.sampled_from(["Ada", "Ada", "Ada", "Cas", "Hans"]), often=2)
    def open_gifts(self, number: int, name: str) -> None:
        """A member opens a plan for gifts, or closes it again."""
        plan = one_of(self.plans, number)
        opens = plan.gifts != "open"
        reasons = set() if name == "Ada" else {ACCESS}
        if opens and plan.state not in {"agreed", "running"}:
            reasons.add("gifts-not-now")
        if opens and plan.is_accounted:
            reasons.add("accounted-already")
        by = self.actor(plan, name)

        def act() -> GiftBox:
            row = self.row(Proposal, plan.id)
            box = gifts.box_of(self.session, row)
            if opens or box is None:
                data = Opening(Money(10000), "Voor een oven.")
                return gifts.open_gifts(self.session, row, data, by=by, at=self.at)
            return gifts.close_gifts(self.session, box, by=by, at=self.at)

        if self.attempt(reasons, act):
            plan.gifts = "open" if opens else "closed"

    @step(
        lambda self: any(plan.gifts for plan in self.plans),
        number=pick,
        amount=st.integers(50, 6000),
        now=standing,
    )
    def give(self, number: int, amount: int, now: Standing) -> None:
        """A neighbour gives something."""
        plan = one_of([one for one in self.plans if one.gifts], number)
        reasons = set() if plan.gifts == "open" and not self._is_over(plan) else {"gifts-closed"}
        if amount < LEAST:
            reasons.add("gift-too-small")

        def act() -> OnlinePayment:
            box = gifts.box_of(self.session, self.row(Proposal, plan.id))
            assert box is not None
            return online.give(self.session, box, Giving(Money(amount)), live=False, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            self._opened(Online(made.id, plan, "gift", amount, ""), now)

    @step(
        lambda self: self._payable(),
        number=pick,
        other=pick,
        now=standing,
        odd=seldom,
    )
    def begin(self, number: int, other: int, now: Standing, odd: bool) -> None:
        """A funder begins to pay an instalment; who began goes on with the first."""
        every = [one for plan in self.plans for one in plan.awards]
        award = one_of(every if odd else self._payable(), number)
        open_ = [one for one in award.instalments if one.state == "planned"]
        instalment = one_of(open_ or award.instalments, other)
        living = [o for o in award.plan.online if o.instalment is instalment and o.state in LIVING]
        reasons = set() if award.state in {"active", "accounted"} else {"wrong-state"}
        amount = _still_comes(award, instalment)
        if not amount:
            reasons.add("instalment-not-planned")
        if any(one.state == "on-its-way" for one in living):
            reasons.add("debit-on-its-way")
        by = self._decider_of(award)

        def act() -> OnlinePayment:
            row = self.row(InstalmentRow, instalment.id)
            return online.pay_instalment(self.session, row, "nl", live=False, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is None:
            return
        if living:
            assert made.id == living[0].id
            return
        one = Online(made.id, award.plan, "instalment", amount, "", award, instalment)
        self._opened(one, now)

    def _payable(self) -> list[Award]:
        states = {"active", "accounted"}
        return [one for plan in self.plans for one in plan.awards if one.state in states]

    def _decider_of(self, award: Award) -> Actor:
        asked = self.stage.asked
        return next(one.decider for one in asked if one.organisation == award.organisation)

    def _opened(self, one: Online, now: Standing) -> None:
        row = self.row(OnlinePayment, one.id)
        order = Order(row.key, str(one.id), row.amount, "Gift", "nl", "", row.made_at)
        page = self.there.open(order)
        online.opened(self.session, row, page, at=self.at)
        one.ref = page.ref
        one.plan.online.append(one)
        self._becomes(one, now)

    # ---- what the provider says ---------------------------------------------------------------------

    @step(lambda self: self.online, number=pick, now=standing)
    def becomes(self, number: int, now: Standing) -> None:
        """It happened there: also late, twice, or after it had failed."""
        self._becomes(one_of(self.online[::-1], number), now)

    def _becomes(self, one: Online, now: Standing) -> None:
        if now is Standing.OPEN:
            return
        self.there.becomes(one.ref, now)
        self._asks(one)
        if one.state in LANDED:
            return
        if now is Standing.PAID:
            self.land(one)
        elif one.state == "opened" or (one.state, now) == ("on-its-way", Standing.FAILED):
            one.state = TOLD[now]

    def _asks(self, one: Online) -> None:
        """As the job does: the true state, then our book."""

        def ask() -> bool:
            row = self.row(OnlinePayment, one.id)
            truth = self.there.ask(one.ref, went_back=backs.went_back(self.session, row))
            assert truth is not None
            return online.apply(self.session, row, truth, asked_at=self.at, at=self.at)

        assert self.attempt((), ask)

    # ---- what goes back ---------------------------------------------------------------------------

    @step(
        lambda self: any(one.left and one.state in LANDED for one in self.online),
        number=pick,
        amount=size,
        whole=st.booleans(),
        kind=st.sampled_from([BackKind.REVERSAL, BackKind.REVERSAL, BackKind.REFUND]),
        state=went,
    )
    def goes_back(
        self, number: int, amount: int, whole: bool, kind: BackKind, state: BackState
    ) -> None:
        """The payer's bank takes it, or somebody sends it back outside: it is never refused."""
        one = one_of([one for one in self.online if one.left and one.state in LANDED], number)
        amount = one.left if whole else max(1, min(abs(amount), one.left))
        back = Back(f"dp_{next(self.numbers)}", str(kind), amount, "made")
        one.backs.append(back)
        self._goes_on(one, back, state)

    @step(
        lambda self: any(one.state in LANDED for one in self.online),
        number=pick,
        amount=size,
        name=who,
        sent=st.sampled_from([BackState.DONE, BackState.DONE, None]),
    )
    def refund(self, number: int, amount: int, name: str, sent: BackState | None) -> None:
        """The holder sends it back the way it came: what is owed, or a gift that was not used."""
        one = one_of([one for one in self.online if one.state in LANDED], number)
        plan, most = one.plan, self._returnable(one)
        amount = within(amount, min(most, plan.free_at("bank")))
        reasons = set() if name in {"", *HOLDERS} else {ACCESS}
        if (one.award or one.over) and one.owed_to in {
            p.due.organisation for p in plan.in_runs(AT_WORK)
        }:
            reasons.add("in-run")
        if amount > most:
            reasons.add("over-owed")
        if one.purpose == "gift" and not one.over:
            reasons |= {"accounted-already"} if plan.is_accounted else set()
            if amount > plan.room - self._gifts_going(plan):
                reasons.add("over-room")
        if amount > plan.free_at("bank"):
            reasons.add("over-place")
        by = self.actor(plan, name or "Hans")

        def act() -> OnlineReturn:
            row = self.row(OnlinePayment, one.id)
            return backs.refund(self.session, row, Money(amount), by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            kind = "left" if one.award else "refund"
            one.backs.append(Back("", kind, amount, "made", made.id))
            if sent:
                self._sends(one, one.backs[-1])

    def _returnable(self, one: Online) -> int:
        """Of what was paid; and no more than is owed to who gets it, less what is on its way."""
        if one.award is None and not one.over:
            return one.left
        owed = one.plan.back().get(one.owed_to, 0) - one.plan.left_going(one.owed_to)
        return max(0, min(one.left, owed))

    def _gifts_going(self, plan: Plan) -> int:
        gifts_ = [one for one in plan.online if one.award is None]
        going = [b for one in gifts_ for b in one.backs if b.kind == "refund" and b.state in GOING]
        return sum(one.amount for one in going)

    def _sends(self, one: Online, back: Back) -> None:
        row = self.row(OnlineReturn, back.id)  # type: ignore[arg-type]
        intent = self.row(OnlinePayment, one.id).intent_ref or ""
        back.ref = self.there.give_back(Refunding(row.key, str(row.id), intent, row.amount)).ref
        self._asks(one)
        self.went_on(one, back, "done")

    @step(
        lambda self: any(one.backs for one in self.online),
        number=pick,
        other=pick,
        state=st.sampled_from([BackState.DONE, BackState.DONE, BackState.FAILED]),
    )
    def goes_on(self, number: int, other: int, state: BackState) -> None:
        """What was going back arrives, or fails; what had gone comes again."""
        one = one_of([one for one in self.online if one.backs], number)
        back = one_of(one.backs[::-1], other)
        if back.id is not None and not back.ref:
            self._sends(one, back)
        else:
            self._goes_on(one, back, state)

    def _goes_on(self, one: Online, back: Back, state: BackState) -> None:
        kind = BackKind.REFUND if back.id else BackKind(back.kind)
        ours = str(back.id) if back.id else ""
        self.there.went(one.ref, Told(back.ref, kind, Money(back.amount), state, ours))
        self._asks(one)
        self.went_on(one, back, str(state))

    def _is_over(self, plan: Plan) -> bool:
        return plan.state in ENDED or plan.is_accounted


def _still_comes(award: Award, instalment: Instalment) -> int:
    """Of what is still promised, in the order of the planned ones."""
    to_come = award.plan.book["promised", award.id]
    for one in award.instalments:
        part = min(one.amount, to_come) if one.state == "planned" else 0
        if one is instalment:
            return part
        to_come -= part
    return 0
