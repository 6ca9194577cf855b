"""The life of an audit."""

from __future__ import annotations

from enum import StrEnum

from grants.kit.acts import Act
from grants.kit.states import Lifecycle


class AuditState(StrEnum):
    """Where an audit is. ``signing``: one of the two signed; what it says stands still."""

    OPENED = "opened"
    DOING = "doing"
    SIGNING = "signing"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"


_S = AuditState

LIFE: Lifecycle[AuditState] = Lifecycle(
    {
        (_S.OPENED, Act.AUDITS_LOOK): _S.DOING,
        (_S.DOING, Act.AUDITS_LOOK): _S.DOING,
        (_S.OPENED, Act.AUDITS_CONCLUDE): _S.DOING,
        (_S.DOING, Act.AUDITS_CONCLUDE): _S.DOING,
        (_S.DOING, Act.AUDITS_SIGN): _S.SIGNING,
        (_S.SIGNING, Act.AUDITS_SIGN): _S.SEALED,
        (_S.SIGNING, Act.AUDITS_REOPEN): _S.DOING,
        (_S.OPENED, Act.AUDITS_WITHDRAW): _S.WITHDRAWN,
        (_S.DOING, Act.AUDITS_WITHDRAW): _S.WITHDRAWN,
        (_S.SIGNING, Act.AUDITS_WITHDRAW): _S.WITHDRAWN,
    }
)
