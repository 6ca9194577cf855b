"""What somebody says of a line: it has nothing to match, it waits again, or it is of this group."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.payments.access import may_bank
from grants.payments.models import BankAccount, Reason, StatementLine
from grants.payments.queries.runs import groups_of
from grants.payments.rules.statements import SettingAside
from grants.payments.service.bank_accounts import lock_account
from grants.payments.states import LINE, LineState


def set_aside(
    session: Session, line: StatementLine, data: SettingAside, *, by: Actor, at: datetime
) -> StatementLine:
    """It has nothing to match, and this is why. Refuses ``why-missing``."""
    _opened(session, line, Act.PAYMENTS_LINE_EXPLAIN, by)
    if data.reason is Reason.OTHER and not data.why.strip():
        raise Invalid("why-missing", field="why")
    line.state = LINE.after(line.state, Act.PAYMENTS_LINE_EXPLAIN)
    line.reason, line.why = data.reason, data.why.strip()
    line.settled_by_id, line.settled_at = by.person_id, at
    session.flush()
    record(session, Act.PAYMENTS_LINE_EXPLAIN, line, by=by, at=at, reason=data.reason, why=line.why)
    return line


def take_up(session: Session, line: StatementLine, *, by: Actor, at: datetime) -> StatementLine:
    """What was set aside waits again. What was matched is undone with its match."""
    _opened(session, line, Act.PAYMENTS_LINE_REOPEN, by)
    if line.state is LineState.MATCHED:
        raise NotNow("line-matched")
    line.state = LINE.after(line.state, Act.PAYMENTS_LINE_REOPEN)
    line.reason, line.why, line.settled_by_id, line.settled_at = None, "", None, None
    session.flush()
    record(session, Act.PAYMENTS_LINE_REOPEN, line, by=by, at=at)
    return line


def point(
    session: Session, line: StatementLine, group_id: UUID | None, *, by: Actor, at: datetime
) -> StatementLine:
    """It is of this group, which alone waits for it now; of none: of nobody knows whom."""
    _opened(session, line, Act.PAYMENTS_LINE_POINT, by)
    if group_id is not None and group_id not in groups_of(session, line.owner_id):
        raise Invalid("group-unknown", field="group")
    line.group_id = group_id
    session.flush()
    record(session, Act.PAYMENTS_LINE_POINT, line, by=by, at=at, group=group_id)
    return line


def _opened(session: Session, line: StatementLine, act: Act, by: Actor) -> None:
    account = session.get_one(BankAccount, line.account_id)
    lock_account(session, account)
    session.refresh(line)
    may_bank(by, act, line).check()
