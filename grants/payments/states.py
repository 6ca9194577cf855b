"""The lives of an arrival, of a pay run and of a payment in it."""

from __future__ import annotations

from enum import StrEnum

from grants.kit.acts import Act
from grants.kit.states import Lifecycle


class ArrivalState(StrEnum):
    """Where an arrival is."""

    ENTERED = "entered"
    MIRRORED = "mirrored"


LIFE: Lifecycle[ArrivalState] = Lifecycle(
    {
        (ArrivalState.ENTERED, Act.PAYMENTS_MIRROR): ArrivalState.MIRRORED,
        (ArrivalState.ENTERED, Act.PAYMENTS_ONLINE_BACK): ArrivalState.MIRRORED,
        (ArrivalState.MIRRORED, Act.PAYMENTS_ONLINE_RESTORE): ArrivalState.ENTERED,
    }
)


class RunState(StrEnum):
    """Where a pay run is."""

    OPEN = "open"
    APPROVED = "approved"
    FILED = "filed"
    HANDED_IN = "handed-in"
    DONE = "done"
    PARTLY_FAILED = "partly-failed"
    WITHDRAWN = "withdrawn"


class PaymentState(StrEnum):
    """Where one payment of a run is. ``out``: taken out, or its run was withdrawn."""

    WAITING = "waiting"
    PAID = "paid"
    FAILED = "failed"
    OUT = "out"


_R = RunState

RUN_LIFE: Lifecycle[RunState] = Lifecycle(
    {
        (_R.OPEN, Act.PAYMENTS_RUN_LEAVE): _R.OPEN,
        (_R.OPEN, Act.PAYMENTS_RUN_APPROVE): _R.APPROVED,
        (_R.OPEN, Act.PAYMENTS_RUN_WITHDRAW): _R.WITHDRAWN,
        (_R.APPROVED, Act.PAYMENTS_RUN_FILE): _R.FILED,
        (_R.APPROVED, Act.PAYMENTS_RUN_WITHDRAW): _R.WITHDRAWN,
        (_R.FILED, Act.PAYMENTS_RUN_FETCH): _R.FILED,
        (_R.FILED, Act.PAYMENTS_RUN_HAND_IN): _R.HANDED_IN,
        (_R.FILED, Act.PAYMENTS_RUN_WITHDRAW): _R.WITHDRAWN,
        (_R.HANDED_IN, Act.PAYMENTS_RUN_FETCH): _R.HANDED_IN,
        (_R.HANDED_IN, Act.PAYMENTS_RUN_PAID): _R.DONE,
        (_R.HANDED_IN, Act.PAYMENTS_RUN_FAILED): _R.PARTLY_FAILED,
        (_R.HANDED_IN, Act.PAYMENTS_RUN_WITHDRAW): _R.WITHDRAWN,
        (_R.DONE, Act.PAYMENTS_RUN_FETCH): _R.DONE,
        (_R.PARTLY_FAILED, Act.PAYMENTS_RUN_FETCH): _R.PARTLY_FAILED,
    }
)


# Begun, and not ended yet by what the bank did or by who withdrew it.
AT_WORK = frozenset({_R.OPEN, _R.APPROVED, _R.FILED, _R.HANDED_IN})


class CountState(StrEnum):
    """Where a count of the box is."""

    COUNTED = "counted"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


COUNT: Lifecycle[CountState] = Lifecycle(
    {
        (CountState.COUNTED, Act.PAYMENTS_EXPLAIN): CountState.COUNTED,
        (CountState.COUNTED, Act.PAYMENTS_CONFIRM): CountState.CONFIRMED,
        (CountState.COUNTED, Act.PAYMENTS_DROP): CountState.DROPPED,
        (CountState.CONFIRMED, Act.PAYMENTS_VOUCH): CountState.CONFIRMED,
    }
)


class OnlineState(StrEnum):
    """Where a payment through the provider is. ``on-its-way``: a debit that is not final."""

    MADE = "made"
    OPENED = "opened"
    ON_ITS_WAY = "on-its-way"
    PAID = "paid"
    PART_RETURNED = "part-returned"
    RETURNED = "returned"
    REVERSED = "reversed"
    EXPIRED = "expired"
    FAILED = "failed"


