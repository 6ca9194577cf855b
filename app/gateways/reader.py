"""Reading a receipt's total and day from its photo: only a suggestion, only where a reader is.

The reader is the command ``tesseract`` with its Dutch words. Where it is missing nothing changes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Protocol

from app.gateways.renderer.client import Renderer, RenderFailed, renderer
from app.gateways.renderer.wire import Message
from app.gateways.renderer.work import WORDS
from grants.kit.money import Money

COMMAND, LANGUAGE = "tesseract", "nld"
OLDEST = timedelta(days=366)

# Best first: what was paid in all. A line of the others names a part, or what was given.
_TOTALS = (
    re.compile(r"\b(te\s+betalen|totaal\s+te\s+betalen|eindtotaal)\b"),
    re.compile(r"\b(totaal|total)\b"),
    re.compile(r"\b(pin|bedrag|betaald)\b"),
)
_PARTS = re.compile(r"sub\s?tota|btw|korting|excl|contant|wissel|terug|punten|artikel")
_AMOUNT = re.compile(r"(?<![\d.,])(\d{1,4})\s?[.,]\s?(\d{2})(?![\d.,])")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_WORDED = re.compile(rf"(?<!\d)(\d{{1,2}})\s?({'|'.join(_MONTHS)}|mrt)[a-z]*\.?\s?(\d{{4}})")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a photo seems to say. Nothing is surer than a person."""

    total: Money | None
    on: date | None


class Reader(Protocol):
    """Gives the words on a picture; no words where it cannot."""

    @property
    def is_there(self) -> bool:
        """Can it read?"""

    def words(self, picture: bytes) -> str:
        """All words, line by line."""


class NoReader:
    """None is installed."""

    is_there = False

    def words(self, picture: bytes) -> str:  # noqa: ARG002  its signature
        """Nothing."""
        return ""


@dataclass(frozen=True)
class FakeReader:
    """The plain twin: reads the same on every picture."""

    text: str
    is_there = True

    def words(self, picture: bytes) -> str:  # noqa: ARG002  its signature
        """What it was told."""
        return self.text


class Tesseract:
    """The command, run by a limited child: a time limit, little memory, no network."""

    def __init__(self, by: Renderer | None = None) -> None:
        """Ask this renderer, or the one of this process."""
        self.by = by

    @property
    def is_there(self) -> bool:
        """Is the command installed, and does it know Dutch?"""
        return _knows_dutch()

    def words(self, picture: bytes) -> str:
        """What it read; nothing when it took too long or could not."""
        if not self.is_there:
            return ""
        question = Message({"job": "words", "language": LANGUAGE}, [picture])
        try:
            answer = (self.by or renderer()).ask(WORDS, question)
        except RenderFailed:
            return ""
        return str(answer.facts.get("text", ""))


def reading_of(words: str, today: date) -> Reading | None:
    """The total and the day that these words tell; None when they tell neither."""
    lines = [line.lower() for line in words.splitlines()]
    found = Reading(_total(lines), _day(lines, today))
    return found if found.total or found.on else None


def _total(lines: list[str]) -> Money | None:
    for wanted in _TOTALS:
        for line in reversed(lines):
            amounts = _AMOUNT.findall(line)
            if amounts and wanted.search(line) and not _PARTS.search(line):
                euro, cents = amounts[-1]
                minor = int(euro) * 100 + int(cents)
                return Money(minor) if minor else None
    return None


def _day(lines: list[str], today: date) -> date | None:
    for line in lines:
        for day, month, year in _NUMBERS.findall(line):
            found = _date(int(day), int(month), int(year), today)
            if found:
                return found
        for day, name, year in _WORDED.findall(line):
            month = 3 if name == "mrt" else _MONTHS.index(name) + 1
            found = _date(int(day), month, int(year), today)
            if found:
                return found
    return None


def _date(day: int, month: int, year: int, today: date) -> date | None:
    """A day that a receipt can have: not to come, and of the last year."""
    try:
        found = date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004
    except ValueError:
        return None
    return found if today - OLDEST <= found <= today else None


@cache
def _knows_dutch() -> bool:
    command = shutil.which(COMMAND)
    if command is None:
        return False
    try:
        said = subprocess.run(  # noqa: S603  a fixed command without anybody's words
            [command, "--list-langs"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return LANGUAGE in (said.stdout + said.stderr).split()
