"""The life of a request."""

from __future__ import annotations

from grants.kit.acts import Act
from grants.kit.states import Lifecycle
from grants.requests.models import RequestState as S

LIFE = Lifecycle(
    {
        (S.DRAFT, Act.REQUESTS_SEND): S.SENT,
        (S.DRAFT, Act.REQUESTS_WITHDRAW): S.WITHDRAWN,
        (S.SENT, Act.REQUESTS_TAKE_BACK): S.DRAFT,
        (S.SENT, Act.REQUESTS_OPEN): S.READING,
        (S.READING, Act.REQUESTS_ASK): S.QUESTION,
        (S.QUESTION, Act.REQUESTS_ANSWER): S.READING,
        (S.READING, Act.REQUESTS_WITHDRAW): S.WITHDRAWN,
        (S.QUESTION, Act.REQUESTS_WITHDRAW): S.WITHDRAWN,
        (S.READING, Act.REQUESTS_DECIDE): S.DECIDED,
        (S.QUESTION, Act.REQUESTS_DECIDE): S.DECIDED,
        (S.DECIDED, Act.REQUESTS_CLOSE): S.CLOSED,
    }
)