class BackState(StrEnum):
    """Where money is that goes back through the provider."""

    MADE = "made"
    ON_ITS_WAY = "on-its-way"
    DONE = "done"
    FAILED = "failed"


_O = OnlineState
_B = BackState

# Nobody has paid yet; what went wrong can still turn out to have been paid.
_BEFORE = (_O.MADE, _O.OPENED, _O.ON_ITS_WAY, _O.EXPIRED, _O.FAILED)
_AFTER = (_O.PAID, _O.PART_RETURNED, _O.RETURNED)

ONLINE: Lifecycle[OnlineState] = Lifecycle(
    {
        (_O.MADE, Act.PAYMENTS_ONLINE_OPEN): _O.OPENED,
        (_O.MADE, Act.PAYMENTS_ONLINE_WAIT): _O.ON_ITS_WAY,
        (_O.OPENED, Act.PAYMENTS_ONLINE_WAIT): _O.ON_ITS_WAY,
        (_O.MADE, Act.PAYMENTS_ONLINE_EXPIRE): _O.EXPIRED,
        (_O.OPENED, Act.PAYMENTS_ONLINE_EXPIRE): _O.EXPIRED,
        (_O.MADE, Act.PAYMENTS_ONLINE_FAIL): _O.FAILED,
        (_O.OPENED, Act.PAYMENTS_ONLINE_FAIL): _O.FAILED,
        (_O.ON_ITS_WAY, Act.PAYMENTS_ONLINE_FAIL): _O.FAILED,
        **{(state, Act.PAYMENTS_ONLINE_LAND): _O.PAID for state in _BEFORE},
        (_O.PAID, Act.PAYMENTS_ONLINE_BACK_PART): _O.PART_RETURNED,
        (_O.PAID, Act.PAYMENTS_ONLINE_BACK): _O.RETURNED,
        (_O.PART_RETURNED, Act.PAYMENTS_ONLINE_BACK): _O.RETURNED,
        **{(state, Act.PAYMENTS_ONLINE_REVERSE): _O.REVERSED for state in _AFTER},
        (_O.PART_RETURNED, Act.PAYMENTS_ONLINE_RESTORE): _O.PAID,
        (_O.RETURNED, Act.PAYMENTS_ONLINE_RESTORE): _O.PAID,
        (_O.REVERSED, Act.PAYMENTS_ONLINE_RESTORE): _O.PAID,
    }
)

BACK: Lifecycle[BackState] = Lifecycle(
    {
        (_B.MADE, Act.PAYMENTS_ONLINE_WAIT): _B.ON_ITS_WAY,
        (_B.MADE, Act.PAYMENTS_ONLINE_BACK): _B.DONE,
        (_B.ON_ITS_WAY, Act.PAYMENTS_ONLINE_BACK): _B.DONE,
        (_B.MADE, Act.PAYMENTS_ONLINE_FAIL): _B.FAILED,
        (_B.ON_ITS_WAY, Act.PAYMENTS_ONLINE_FAIL): _B.FAILED,
        (_B.DONE, Act.PAYMENTS_ONLINE_RESTORE): _B.FAILED,
    }
)


class LineState(StrEnum):
    """Where a line of a bank statement is."""

    OPEN = "open"
    MATCHED = "matched"
    EXPLAINED = "explained"


LINE: Lifecycle[LineState] = Lifecycle(
    {
        (LineState.OPEN, Act.PAYMENTS_LINE_POINT): LineState.OPEN,
        (LineState.OPEN, Act.PAYMENTS_LINE_MATCH): LineState.MATCHED,
        (LineState.OPEN, Act.PAYMENTS_LINE_EXPLAIN): LineState.EXPLAINED,
        (LineState.MATCHED, Act.PAYMENTS_LINE_REOPEN): LineState.OPEN,
        (LineState.EXPLAINED, Act.PAYMENTS_LINE_REOPEN): LineState.OPEN,
    }
)
