"""Who sees an expense, who says yes to it, who pays it."""

from __future__ import annotations

from grants.kit.access import (
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
from grants.spending.models import Expense
from grants.spending.states import LIFE, UNBOOKED, ExpenseState


def may(actor: Actor, act: Act, expense: Expense) -> Verdict:
    """The group notes and decides, never one's own; who holds the money pays what was approved."""
    owner_id = expense.owner_id
    in_group = actor.is_resident(owner_id) or actor.is_coach(owner_id)
    if not in_group and not actor.holds_money_of(owner_id):
        return STRANGER
    if act is Act.SPENDING_SEE:
        return YES if in_group else _holder_sees(expense)
    if act is Act.SPENDING_NOTE:
        return YES if in_group else no("members-only")
    verdict = _by_person(actor, act, expense)
    return LIFE.verdict(expense.state, act) if verdict else verdict


def _by_person(actor: Actor, act: Act, expense: Expense) -> Verdict:
    if act in (Act.SPENDING_SUBMIT, Act.SPENDING_MEND, Act.SPENDING_WITHDRAW):
        return YES if actor.person_id == expense.spender_id else no("spender-only")
    if act in (Act.SPENDING_APPROVE, Act.SPENDING_REFUSE):
        return _decides(actor, act, expense)
    if act is Act.SPENDING_PAY:
        return _pays(actor, expense)
    if act is Act.SPENDING_CORRECT:
        return _corrects(actor, expense)
    return no("not-yours")


def _decides(actor: Actor, act: Act, expense: Expense) -> Verdict:
    owner_id = expense.owner_id
    if actor.person_id == expense.spender_id:
        return no("own-expense")
    if expense.state is not ExpenseState.ASKING:
        return LIFE.verdict(expense.state, act)
    if expense.asks_round:
        return no("group-decides")
    if expense.asks_holder and actor.holds_money_of(owner_id):
        return YES
    return _in_group(actor, act, expense)


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


def _holder_sees(expense: Expense) -> Verdict:
    if expense.state in UNBOOKED and not expense.asks_holder:
        return no("group-approves")
    return no("group-approves") if expense.state is ExpenseState.WITHDRAWN else YES
