"""Leaves out the tests that use what was named: told by their fixtures, not by their names.

A plugin of pytest for the mutants: ``-ptests.mutants.sorting --without=engine``. It forgets what
was kept from before a mutant came, too: its process is a child of one that ran all the tests. And
each test plays its own story, so that it is known for coming by what the story does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from tests.told_once import Shelf

T = TypeVar("T")


def _played(_shelf: Shelf, session: Session, _story: str, play: Callable[[Session], T]) -> T:
    return play(session)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without", action="append", default=[], help="a fixture; may be repeated")


def pytest_sessionstart() -> None:
    Shelf.tell = _played  # type: ignore[assignment,method-assign]
    ours = [module for name, module in sys.modules.items() if name.startswith("grants.")]
    for module in ours:
        for kept in list(vars(module).values()):
            if getattr(kept, "__module__", None) == module.__name__ and hasattr(
                kept, "cache_clear"
            ):
                kept.cache_clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    without = set(config.getoption("--without"))
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        used = without & set(getattr(item, "fixturenames", ()))
        (left if used else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept
