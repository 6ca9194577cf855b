"""The reminder: two weeks after it began, to who did not sign yet."""

from __future__ import annotations

from uuid import UUID

from app import mails
from app.extensions import db
from app.jobs import Facts, Handler
from grants.audits.models import CashAudit
from grants.audits.states import AuditState
from grants.people.queries import readers
from grants.workgroups.models import Workgroup

OVER = frozenset({AuditState.SEALED, AuditState.WITHDRAWN})


def remind(facts: Facts) -> None:
    """To the one or two who still have something to do."""
    audit = db.session.get_one(CashAudit, UUID(facts["audit"]))
    who = set() if audit.state in OVER else set(audit.auditors) - audit.signed
    told = readers(db.session(), who)
    group = db.session.get_one(Workgroup, audit.owner_id)
    values = {"group": group.name, "year": audit.year, "audit_id": audit.id}
    db.session.rollback()
    for reader in told:
        mails.send("audits", "reminder", reader, key=f"audits.remind:{facts['audit']}", **values)


HANDLERS: dict[str, Handler] = {"audits.remind": remind}
