"""What is filled in about a CSV whose columns nobody knows: what is in which."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.fields import HiddenField, NumberField, TextField
from app.gateways.bank import Table
from app.payments.forms.statements import NONE, FileForm
from grants.kit.errors import Invalid
from grants.payments.rules.columns import Columns

MOST_COLUMNS = 60


class ColumnsForm(FileForm):
    """How this bank writes CSV: which column holds what. The same file is chosen once more."""

    skip = NumberField(_l("How many rows stand above the first line?"))
    day = SelectField(_l("Day"))
    day_shape = SelectField(_l("How is the day written?"))
    amount = SelectField(_l("Amount"))
    decimal = SelectField(_l("What stands before the cents?"))
    came = SelectField(_l("A second column of amounts, for what came in"))
    sign = SelectField(_l("A column that says which way it went"))
    minus = TextField(_l("What does it say when money went out?"))
    plus = TextField(_l("What does it say when money came in?"))
    currency = SelectField(_l("Currency"))
    account = SelectField(_l("Your account number"))
    iban = SelectField(_l("Account number of the other side"))
    name = SelectField(_l("Name of the other side"))
    words = SelectField(_l("Description"))
    end_to_end = SelectField(_l("Reference of the payment"))
    balance = SelectField(_l("Balance after the line"))
    delimiter = HiddenField()
    encoding = SelectField(_l("Letters"))
    seen = HiddenField()  # the first rows: a file is not sent along with what was wrong

    def __init__(self, table: Table | None, now: Columns | None, **kwargs: Any) -> None:
        """Begin with what is known, and name the columns by the first row."""
        super().__init__(data=_begun(table, now), **kwargs)
        self.rows = table.rows if table else _rows_in(self.seen.data)
        heads = _heads(self.rows, self.skip.data)
        many = max((len(row) for row in self.rows), default=MOST_COLUMNS)
        columns = [(str(no), _head(no, heads)) for no in range(many)]
        self.day.choices = self.amount.choices = columns
        for name in _MAY_LACK:
            self[name].choices = [(NONE, _("not there")), *columns]
        self.day_shape.choices = [
            ("ymd", _("year, month, day")),
            ("dmy", _("day, month, year")),
            ("mdy", _("month, day, year")),
        ]
        self.decimal.choices = [(",", _("a comma")), (".", _("a point"))]
        self.encoding.choices = [
            (NONE, _("find out")),
            ("utf-8", "UTF-8"),
            ("cp1252", "Windows-1252"),
            ("utf-16", "UTF-16"),
        ]

    def to_columns(self) -> Columns:
        """As the reader takes it. Refuses ``columns-clash``."""
        words = self._place("words")
        return Columns(
            day=int(self.day.data),
            amount=int(self.amount.data),
            delimiter=self.delimiter.data or ";",
            encoding=self.encoding.data or "",
            skip=self.skip.data or 0,
            day_shape=self.day_shape.data,
            decimal=self.decimal.data,
            came=self._place("came"),
            sign=self._place("sign"),
            minus=self.minus.data or _OUT,
            plus=self.plus.data or _IN,
            currency=self._place("currency"),
            account=self._place("account"),
            iban=self._place("iban"),
            name=self._place("name"),
            words=() if words is None else (words,),
            end_to_end=self._place("end_to_end"),
            balance=self._place("balance"),
        )

    def _place(self, name: str) -> int | None:
        chosen = self[name].data
        return int(chosen) if chosen else None


_MAY_LACK = (
    "came",
    "sign",
    "currency",
    "account",
    "iban",
    "name",
    "words",
    "end_to_end",
    "balance",
)
_OUT, _IN = "Af", "Bij"


def _begun(table: Table | None, now: Columns | None) -> dict[str, Any]:
    """What is chosen before anybody chose: what was said before, and what the file shows."""
    begun: dict[str, Any] = {"skip": 1, "minus": _OUT, "plus": _IN, "delimiter": ";"}
    if now is not None:
        begun |= _said(now, _heads(table.rows, table.seen.skip) if table else None)
    if table is not None:
        begun |= _shown(table, begun)
    return {
        name: str(value) if name in (*_MAY_LACK, "day", "amount") and value is not None else value
        for name, value in begun.items()
    }


def _said(now: Columns, heads: Sequence[str] | None) -> dict[str, Any]:
    """What was said before; in a file with other heads, where the same names stand now."""
    said: dict[str, Any] = {name: getattr(now, name) for name in now.__slots__}
    said["words"] = now.words[0] if now.words else None
    if heads is None or not now.heads:
        return said
    for name in (*_MAY_LACK, "day", "amount"):
        place = said[name]
        named = now.heads[place] if place is not None and place < len(now.heads) else None
        said[name] = heads.index(named) if named in heads else None
    return said


def _shown(table: Table, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the heads say by themselves, and how the file writes days, cents and ways."""
    found = _by_words(_heads(table.rows, table.seen.skip)) | {"currency": table.seen.currency}
    found |= {name: place for name, place in said.items() if place is not None}
    seen, day, amount = table.seen, found.get("day", 0), found.get("amount")
    decimals = [sign for sign in seen.decimals if sign]
    cents = seen.decimals[amount] if amount is not None and amount < len(seen.decimals) else ""
    found["decimal"] = cents or next(iter(decimals), said.get("decimal", ","))
    shape = seen.shapes[day] if day < len(seen.shapes) else ""
    found["day_shape"] = shape or said.get("day_shape", "dmy")
    sign = found.get("sign")
    ways = seen.ways[sign] if sign is not None and sign < len(seen.ways) else ()
    if ways:
        found["minus"], found["plus"] = ways
    more = {"delimiter": table.delimiter, "seen": json.dumps(table.rows), "skip": seen.skip}
    return found | more


def _heads(rows: Sequence[Sequence[str]], skip: int | None) -> Sequence[str]:
    """The row with the names of the columns, where it is among the first."""
    return rows[skip - 1] if skip and skip <= len(rows) else ()


def _rows_in(text: str | None) -> Sequence[Sequence[str]]:
    """The first rows as the page before had them; nothing when it is something else."""
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return ()
    fits = isinstance(rows, list) and all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
    )
    return rows if fits else ()


# Where a head begins with one of these words, it is likely that column.
_HEADS = {
    "day": ("datum", "date", "boekdatum", "boekingsdatum", "dag"),
    "amount": ("bedrag", "amount", "transactiebedrag"),
    "sign": ("af bij", "af/bij", "debit/credit", "d/c"),
    "iban": ("tegenrekening", "counter", "rekening ander"),
    "name": ("naam", "name", "tegenpartij"),
    "words": ("omschrijving", "mededeling", "description"),
    "balance": ("saldo", "balance"),
}


def _by_words(heads: Sequence[str]) -> dict[str, Any]:
    """Which column a head speaks of."""
    found: dict[str, Any] = {}
    for name, words in _HEADS.items():
        for no, head in enumerate(heads):
            if head.casefold().startswith(words):
                found.setdefault(name, no)
    return found


def _head(no: int, heads: Sequence[str]) -> str:
    words = heads[no] if no < len(heads) else ""
    return f"{no + 1} · {words}" if words else str(no + 1)


def columns_refused(form: ColumnsForm) -> Columns | None:
    """The columns, or the no beside its field."""
    try:
        return form.to_columns()
    except Invalid as refusal:
        form.refuse(refusal)
        return None
