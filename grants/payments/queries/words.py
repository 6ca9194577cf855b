"""Which documents of a group carry some words: for finding bookings."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from grants.allowances.models import Allowance
from grants.awards.models import Award
from grants.payments.models import Arrival
from grants.spending.models import Expense


def documents_with(owner_id: UUID, words: str) -> Select[UUID]:
    """A question for the ids of what people wrote these words on, or what has this number."""
    found = union_all(
        *(
            select(kind.id).where(kind.owner_id == owner_id, wrote)
            for kind, wrote in (
                (Expense, _says(words, Expense.shop, Expense.words, Expense.reference)),
                (Arrival, _says(words, Arrival.words)),
                (Award, _says(words, Award.title, Award.reference)),
                (Allowance, _says(words, Allowance.reference)),
            )
        )
    ).subquery()
    return select(found.c.id)


def _says(words: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return or_(*(column.icontains(words, autoescape=True) for column in columns))
