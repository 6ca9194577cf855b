"""The life of a round."""

from __future__ import annotations

from enum import StrEnum

from grants.kit.acts import Act
from grants.kit.states import Lifecycle


class RoundState(StrEnum):
    """Where a round is."""

    OPEN = "open"
    AGREED = "agreed"
    NOT_AGREED = "not-agreed"
    LAPSED = "lapsed"


LIFE = Lifecycle(
    {
        (RoundState.OPEN, Act.CONSENT_ANSWER): RoundState.OPEN,
        (RoundState.OPEN, Act.CONSENT_AGREE): RoundState.AGREED,
        (RoundState.OPEN, Act.CONSENT_OBJECT): RoundState.NOT_AGREED,
        (RoundState.OPEN, Act.CONSENT_LAPSE): RoundState.LAPSED,
    }
)
