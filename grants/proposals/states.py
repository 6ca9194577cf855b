"""The life of a plan."""

from __future__ import annotations

from enum import StrEnum

from grants.kit.acts import Act
from grants.kit.states import Lifecycle


class ProposalState(StrEnum):
    """Where a plan is."""

    DRAFT = "draft"
    ASKING = "asking"
    AGREED = "agreed"
    RUNNING = "running"
    FINISHED = "finished"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


_S = ProposalState

LIFE = Lifecycle(
    {
        (_S.DRAFT, Act.PROPOSALS_WRITE): _S.DRAFT,
        (_S.DRAFT, Act.PROPOSALS_PUT): _S.ASKING,
        (_S.DRAFT, Act.PROPOSALS_WITHDRAW): _S.WITHDRAWN,
        (_S.ASKING, Act.PROPOSALS_AGREE): _S.AGREED,
        (_S.ASKING, Act.PROPOSALS_OBJECT): _S.DRAFT,
        (_S.ASKING, Act.PROPOSALS_LAPSE): _S.DRAFT,
        (_S.ASKING, Act.PROPOSALS_WITHDRAW): _S.WITHDRAWN,
        (_S.AGREED, Act.PROPOSALS_CHANGE): _S.DRAFT,
        (_S.AGREED, Act.PROPOSALS_START): _S.RUNNING,
        (_S.AGREED, Act.PROPOSALS_CANCEL): _S.CANCELLED,
        (_S.RUNNING, Act.PROPOSALS_FINISH): _S.FINISHED,
        (_S.RUNNING, Act.PROPOSALS_CANCEL): _S.CANCELLED,
        (_S.FINISHED, Act.PROPOSALS_CLOSE): _S.CLOSED,
        # A cancelled plan still gives its money back; then its books are closed too.
        (_S.CANCELLED, Act.PROPOSALS_CLOSE): _S.CLOSED,
        # Money that had left came back: it is settled again when that is gone too.
        (_S.CLOSED, Act.PROPOSALS_RESUME): _S.FINISHED,
        # Of a plan that was stopped as well, which then is as stopped as it was before.
        (_S.CLOSED, Act.PROPOSALS_STOPPED_AGAIN): _S.CANCELLED,
    }
)
