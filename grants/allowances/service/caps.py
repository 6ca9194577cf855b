"""The law's amounts: a row for each year, with its source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.allowances.access import may_cap
from grants.allowances.models import Cap
from grants.allowances.rules import KNOWN, CapData, check_cap
from grants.allowances.service.untested import hold_against
from grants.history.service import record
from grants.kit.access import SYSTEM, Actor
from grants.kit.acts import Act
from grants.kit.ids import new_id
from grants.kit.periods import day_of, year
from grants.owners import service as owners


def add_cap(session: Session, data: CapData, *, by: Actor, at: datetime) -> Cap:
    """Add the amounts of a year; a better row of the same year counts from now on."""
    may_cap(by, Act.ALLOWANCES_CAP, Cap()).check()
    check_cap(data, day_of(at))
    owners.lock(session, owners.installation(session))
    return _add(session, data, by=by, at=at)


def seed_caps(session: Session, *, at: datetime, known: Iterable[CapData] = KNOWN) -> list[Cap]:
    """Add the amounts that came with this release, for years that have no row. Twice is nothing."""
    owners.lock(session, owners.installation(session))
    return [_add(session, data, by=SYSTEM, at=at) for data in known if _last_no(session, data) == 0]


def _add(session: Session, data: CapData, *, by: Actor, at: datetime) -> Cap:
    days, hour = year(data.year), data.hour
    assert days.end is not None  # noqa: S101  a calendar year ends
    cap = Cap(
        id=new_id(session, at),
        from_on=days.start,
        until_on=days.end,
        no=_last_no(session, data) + 1,
        most_year=data.most_year,
        most_month=data.most_month,
        sure=data.sure,
        hour=hour.adult if hour else None,
        hour_young=hour.young if hour else None,
        age=hour.age if hour else None,
        hour_sure=hour.sure if hour else None,
        source=data.source.strip(),
        link=data.link.strip(),
        checked_on=data.checked_on,
        added_by_id=by.person_id,
        added_at=at,
    )
    session.add(cap)
    session.flush()
    hold_against(session, cap, at=at)
    record(
        session,
        Act.ALLOWANCES_CAP,
        cap,
        by=by,
        at=at,
        year=data.year,
        most_year=data.most_year,
        most_month=data.most_month,
    )
    return cap


def _last_no(session: Session, data: CapData) -> int:
    which = select(func.max(Cap.no)).where(Cap.from_on == year(data.year).start)
    return int(session.scalar(which) or 0)
