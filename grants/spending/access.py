"""Who sees an expense, who says yes to it, who pays it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from grants.kit.access import (
    DESK,
    STRANGER,
    YES,
    Actor,
    Hand,
    Right,
    Role,
    Verdict,
    in_hands,
    no,
)
from grants.kit.acts import Act
from grants.spending.models import Ceiling, Expense, Shift, ShiftAsking, WhoPaid
from grants.spending.states import LIFE, SHIFT_LIFE, UNBOOKED, AskedState, ExpenseState


class Listed(Protocol):
    """What is known of an expense on a list, as far as it says who sees it."""

    @property
    def owner_id(self) -> Any:
        """Whose."""

    @property
    def state(self) -> Any:
        """Where it is."""

    @property
    def asks_holder(self) -> Any:
        """Whether who holds the money says yes to it."""


def may(actor: Actor, act: Act, expense: Expense) -> Verdict:
    """The group notes and decides, never one's own; who holds the money pays what was approved."""
    owner_id = expense.owner_id
    if act is Act.SPENDING_SEE:
        return may_see(actor, expense)
    in_group = actor.is_resident(owner_id) or actor.is_coach(owner_id)
    if not in_group and not actor.holds_money_of(owner_id):
        return STRANGER
    if act is Act.SPENDING_NOTE:
        return YES if in_group else no("members-only")
    verdict = _by_person(actor, act, expense)
    return LIFE.verdict(expense.state, act) if verdict else verdict


def may_see(actor: Actor, expense: Listed) -> Verdict:
    """The group sees all its expenses, who holds its money what was approved or asked of them."""
    owner_id = expense.owner_id
    if actor.is_resident(owner_id) or actor.is_coach(owner_id):
        return YES
    return _holder_sees(expense) if actor.holds_money_of(owner_id) else STRANGER


def _by_person(actor: Actor, act: Act, expense: Expense) -> Verdict:
    if act in (Act.SPENDING_SUBMIT, Act.SPENDING_MEND, Act.SPENDING_WITHDRAW):
        return YES if actor.person_id == expense.spender_id else no("spender-only")
    if act in (Act.SPENDING_APPROVE, Act.SPENDING_REFUSE):
        return _decides(actor, act, expense)
    if act in (Act.SPENDING_PAY, Act.SPENDING_RUN, Act.SPENDING_FAIL, Act.SPENDING_BACK):
        return _pays(actor, expense)
    asked = _ASKED.get(act)
    return asked(actor, expense) if asked is not None else no("not-yours")


def _decides(actor: Actor, act: Act, expense: Expense) -> Verdict:
    owner_id = expense.owner_id
    if hers := _hers(actor, expense):
        return no(hers)
    if expense.state is not ExpenseState.ASKING:
        return LIFE.verdict(expense.state, act)
    if expense.asks_round:
        return no("group-decides")
    if expense.asks_holder and actor.holds_money_of(owner_id):
        return YES
    return _in_group(actor, act, expense)


def _hers(actor: Actor, expense: Expense) -> str:
    """Why her yes is no second person's: it is hers, of her family, or paid to her account too."""
    if actor.person_id == expense.spender_id:
        return "own-expense"
    if expense.kin is not None and actor.person_id == expense.kin.member_id:
        return "own-family"
    shares = expense.who_paid is WhoPaid.MYSELF and expense.spender_id in actor.shares
    return "shared-account" if shares else ""


def _vouches(actor: Actor, expense: Expense) -> Verdict:
    """A second member who knows of it, or the one who was named, beside whoever approves."""
    lost, kin = expense.lost, expense.kin
    if hers := _hers(actor, expense):
        return no(hers)
    if not actor.is_resident(expense.owner_id):
        return no("members-only")
    if actor.pauses(expense.owner_id):
        return no("paused")
    if expense.asks_round:
        return no("group-decides")
    asked = lost is not None and lost.yes_by_id is None
    named = kin is not None and kin.yes_by_id is None and kin.also_id == actor.person_id
    return YES if asked or named else no("not-asked")


def _adds(actor: Actor, expense: Expense) -> Verdict:
    """More proof: by who spent it, or the treasurer."""
    owner_id = expense.owner_id
    if actor.person_id != expense.spender_id and not actor.has(owner_id, Role.TREASURER):
        return no("spender-or-treasurer")
    return no("paused") if actor.pauses(owner_id) else YES


