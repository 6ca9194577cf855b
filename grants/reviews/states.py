"""The life of a decision."""

from __future__ import annotations

from grants.kit.acts import Act
from grants.kit.states import Lifecycle
from grants.reviews.models import DecisionState as S

LIFE = Lifecycle(
    {
        (S.DRAFT, Act.REVIEWS_PROPOSE): S.PROPOSED,
        (S.PROPOSED, Act.REVIEWS_PROPOSE): S.PROPOSED,
        (S.PROPOSED, Act.REVIEWS_SEND): S.SENT,
    }
)
