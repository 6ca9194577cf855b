"""Money: whole minor units with a currency, and nothing that could lose a cent.

Not for formatting (the web floor does that) and not for bookkeeping (the ledger does).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import total_ordering

_PLAIN = re.compile(r"(-?)(\d{1,13})(?:\.(\d{2}))?")


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents). Refuses floats, bare numbers and other currencies."""

    minor: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        """Refuse anything but whole minor units and a three-letter currency."""
        if type(self.minor) is not int:
            raise TypeError("minor units are whole numbers")
        if len(self.currency) != 3 or not self.currency.isupper():  # noqa: PLR2004
            raise ValueError("a currency has three capitals")

    @classmethod
    def parse(cls, text: str, currency: str = "EUR") -> Money:
        """Read ``12.30`` or ``12``: the form of tests and files, not of people."""
        match = _PLAIN.fullmatch(text)
        if match is None:
            raise ValueError(text)
        sign, whole, cents = match.groups()
        minor = int(whole) * 100 + int(cents or 0)
        return cls(-minor if sign else minor, currency)

    @classmethod
    def zero(cls, currency: str = "EUR") -> Money:
        """No money, in this currency."""
        return cls(0, currency)

    def __composite_values__(self) -> tuple[int, str]:
        """Say how SQLAlchemy stores it: two columns."""
        return self.minor, self.currency

    @property
    def is_zero(self) -> bool:
        """True for exactly nothing; ``== 0`` is always False."""
        return self.minor == 0

    @property
    def is_positive(self) -> bool:
        """True above nothing."""
        return self.minor > 0

    @property
    def is_negative(self) -> bool:
        """True below nothing."""
        return self.minor < 0

    @property
    def digits(self) -> str:
        """``12.30`` or ``-12.30``: the form of files, which ``parse`` reads."""
        whole, cents = divmod(abs(self.minor), 100)
        return f"{'-' if self.minor < 0 else ''}{whole}.{cents:02d}"

    def __add__(self, other: Money) -> Money:
        """Add money of the same currency."""
        return Money(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract money of the same currency."""
        return Money(self.minor - self._minor_of(other), self.currency)

    def __neg__(self) -> Money:
        """The mirrored amount."""
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        """Multiply by a whole number."""
        if type(times) is not int:
            return NotImplemented
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        """Order amounts of the same currency."""
        return self.minor < self._minor_of(other)

    def __str__(self) -> str:
        """``12.30 EUR``, for files and messages to engineers."""
        return f"{self.digits} {self.currency}"

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Divide by weights so that the parts sum to the whole.

        Each part is rounded towards zero; cents left over go to the largest remainders,
        ties to the earlier part. Raises ValueError without a positive weight.
        """
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights are not negative and not all nothing")
        sign = -1 if self.minor < 0 else 1
        shares = [divmod(abs(self.minor) * weight, total) for weight in weights]
        left = abs(self.minor) - sum(share for share, _ in shares)
        first = sorted(range(len(shares)), key=lambda place: (-shares[place][1], place))[:left]
        return tuple(
            Money(sign * (share + (place in first)), self.currency)
            for place, (share, _) in enumerate(shares)
        )

    def _minor_of(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money does not mix with {type(other).__name__}")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} does not mix with {other.currency}")
        return other.minor


def total(amounts: Iterable[Money], currency: str = "EUR") -> Money:
    """Sum amounts of one currency; nothing gives zero."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def EUR(text: str) -> Money:  # noqa: N802  reads as an amount: EUR("12.30")
    """Write an amount in euro, as in tests and sample data."""
    return Money.parse(text, "EUR")
