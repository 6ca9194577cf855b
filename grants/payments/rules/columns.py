"""How a bank writes CSV: which column holds what, and by which heads that is known again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.kit.canon import canonical
from grants.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Columns:
    """How a bank writes CSV: which column holds what, counted from nothing."""

    day: int
    amount: int
    delimiter: str = ";"
    encoding: str = ""
    skip: int = 1
    day_shape: str = "ymd"
    decimal: str = ","
    came: int | None = None  # a second column of amounts: what came in; ``amount`` went out
    sign: int | None = None  # says in words which way it went
    minus: str = "af"
    plus: str = "bij"
    currency: int | None = None
    account: int | None = None
    iban: int | None = None
    name: int | None = None
    words: tuple[int, ...] = ()
    end_to_end: int | None = None
    bank_reference: int | None = None
    balance: int | None = None  # after the line
    opening: int | None = None  # before the line's day
    heads: tuple[str, ...] | None = None  # above the first line; None: said of this very file

    def __post_init__(self) -> None:
        """Refuse what no file can be read with."""
        given = [self.day, self.amount, self.skip, *self.words]
        given += [one for one in self.places.values() if one is not None]
        if min(given) < 0 or self.day == self.amount:
            raise Invalid("columns-clash", field="amount")
        if self.day_shape not in SHAPES or self.decimal not in (",", "."):
            raise Invalid("columns-clash", field="day_shape")
        if self.delimiter not in DELIMITERS or self.encoding not in ENCODINGS:
            raise Invalid("columns-clash", field="delimiter")
        if self.sign is not None and self.minus.casefold() == self.plus.casefold():
            raise Invalid("columns-clash", field="plus")

    @property
    def places(self) -> dict[str, int | None]:
        """The columns that a file may leave out."""
        return {name: getattr(self, name) for name in _MAY_LACK}

    @property
    def text(self) -> str:
        """As it is kept with its account."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        return canonical(facts)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Columns:
        """Out of what was kept."""
        told: dict[str, Any] = {**facts, "words": tuple(facts.get("words", ()))}
        heads = told.get("heads")
        return cls(**told | {"heads": None if heads is None else tuple(heads)})


SHAPES = ("ymd", "dmy", "mdy")
DELIMITERS = (";", ",", "\t")
ENCODINGS = ("", "utf-8", "cp1252", "utf-16")
_MAY_LACK = (
    "came",
    "sign",
    "currency",
    "account",
    "iban",
    "name",
    "end_to_end",
    "bank_reference",
    "balance",
    "opening",
)
