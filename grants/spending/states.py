"""The life of an expense."""

from __future__ import annotations

from enum import StrEnum

from grants.kit.acts import Act
from grants.kit.states import Lifecycle


class ExpenseState(StrEnum):
    """Where an expense is."""

    NOTED = "noted"
    ASKING = "asking"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


_S = ExpenseState

LIFE: Lifecycle[ExpenseState] = Lifecycle(
    {
        (_S.NOTED, Act.SPENDING_MEND): _S.NOTED,
        (_S.NOTED, Act.SPENDING_SUBMIT): _S.ASKING,
        (_S.NOTED, Act.SPENDING_WITHDRAW): _S.WITHDRAWN,
        (_S.ASKING, Act.SPENDING_APPROVE): _S.APPROVED,
        (_S.ASKING, Act.SPENDING_REFUSE): _S.REFUSED,
        (_S.ASKING, Act.SPENDING_WITHDRAW): _S.WITHDRAWN,
        (_S.REFUSED, Act.SPENDING_MEND): _S.NOTED,
        (_S.REFUSED, Act.SPENDING_WITHDRAW): _S.WITHDRAWN,
        (_S.APPROVED, Act.SPENDING_PAY): _S.PAID,
        (_S.APPROVED, Act.SPENDING_CORRECT): _S.CORRECTED,
        (_S.PAID, Act.SPENDING_CORRECT): _S.CORRECTED,
    }
)

# Until here nothing is booked; from here on the book knows it.
UNBOOKED = frozenset({_S.NOTED, _S.ASKING, _S.REFUSED})
BOOKED = frozenset({_S.APPROVED, _S.PAID})
