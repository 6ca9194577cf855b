"""The lives of an expense, and of money shifted between the lines of a plan."""

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
        (_S.ASKING, Act.SPENDING_VOUCH): _S.ASKING,
        (_S.ASKING, Act.SPENDING_WITHDRAW): _S.WITHDRAWN,
        (_S.REFUSED, Act.SPENDING_MEND): _S.NOTED,
        (_S.REFUSED, Act.SPENDING_WITHDRAW): _S.WITHDRAWN,
        (_S.APPROVED, Act.SPENDING_RUN): _S.APPROVED,
        (_S.APPROVED, Act.SPENDING_FAIL): _S.APPROVED,
        (_S.APPROVED, Act.SPENDING_PAY): _S.PAID,
        (_S.APPROVED, Act.SPENDING_CORRECT): _S.CORRECTED,
        (_S.PAID, Act.SPENDING_CORRECT): _S.CORRECTED,
        (_S.PAID, Act.SPENDING_BACK): _S.APPROVED,
        # More proof changes nothing else, as long as the expense lives.
        **{
            (one, Act.SPENDING_ADD): one
            for one in (_S.NOTED, _S.ASKING, _S.REFUSED, _S.APPROVED, _S.PAID)
        },
    }
)

# Until here nothing is booked; from here on the book knows it.
UNBOOKED = frozenset({_S.NOTED, _S.ASKING, _S.REFUSED})
BOOKED = frozenset({_S.APPROVED, _S.PAID})
# With what a receipt ends by itself that nobody said yes to.
ENDS = frozenset({"account-made", "plan-stopped"})


class CeilingState(StrEnum):
    """Where the amount that may go out without a receipt is."""

    ASKING = "asking"
    AGREED = "agreed"
    REFUSED = "refused"


CEILING_LIFE: Lifecycle[CeilingState] = Lifecycle(
    {
        (CeilingState.ASKING, Act.SPENDING_CEILING_AGREE): CeilingState.AGREED,
        (CeilingState.ASKING, Act.SPENDING_CEILING_REFUSE): CeilingState.REFUSED,
    }
)


class ShiftState(StrEnum):
    """Where a shift is."""

    ASKING = "asking"
    AT_FUND = "at-fund"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AskedState(StrEnum):
    """What a fund says of a shift."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"


_T = ShiftState

SHIFT_LIFE: Lifecycle[ShiftState] = Lifecycle(
    {
        (_T.ASKING, Act.SPENDING_SHIFT_AGREE): _T.AGREED,
        (_T.ASKING, Act.SPENDING_SHIFT_FORWARD): _T.AT_FUND,
        (_T.ASKING, Act.SPENDING_SHIFT_REFUSE): _T.REFUSED,
        (_T.ASKING, Act.SPENDING_SHIFT_WITHDRAW): _T.WITHDRAWN,
        (_T.AT_FUND, Act.SPENDING_SHIFT_ANSWER): _T.AT_FUND,
        (_T.AT_FUND, Act.SPENDING_SHIFT_AGREE): _T.AGREED,
        (_T.AT_FUND, Act.SPENDING_SHIFT_REFUSE): _T.REFUSED,
        (_T.AT_FUND, Act.SPENDING_SHIFT_WITHDRAW): _T.WITHDRAWN,
    }
)

SHIFT_OPEN = frozenset({_T.ASKING, _T.AT_FUND})
