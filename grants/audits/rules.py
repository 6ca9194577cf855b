"""Which payments are drawn, what the two can say, and the text that they sign. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from grants.audits.models import Conclusion, Looked, Reason
from grants.kit.canon import canonical, digest
from grants.kit.errors import Invalid, NotNow
from grants.kit.money import Money, total
from grants.ledger.models import AccountKind


@dataclass(frozen=True, slots=True)
class Size:
    """How many payments are looked at: so many of the largest, so many of the rest."""

    largest: int
    drawn: int


SIZES = (Size(5, 10), Size(10, 20), Size(20, 60))


@dataclass(frozen=True, slots=True)
class Opening:
    """Of which year, by which two, and how many payments."""

    year: int
    first_id: UUID
    second_id: UUID
    size: Size = SIZES[0]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A payment in the book: its number there, and how much left a place."""

    no: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Line:
    """What a bank said of a payment: when, how much, of the account that ends so."""

    on: date
    amount: Money
    last4: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One payment that was drawn, with all that lies beside it.

    ``files``: the hashes of its receipts. ``own``: both of the two had to do with it themselves.
    """

    no: int
    on: date
    amount: Money
    place: AccountKind
    kind: str
    words: str
    reference: str
    reason: Reason
    files: tuple[str, ...]
    lost: bool
    lines: tuple[Line, ...]
    looked: Looked | None = None
    note: str = ""
    by_id: UUID | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What a place held before the year, and after it."""

    kind: AccountKind
    opening: Money
    closing: Money


@dataclass(frozen=True, slots=True)
class Counted:
    """The cash box as two people counted it."""

    on: date
    counted: Money
    expected: Money
    by_ids: tuple[UUID, UUID]

    @property
    def difference(self) -> Money:
        """Above nothing: more than expected."""
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class Found:
    """The whole of an audit, as both sign it."""

    year: int
    until: date
    book_no: int
    book_hash: str
    size: Size
    payments: int
    spent: Money
    places: tuple[Place, ...]
    items: tuple[Seen, ...]
    count: Counted | None
    conclusion: Conclusion | None
    findings: str
    auditors: tuple[UUID, UUID]

    @property
    def seed(self) -> str:
        """What the drawing came from."""
        return seed_of(self.year, self.book_hash)

    @property
    def looked_at(self) -> Money:
        """How much money was looked at."""
        return total((one.amount for one in self.items), self.spent.currency)

    @property
    def wrong(self) -> int:
        """How many payments are not right."""
        return sum(one.looked is Looked.WRONG for one in self.items)

    @property
    def has_cash(self) -> bool:
        """Was there ever money in the box?"""
        return any(one.kind is AccountKind.CASH for one in self.places)


def seed_of(year: int, book_hash: str) -> str:
    """What decides the drawing: nobody can choose it, and everybody with the book has it."""
    return digest(f"kascontrole {year} {book_hash}")


def draw(payments: Sequence[Outgoing], seed: str, size: Size) -> list[tuple[Outgoing, Reason]]:
    """The largest, and of the rest those whose hash with the seed comes first; by number.

    Of equal amounts the one that was booked first is the larger. The hash is SHA-256 of the seed,
    a space and the number of the booking.
    """
    ordered = sorted(payments, key=lambda one: (-one.amount.minor, one.no))
    largest, rest = ordered[: size.largest], ordered[size.largest :]
    rest.sort(key=lambda one: digest(f"{seed} {one.no}"))
    found = [(one, Reason.LARGEST) for one in largest]
    found += [(one, Reason.DRAWN) for one in rest[: size.drawn]]
    return sorted(found, key=lambda pair: pair[0].no)


def check_looked(looked: Looked, words: str) -> None:
    """Refuse ``audit-words-missing``: what is not right is said in words."""
    if looked is Looked.WRONG and not words.strip():
        raise Invalid("audit-words-missing", field="words")


