"""References: the short numbers that people see, such as P-2026-0042."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from grants.kit.orm import Base, dialect_of, insert_of


class Letter(StrEnum):
    """What a reference is of: its first letter."""

    PLAN = "P"
    REQUEST = "A"
    AWARD = "T"
    EXPENSE = "B"
    REPORT = "V"
    ALLOWANCE = "G"
    RUN = "U"
    AUDIT = "K"


class Series(Base):
    """The last number given out per letter and year. Taken under its lock, so without gaps."""

    __tablename__ = "series"

    letter: Mapped[str] = mapped_column(String(1), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int]


def next_reference(session: Session, letter: Letter, year: int) -> str:
    """The next reference of this year, as ``P-2026-0042``. Gap-free: it rolls back with you."""
    given = {"letter": str(letter), "year": year, "last": 1}
    one_more = _one_more(dialect_of(session))
    last = session.connection().execute(one_more, given).scalar_one()
    return f"{letter}-{year}-{last:04d}"


@cache
def _one_more(dialect: str) -> Any:
    first = insert_of(dialect, Series.__table__)
    key = Series.letter.name, Series.year.name
    last = Series.__table__.c.last
    return first.on_conflict_do_update(index_elements=key, set_={"last": last + 1}).returning(last)
