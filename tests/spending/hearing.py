"""A cast around one group, and what each of them hears when she wants to do something."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from grants.kit.access import Actor, Hand, Right, Role, Verdict
from grants.kit.acts import Act

Thing = TypeVar("Thing")
Hands = tuple[Hand, Hand]  # of saying yes, of paying
Told = dict[str, str]  # what is heard, and by whom

GROUP = UUID(int=1)
OURS, COACHS, BOTH = (Hand.GROUP,) * 2, (Hand.COACH,) * 2, (Hand.TOGETHER,) * 2
# Saying yes is in one pair of hands and paying in another, so that no rule can mix them up.
WE_SAY, WE_PAY = (Hand.GROUP, Hand.COACH), (Hand.COACH, Hand.GROUP)
CAST = ("asker", "member", "away", "treasurer", "away-treasurer", "coach", "holder", "stranger")
ROLES = {
    "asker": Role.MEMBER,
    "member": Role.MEMBER,
    "away": Role.MEMBER,
    "treasurer": Role.TREASURER,
    "away-treasurer": Role.TREASURER,
    "coach": Role.COACH,
}
IDS = {name: UUID(int=number) for number, name in enumerate(CAST, start=10)}
ASKER = IDS["asker"]
ALL_SEE = {"yes": "asker member away treasurer away-treasurer coach holder"}


def actor(name: str, hands: Hands) -> Actor:
    return Actor(
        person_id=IDS[name],
        roles={GROUP: frozenset({ROLES[name]})} if name in ROLES else {},
        holds=frozenset({GROUP}) if name == "holder" else frozenset(),
        hands={GROUP: dict(zip((Right.APPROVE, Right.PAY), hands, strict=True))},
        paused=frozenset({GROUP}) if name.startswith("away") else frozenset(),
    )


def told(
    rule: Callable[[Actor, Act, Thing], Verdict], act: Act, thing: Thing, hands: Hands
) -> Told:
    """By answer, the people who hear it, in the order of the cast."""
    found: dict[str, list[str]] = {}
    for name in CAST:
        verdict = rule(actor(name, hands), act, thing)
        found.setdefault(verdict.code or "yes", []).append(name)
        assert verdict.tied is (verdict.code != "not-found")
    return {code: " ".join(names) for code, names in found.items()}
