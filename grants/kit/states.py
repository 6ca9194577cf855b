"""Lives: one table (state, act) → state per thing, to be read, tested and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from grants.kit.access import YES, Verdict, no
from grants.kit.acts import Act
from grants.kit.errors import NotNow

State = TypeVar("State", bound=StrEnum)


class Lifecycle(Generic[State]):
    """The only ways in which a thing moves."""

    def __init__(self, moves: Mapping[tuple[State, Act], State]) -> None:
        """Keep the table."""
        self.moves = dict(moves)

    def after(self, state: State, act: Act) -> State:
        """The state after the act; raises NotNow("wrong-state", state=…, act=…)."""
        try:
            return self.moves[state, act]
        except KeyError:
            raise NotNow("wrong-state", state=str(state), act=str(act)) from None

    def verdict(self, state: State, act: Act) -> Verdict:
        """Is the act possible in this state?"""
        return YES if (state, act) in self.moves else no("wrong-state")

    def acts(self, state: State) -> frozenset[Act]:
        """What can happen in this state."""
        return frozenset(act for origin, act in self.moves if origin is state)