def check_concluded(conclusion: Conclusion, findings: str, found: Found) -> None:
    """Refuse ``audit-findings-missing``, ``audit-not-all-right``."""
    if conclusion is not Conclusion.RIGHT and not findings.strip():
        raise Invalid("audit-findings-missing", field="findings")
    differs = found.count is not None and not found.count.difference.is_zero
    if conclusion is Conclusion.RIGHT and (found.wrong or differs):
        raise Invalid("audit-not-all-right", field="conclusion")


def check_whole(found: Found) -> None:
    """Refuse ``audit-not-looked`` (with ``count``), ``audit-count-first``, ``audit-conclude-first``."""
    left = sum(one.looked is None for one in found.items)
    if left:
        raise NotNow("audit-not-looked", count=left)
    if found.has_cash and found.count is None:
        raise NotNow("audit-count-first")
    if found.conclusion is None:
        raise NotNow("audit-conclude-first")
    check_concluded(found.conclusion, found.findings, found)


def write_facts(found: Found) -> str:
    """The canonical text that is signed; its hash is the fingerprint."""
    facts: dict[str, Any] = {
        "year": found.year,
        "until": found.until,
        "book": [found.book_no, found.book_hash],
        "size": [found.size.largest, found.size.drawn],
        "payments": found.payments,
        "spent": found.spent,
        "places": [[one.kind, one.opening, one.closing] for one in found.places],
        "items": [_row(one) for one in found.items],
        "conclusion": found.conclusion,
        "findings": found.findings,
        "auditors": list(found.auditors),
        "count": None,
    }
    if found.count is not None:
        one = found.count
        facts["count"] = [one.on, one.counted, one.expected, *one.by_ids]
    return canonical(facts)


def read_facts(text: str) -> Found:
    """What the signed text says."""
    facts = json.loads(text)
    count = facts["count"]
    return Found(
        year=facts["year"],
        until=date.fromisoformat(facts["until"]),
        book_no=facts["book"][0],
        book_hash=facts["book"][1],
        size=Size(*facts["size"]),
        payments=facts["payments"],
        spent=Money(*facts["spent"]),
        places=tuple(
            Place(AccountKind(kind), Money(*before), Money(*after))
            for kind, before, after in facts["places"]
        ),
        items=tuple(_seen(one) for one in facts["items"]),
        count=count
        and Counted(
            date.fromisoformat(count[0]),
            Money(*count[1]),
            Money(*count[2]),
            (UUID(count[3]), UUID(count[4])),
        ),
        conclusion=Conclusion(facts["conclusion"]),
        findings=facts["findings"],
        auditors=(UUID(facts["auditors"][0]), UUID(facts["auditors"][1])),
    )


def _row(one: Seen) -> dict[str, Any]:
    return {
        "no": one.no,
        "on": one.on,
        "amount": one.amount,
        "place": one.place,
        "kind": one.kind,
        "words": one.words,
        "reference": one.reference,
        "reason": one.reason,
        "files": list(one.files),
        "lost": one.lost,
        "lines": [[line.on, line.amount, line.last4] for line in one.lines],
        "looked": one.looked,
        "note": one.note,
        "by": one.by_id,
        "own": one.own,
    }


def _seen(row: dict[str, Any]) -> Seen:
    return Seen(
        no=row["no"],
        on=date.fromisoformat(row["on"]),
        amount=Money(*row["amount"]),
        place=AccountKind(row["place"]),
        kind=row["kind"],
        words=row["words"],
        reference=row["reference"],
        reason=Reason(row["reason"]),
        files=tuple(row["files"]),
        lost=row["lost"],
        lines=tuple(_line(one) for one in row["lines"]),
        looked=Looked(row["looked"]) if row["looked"] else None,
        note=row["note"],
        by_id=UUID(row["by"]) if row["by"] else None,
        own=row["own"],
    )


def _line(row: Iterable[Any]) -> Line:
    on, amount, last4 = row
    return Line(date.fromisoformat(on), Money(*amount), last4)
