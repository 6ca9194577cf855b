"""The life of an allowance."""

from __future__ import annotations

from enum import StrEnum

from grants.kit.acts import Act
from grants.kit.states import Lifecycle


class AllowanceState(StrEnum):
    """Where an allowance is."""

    NOTED = "noted"
    AGREED = "agreed"
    IN_RUN = "in-run"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"


_S = AllowanceState

LIFE: Lifecycle[AllowanceState] = Lifecycle(
    {
        (_S.NOTED, Act.ALLOWANCES_AGREE): _S.AGREED,
        (_S.NOTED, Act.ALLOWANCES_LEAVE): _S.NOTED,
        (_S.NOTED, Act.ALLOWANCES_REFUSE): _S.REFUSED,
        (_S.NOTED, Act.ALLOWANCES_WITHDRAW): _S.WITHDRAWN,
        (_S.AGREED, Act.ALLOWANCES_RUN): _S.IN_RUN,
        (_S.AGREED, Act.ALLOWANCES_PAY): _S.PAID,
        (_S.AGREED, Act.ALLOWANCES_CORRECT): _S.CORRECTED,
        (_S.IN_RUN, Act.ALLOWANCES_PAY): _S.PAID,
        (_S.IN_RUN, Act.ALLOWANCES_FAIL): _S.AGREED,
        (_S.PAID, Act.ALLOWANCES_CONFIRM): _S.PAID,
        (_S.PAID, Act.ALLOWANCES_CORRECT): _S.CORRECTED,
        (_S.PAID, Act.ALLOWANCES_BACK): _S.AGREED,
    }
)

# What the book knows: agreed, and owed or paid.
BOOKED = frozenset({_S.AGREED, _S.IN_RUN, _S.PAID})
# What fills a person's year, and is not paid yet.
COMING = frozenset({_S.NOTED, _S.AGREED, _S.IN_RUN})
