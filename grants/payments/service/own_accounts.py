"""The group's own bank account: sealed, its last four signs shown; or none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.payments.access import may_count
from grants.people.cipher import Cipher
from grants.people.rules import bank_name, iban_as_kept
from grants.workgroups.models import Workgroup


def set_own_account(
    session: Session,
    workgroup: Workgroup,
    iban: str,
    name: str,
    *,
    cipher: Cipher,
    by: Actor,
    at: datetime,
) -> Workgroup:
    """From now on its money can lie there too. Refuses as ``people.rules.iban_as_kept`` says."""
    _opened(session, workgroup, by)
    kept, holder = iban_as_kept(iban), bank_name(name)
    workgroup.account_sealed = cipher.seal(kept, about=workgroup.id.bytes)
    workgroup.account_last4, workgroup.account_name = kept[-4:], holder
    workgroup.account_at = at
    session.flush()
    record(session, Act.PAYMENTS_OWN_ACCOUNT, workgroup, by=by, at=at, has=1)
    return workgroup


def drop_own_account(
    session: Session, workgroup: Workgroup, *, by: Actor, at: datetime
) -> Workgroup:
    """It has none any more. Refuses ``account-holds`` (with ``left``) while money lies there."""
    _opened(session, workgroup, by)
    left = book.place(session, workgroup.id, AccountKind.OWN_BANK)
    if not left.is_zero:
        raise NotNow("account-holds", left=left)
    workgroup.account_sealed = workgroup.account_last4 = None
    workgroup.account_name = workgroup.account_at = None
    session.flush()
    record(session, Act.PAYMENTS_OWN_ACCOUNT, workgroup, by=by, at=at, has=0)
    return workgroup


def own_account_of(workgroup: Workgroup, *, cipher: Cipher) -> str | None:
    """The whole number, for the residents who set it; None without one."""
    if workgroup.account_sealed is None:
        return None
    return cipher.open(workgroup.account_sealed, about=workgroup.id.bytes)


def _opened(session: Session, workgroup: Workgroup, by: Actor) -> None:
    ledger.lock(session, workgroup.id)
    session.refresh(workgroup)
    may_count(by, Act.PAYMENTS_OWN_ACCOUNT, workgroup).check()
