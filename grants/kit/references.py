"""References: the short numbers that people see, such as P-2026-0042."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from grants.kit.orm import Base, insert_for


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
    first = insert_for(session, Series.__table__)
    key = Series.letter.name, Series.year.name
    one_more = {"last": Series.__table__.c.last + 1}
    row = first.on_conflict_do_update(index_elements=key, set_=one_more)
    given = {"letter": str(letter), "year": year, "last": 1}
    last = session.execute(row.returning(Series.__table__.c.last), given).scalar_one()
    return f"{letter}-{year}-{last:04d}"
