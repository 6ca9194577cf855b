"""Who was on the other side of a settled line, and the words: not kept for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from grants.outbox.service import enqueue
from grants.payments.models import StatementLine

# A yearly check of the cash looks back a year and a little; the bank itself has it longer.
KEPT_FOR = timedelta(days=400)
DAILY = timedelta(days=1)


def forget_daily(session: Session, *, at: datetime) -> None:
    """Ask that it is done now; whoever does it asks for the next day."""
    enqueue(session, "payments.forget", f"payments.forget:start:{at:%Y-%m-%dT%H:%M}", at=at)


def forget_tomorrow(session: Session, *, at: datetime) -> None:
    """Once a day what is old enough is forgotten, also of an account that nobody reads any more."""
    due = (at + DAILY).replace(hour=4, minute=45, second=0, microsecond=0)
    enqueue(session, "payments.forget", f"payments.forget:{due:%Y-%m-%d}", at=at, due=due)


def forget_others(session: Session, before: datetime) -> int:
    """Of lines settled before this moment: who was on the other side, and the words. Says how many."""
    gone = session.execute(
        update(StatementLine)
        .where(
            StatementLine.settled_at < before,
            StatementLine.counter_sealed.is_not(None)
            | (StatementLine.counter_name != "")
            | (StatementLine.words != ""),
        )
        .values(
            counter_sealed=None,
            counter_last4=None,
            counter_digest=None,
            counter_name="",
            words="",
        )
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
