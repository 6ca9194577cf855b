"""Who may do what with an expense: a table."""

from __future__ import annotations

from uuid import UUID

import pytest

from grants.kit.access import Actor, Hand, Right, Role
from grants.kit.acts import Act
from grants.spending.access import may
from grants.spending.models import Expense
from grants.spending.states import ExpenseState as S

GROUP, SPENDER = UUID(int=1), UUID(int=2)
NUMBERS = {"spender": 2, "member": 3, "treasurer": 4, "coach": 5, "payer": 6, "stranger": 7}


def actor(name: str, approve: Hand, pay: Hand) -> Actor:
    roles = {
        "spender": Role.MEMBER,
        "member": Role.MEMBER,
        "treasurer": Role.TREASURER,
        "coach": Role.COACH,
    }
    return Actor(
        person_id=UUID(int=NUMBERS[name]),
        roles={GROUP: frozenset({roles[name]})} if name in roles else {},
        holds=frozenset({GROUP}) if name == "payer" else frozenset(),
        hands={GROUP: {Right.APPROVE: approve, Right.PAY: pay}},
    )


def code(name: str, act: Act, state: S, hands: tuple[Hand, Hand], **columns: bool) -> str:
    usual = {"asks_round": False, "asks_holder": False, **columns}
    expense = Expense(owner_id=GROUP, spender_id=SPENDER, state=state, **usual)
    verdict = may(actor(name, *hands), act, expense)
    return "" if verdict else verdict.code


OURS, COACHS, BOTH = (Hand.GROUP, Hand.GROUP), (Hand.COACH, Hand.COACH), (Hand.TOGETHER,) * 2
APPROVE, REFUSE, PAY = Act.SPENDING_APPROVE, Act.SPENDING_REFUSE, Act.SPENDING_PAY


@pytest.mark.parametrize(
    ("name", "act", "state", "hands", "expected"),
    [
        ("stranger", Act.SPENDING_SEE, S.PAID, OURS, "not-found"),
        ("member", Act.SPENDING_SEE, S.NOTED, OURS, ""),
        ("coach", Act.SPENDING_SEE, S.ASKING, OURS, ""),
        ("payer", Act.SPENDING_SEE, S.ASKING, OURS, "group-approves"),
        ("payer", Act.SPENDING_SEE, S.APPROVED, OURS, ""),
        ("payer", Act.SPENDING_SEE, S.WITHDRAWN, OURS, "group-approves"),
        ("payer", Act.SPENDING_NOTE, S.NOTED, OURS, "members-only"),
        ("spender", APPROVE, S.ASKING, OURS, "own-expense"),
        ("member", APPROVE, S.ASKING, OURS, ""),
        ("member", APPROVE, S.ASKING, BOTH, ""),
        ("member", APPROVE, S.ASKING, COACHS, "in-coach-hands"),
        ("coach", APPROVE, S.ASKING, COACHS, ""),
        ("coach", APPROVE, S.ASKING, OURS, "in-group-hands"),
        ("coach", REFUSE, S.ASKING, BOTH, ""),
        ("coach", REFUSE, S.ASKING, OURS, "in-group-hands"),
        ("payer", APPROVE, S.ASKING, OURS, "group-approves"),
        ("member", APPROVE, S.APPROVED, OURS, "wrong-state"),
        ("payer", PAY, S.APPROVED, OURS, ""),
        ("payer", PAY, S.APPROVED, COACHS, ""),
        ("payer", PAY, S.ASKING, COACHS, "wrong-state"),
        ("treasurer", PAY, S.APPROVED, OURS, ""),
        ("treasurer", PAY, S.APPROVED, COACHS, "in-holder-hands"),
        ("member", PAY, S.APPROVED, OURS, "treasurer-pays"),
        ("coach", PAY, S.APPROVED, OURS, "in-holder-hands"),
        ("treasurer", Act.SPENDING_CORRECT, S.PAID, COACHS, ""),
        ("member", Act.SPENDING_CORRECT, S.PAID, OURS, "treasurer-or-holder"),
        ("member", Act.SPENDING_MEND, S.REFUSED, OURS, "spender-only"),
        ("spender", Act.SPENDING_MEND, S.REFUSED, OURS, ""),
        ("member", Act.LEDGER_SEE, S.PAID, OURS, "not-yours"),
    ],
)
def test_who_may_do_what(
    name: str, act: Act, state: S, hands: tuple[Hand, Hand], expected: str
) -> None:
    assert code(name, act, state, hands) == expected


def test_in_a_round_nobody_decides_alone() -> None:
    assert code("member", APPROVE, S.ASKING, OURS, asks_round=True) == "group-decides"


def test_the_holder_decides_when_the_group_has_nobody_else() -> None:
    assert code("payer", APPROVE, S.ASKING, OURS, asks_holder=True) == ""
