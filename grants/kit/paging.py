"""Long lists, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some rows of a long list, and all there are; ``page`` counts from one."""

    rows: tuple[Item, ...]
    page: int
    pages: int
    count: int

    @property
    def has_prev(self) -> bool:
        """Is there a page before this one?"""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """Is there a page after this one?"""
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        """The number of the page before."""
        return self.page - 1

    @property
    def next_num(self) -> int:
        """The number of the page after."""
        return self.page + 1


def page_within(wanted: int, count: int, size: int) -> tuple[int, int]:
    """The page nearest to the one asked for, and how many pages of this size there are."""
    pages = max(1, -(-count // size))
    return min(max(1, wanted), pages), pages
