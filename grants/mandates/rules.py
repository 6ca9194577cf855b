"""The templates, as one table: right → hand under each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.kit.access import Hand, Right
from grants.kit.money import EUR


class Template(StrEnum):
    """Hands for all rights at once, to start from."""

    STARTING = "starting"
    ON_THE_WAY = "on-the-way"
    OURSELVES = "ourselves"


_C, _T, _G = Hand.COACH, Hand.TOGETHER, Hand.GROUP

# Paying and holding money: "coach" is the money holder there. A group without legal form
# cannot hold a bank account, so the last step of those two is not in a template.
TEMPLATES: Mapping[Right, tuple[Hand, Hand, Hand]] = {
    #                    starting, on the way, ourselves
    Right.LEAD: (_T, _G, _G),
    Right.WRITE_PLAN: (_T, _G, _G),
    Right.SEND: (_T, _T, _G),
    Right.APPROVE: (_T, _G, _G),
    Right.PAY: (_C, _C, _T),
    Right.WRITE_REPORT: (_T, _T, _G),
    Right.INVITE: (_T, _G, _G),
    Right.SPEAK: (_C, _T, _G),
    Right.HOLD_MONEY: (_C, _C, _C),
}

# One other person may approve up to this; above it the group decides in a round.
USUAL_LIMIT = EUR("100")


def hands_of(template: Template) -> dict[Right, Hand]:
    """Every right with its hand under this template."""
    column = list(Template).index(template)
    return {right: row[column] for right, row in TEMPLATES.items()}
