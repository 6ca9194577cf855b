"""The report: one plain table, and the same as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.measure import Figure

HEADS = ("subject", "what", "aim", "figure", "", "")


def table(figures: Iterable[Figure]) -> str:
    """The figures as lines under each other."""
    rows = [HEADS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def write(file: Path, figures: Sequence[Figure]) -> None:
    """The same for machines."""
    found = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "figures": [asdict(figure) | {"ok": figure.ok} for figure in figures],
    }
    file.write_text(json.dumps(found, indent=2) + "\n")


def _row(figure: Figure) -> tuple[str, ...]:
    said = {None: "", True: "ok", False: "NOT"}[figure.ok]
    sign = "≥" if figure.at_least else "≤"
    aim = "" if figure.aim is None else f"{sign} {_number(figure.aim)} {figure.unit}".rstrip()
    value = f"{_number(figure.value)} {figure.unit}".rstrip()
    return figure.subject, figure.what, aim, value, said, figure.note


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    right = {2, 3}
    cells = [
        cell.rjust(width) if column in right else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
