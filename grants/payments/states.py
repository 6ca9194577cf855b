"""The life of an arrival: entered, and perhaps mirrored because it was wrong."""

from __future__ import annotations

from enum import StrEnum

from grants.kit.acts import Act
from grants.kit.states import Lifecycle


class ArrivalState(StrEnum):
    """Where an arrival is."""

    ENTERED = "entered"
    MIRRORED = "mirrored"


LIFE: Lifecycle[ArrivalState] = Lifecycle(
    {(ArrivalState.ENTERED, Act.PAYMENTS_MIRROR): ArrivalState.MIRRORED}
)
