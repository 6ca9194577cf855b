"""The life of a report."""

from __future__ import annotations

from enum import StrEnum

from grants.kit.acts import Act
from grants.kit.states import Lifecycle


class ReportState(StrEnum):
    """Where a report is. ``returned``: a funder asked for more; the next number answers."""

    GATHERING = "gathering"
    ASKING = "asking"
    SEALED = "sealed"
    SENT = "sent"
    READ = "read"
    RETURNED = "returned"
    ACCEPTED = "accepted"


_S = ReportState

LIFE: Lifecycle[ReportState] = Lifecycle(
    {
        (_S.GATHERING, Act.REPORTS_WRITE): _S.GATHERING,
        (_S.GATHERING, Act.REPORTS_PUT): _S.ASKING,
        (_S.ASKING, Act.REPORTS_SEAL): _S.SEALED,
        (_S.ASKING, Act.REPORTS_OBJECT): _S.GATHERING,
        (_S.ASKING, Act.REPORTS_LAPSE): _S.GATHERING,
        (_S.SEALED, Act.REPORTS_SEND): _S.SENT,
        # Something changed before it was sent: the group itself begins the next number.
        (_S.SEALED, Act.REPORTS_START): _S.RETURNED,
        (_S.SENT, Act.REPORTS_READ): _S.READ,
        # With several funders each reads and accepts for itself.
        (_S.READ, Act.REPORTS_READ): _S.READ,
        (_S.READ, Act.REPORTS_ASK): _S.RETURNED,
        (_S.READ, Act.REPORTS_ACCEPT): _S.ACCEPTED,
    }
)

UNSEALED = frozenset({_S.GATHERING, _S.ASKING})
SEEN_BY_FUND = frozenset({_S.SENT, _S.READ, _S.RETURNED, _S.ACCEPTED})
