"""The life of an award, and of one instalment."""

from __future__ import annotations

from grants.awards.models import AwardState as S
from grants.awards.models import InstalmentState as Paid
from grants.kit.acts import Act
from grants.kit.states import Lifecycle

LIFE = Lifecycle(
    {
        (S.OFFERED, Act.AWARDS_AGREE): S.ACTIVE,
        (S.OFFERED, Act.AWARDS_LAPSE): S.LAPSED,
        (S.ACTIVE, Act.AWARDS_SETTLE): S.ACCOUNTED,
        (S.ACCOUNTED, Act.AWARDS_CONCLUDE): S.SETTLED,
        (S.SETTLED, Act.AWARDS_REOPEN): S.ACCOUNTED,
    }
)

INSTALMENT = Lifecycle(
    {
        (Paid.PLANNED, Act.PAYMENTS_ENTER): Paid.RECEIVED,
        (Paid.RECEIVED, Act.PAYMENTS_MIRROR): Paid.PLANNED,
        # Through the provider more comes of it, or less: also after it was not expected any more.
        **{(one, Act.PAYMENTS_ONLINE_LAND): Paid.RECEIVED for one in Paid},
        (Paid.PLANNED, Act.AWARDS_SETTLE): Paid.CANCELLED,
    }
)
