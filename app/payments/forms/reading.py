"""What is filled in with a file of the bank: which of its lines stand here already."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats
from app.fields import ChoicesField, HiddenField
from app.payments.forms.statements import FileForm
from grants.payments.rules.statements import ReadFile, ReadLine
from grants.payments.rules.twins import Doubt, Known

_SHOWN = 5
_CELLS = 3  # of a line that is asked about: its place, what it is, what stands here


class ReadForm(FileForm):
    """A file of the bank; and of what may stand here already, which lines do."""

    same = ChoicesField(_l("Tick what stands here already"), validate_choice=False)
    asked = HiddenField()  # of which file, and the lines: a file is not sent along with a no

    def __init__(self, **kwargs: Any) -> None:
        """Show again what was asked before."""
        super().__init__(**kwargs)
        self.hash, self.rows = _asked_in(self.asked.data)
        self._fill()

    def ask(self, file: ReadFile, doubts: Sequence[Doubt]) -> None:
        """Which of these lines of this file stand here already? Most likely all of them do.

        What was answered of it stays so: somebody else may have read another file meanwhile.
        """
        rows = [(str(one.place), _in_words(one.line), _standing(one.known)) for one in doubts]
        before = self.rows if file.hash == self.hash else ()
        ticked = (self.same.data or []) if before else []
        self.hash, self.rows = file.hash, [*before, *rows]
        self.asked.data = json.dumps([self.hash, self.rows])
        self._fill()
        self.same.data = [*ticked, *(place for place, _words, _note in rows)]

    def said_of(self, file: ReadFile) -> dict[int, bool]:
        """Of each line that was asked about in this very file: was it ticked?"""
        if file.hash != self.hash:
            return {}
        ticked = self.same.data or ()
        return {int(place): place in ticked for place, *_ in self.rows if place.isdecimal()}

    def _fill(self) -> None:
        self.same.choices = [(place, words) for place, words, _note in self.rows]
        self.hints = {place: note for place, _words, note in self.rows}


def _asked_in(text: str | None) -> tuple[str, Sequence[Sequence[str]]]:
    """The file and the lines as the page before had them; nothing when it is something else."""
    try:
        hash_, rows = json.loads(text or "null")
        fits = all(
            isinstance(cell, str) and len(row) == _CELLS for row in rows for cell in [hash_, *row]
        )
    except (ValueError, TypeError):
        return "", ()
    return (str(hash_), rows) if fits else ("", ())


def _in_words(line: ReadLine | Known) -> str:
    whose = line.name or line.words
    told = [formats.day(line.on), formats.money(line.amount), *([whose] if whose else [])]
    return " · ".join(told)


def _standing(known: Sequence[Known]) -> str:
    told = [
        _in_words(one) + (f" · {one.words}" if one.name and one.words else "")
        for one in known[:_SHOWN]
    ]
    more = " + …" if len(known) > _SHOWN else ""
    return str(_("Here stands: %(line)s", line=" + ".join(told) + more))
