"""Leaves out the tests that use what was named: told by their fixtures, not by their names.

A plugin of pytest for the mutants: ``-ptests.mutants.sorting --without=engine``.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without", action="append", default=[], help="a fixture; may be repeated")


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