def _in_group(actor: Actor, act: Act, expense: Expense) -> Verdict:
    owner_id = expense.owner_id
    if expense.asks_holder and act is Act.SPENDING_APPROVE:
        return no("in-holder-hands")  # one neighbour is not enough: that is why it is asked
    if not actor.is_resident(owner_id) and not actor.is_coach(owner_id):
        return no("group-approves")
    watches = actor.is_coach(owner_id) and actor.hand(owner_id, Right.APPROVE) is Hand.TOGETHER
    if watches and act is Act.SPENDING_REFUSE:
        return YES
    return in_hands(actor, Right.APPROVE, owner_id)


def _pays(actor: Actor, expense: Expense) -> Verdict:
    """The money holder always can; the treasurer when paying lies with the group."""
    owner_id = expense.owner_id
    if actor.holds_money_of(owner_id):
        return YES
    verdict = in_hands(actor, Right.PAY, owner_id)
    if verdict and not actor.has(owner_id, Role.TREASURER):
        return no("treasurer-pays")
    return verdict


def _corrects(actor: Actor, expense: Expense) -> Verdict:
    owner_id = expense.owner_id
    if actor.holds_money_of(owner_id):
        return YES
    if not actor.has(owner_id, Role.TREASURER):
        return no("treasurer-or-holder")
    return no("paused") if actor.pauses(owner_id) else YES


def _holder_sees(expense: Listed) -> Verdict:
    if expense.state in UNBOOKED and not expense.asks_holder:
        return no("group-approves")
    return no("group-approves") if expense.state is ExpenseState.WITHDRAWN else YES


_ASKED: Mapping[Act, Callable[[Actor, Expense], Verdict]] = {
    Act.SPENDING_ADD: _adds,
    Act.SPENDING_CORRECT: _corrects,
    Act.SPENDING_VOUCH: _vouches,
}


def may_shift(actor: Actor, act: Act, shift: Shift) -> Verdict:
    """The group shifts its own money; another than who asked says yes, or the group in a round."""
    owner_id = shift.owner_id
    in_group = actor.is_resident(owner_id) or actor.is_coach(owner_id)
    if not in_group and not actor.holds_money_of(owner_id):
        return STRANGER
    if act is Act.SPENDING_SEE:
        return YES
    if act is Act.SPENDING_SHIFT:
        if not actor.is_resident(owner_id):
            return no("members-only")
        return no("paused") if actor.pauses(owner_id) else YES
    if act is Act.SPENDING_SHIFT_WITHDRAW:
        own = actor.person_id == shift.asked_by_id
        return SHIFT_LIFE.verdict(shift.state, act) if own else no("asker-only")
    verdict = SHIFT_LIFE.verdict(shift.state, Act.SPENDING_SHIFT_FORWARD)
    return _says(actor, act, shift) if verdict else verdict


def _says(actor: Actor, act: Act, shift: Shift) -> Verdict:
    owner_id = shift.owner_id
    if actor.person_id == shift.asked_by_id:
        return no("own-shift")
    if shift.asks_round:
        return no("group-decides")
    if shift.asks_holder:
        return YES if actor.holds_money_of(owner_id) else no("in-holder-hands")
    if not actor.is_resident(owner_id) and not actor.is_coach(owner_id):
        return no("group-approves")
    watches = actor.is_coach(owner_id) and actor.hand(owner_id, Right.APPROVE) is Hand.TOGETHER
    if watches and act is Act.SPENDING_SHIFT_REFUSE:
        return YES
    return in_hands(actor, Right.APPROVE, owner_id)


def may_answer(actor: Actor, act: Act, asking: ShiftAsking) -> Verdict:
    """The fund's own desk sees what it is asked; a decider answers."""
    if not actor.has(asking.owner_id, *DESK):
        return STRANGER
    if act is Act.SPENDING_SEE:
        return YES
    if not actor.has(asking.owner_id, Role.DECIDER):
        return no("decider-only")
    return YES if asking.state is AskedState.ASKED else no("shift-answered")


def may_set(actor: Actor, act: Act, ceiling: Ceiling) -> Verdict:
    """The group sees what may go out without a receipt; a member proposes another amount."""
    owner_id = ceiling.owner_id
    if not actor.is_resident(owner_id) and not actor.is_coach(owner_id):
        return STRANGER
    if act is Act.SPENDING_SEE:
        return YES
    if not actor.is_resident(owner_id):
        return no("members-only")
    return no("paused") if actor.pauses(owner_id) else YES
