"""What was read from a bank statement, and what of it is new. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from grants.kit.errors import Invalid
from grants.kit.money import Money, total
from grants.payments.models.statements import Format, Reason

_LOCAL_DIGITS = 10  # of an IBAN: what banks write when they leave country and bank out


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line as the bank wrote it. Above nothing it came in, below it went out."""

    on: date
    amount: Money
    iban: str = ""
    name: str = ""
    words: str = ""
    end_to_end: str = ""
    bank_reference: str = ""
    reversal: bool = False


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """One statement as the bank wrote it. Balances only where the file has them."""

    account: str
    label: str
    from_on: date
    until_on: date
    opening: Money | None
    closing: Money | None
    lines: tuple[ReadLine, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file: its form, the digest of its bytes, what is in it; of a CSV the row of its heads."""

    format: Format
    hash: str
    statements: tuple[ReadStatement, ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A bank account, as somebody fills it in."""

    iban: str
    name: str


@dataclass(frozen=True, slots=True)
class SettingAside:
    """Why a line has nothing to match."""

    reason: Reason
    why: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """What matters of a statement to the next one."""

    from_on: date
    until_on: date
    opening: Money | None
    closing: Money | None


@dataclass(frozen=True, slots=True)
class Hole:
    """Between two statements something is missing."""

    after: date
    before: date
    closing: Money
    opening: Money


def is_same_account(written: str, iban: str) -> bool:
    """Does a file that names its account like this speak of this one? Nothing named: nobody knows."""
    plain = "".join(letter for letter in written.upper() if letter.isalnum())
    if not plain or iban in plain:  # with the currency behind it, or the bank's code in front
        return True
    last = "".join(sign for sign in written.rpartition("/")[2].upper() if sign.isalnum())
    digits = last.removesuffix("EUR").lstrip("0")
    return digits.isdecimal() and digits == iban[-_LOCAL_DIGITS:].lstrip("0")


def check_sums(statement: ReadStatement) -> None:
    """Refuse ``statement-does-not-add-up``: opening and lines are not the closing."""
    if statement.opening is None or statement.closing is None:
        return
    moved = total((line.amount for line in statement.lines), statement.opening.currency)
    off = statement.closing - statement.opening - moved
    if not off.is_zero:
        raise Invalid("statement-does-not-add-up", field="file", off=off, label=statement.label)


def holes(spans: Sequence[Span]) -> list[Hole]:
    """Where one statement does not begin with what the one before ended with."""
    told = sorted(
        (one for one in spans if one.opening is not None and one.closing is not None),
        key=lambda one: (one.until_on, one.from_on),
    )
    found: list[Hole] = []
    for one in told:
        assert one.opening is not None  # noqa: S101  told ones have both
        before = [two for two in told if two is not one and two.until_on <= one.from_on]
        if not before or any(two.closing == one.opening for two in before):
            continue
        last = before[-1]
        assert last.closing is not None  # noqa: S101  as above
        found.append(Hole(last.until_on, one.from_on, last.closing, one.opening))
    return found


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: statements that are new, lines that are, and lines that stood."""

    statements: tuple[UUID, ...] = field(default_factory=tuple)
    new: int = 0
    known: int = 0
    others: int = 0  # statements of other accounts in the same file
