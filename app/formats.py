"""How money, days and moments read in the reader's language. Babel alone formats."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency
from flask import Flask, current_app
from flask_babel import get_locale

from grants.kit.money import Money
from grants.ledger.rules import Amounts

# Amounts keep Western digits and the euro in front, in every language: as on the receipt.
_PATTERN = "¤\xa0#,##0.00;−\xa0¤\xa0#,##0.00"


def money(amount: Money | None) -> str:
    """``€ 12,50``; a dash when there is none."""
    if amount is None:
        return "–"
    return _money(amount.minor, amount.currency, "en" if _language() == "en" else "nl")


def day(value: date | None) -> str:
    """``21 november``; the page says the year when it matters."""
    return "–" if value is None else _date(_day(value), "d MMMM", _locale())


def day_long(value: date | None) -> str:
    """``zaterdag 21 november 2026``."""
    return "–" if value is None else _date(_day(value), "EEEE d MMMM y", _locale())


def day_year(value: date | None) -> str:
    """``21 november 2026``."""
    return "–" if value is None else _date(_day(value), "d MMMM y", _locale())


def month(value: date) -> str:
    """``november``; the page says the year when it matters."""
    return _date(value, "MMMM", _locale())


_MOMENT = ("d MMMM, HH:mm", "d MMMM، HH:mm")  # Arabic has a comma of its own


def moment(value: datetime | None) -> str:
    """``21 november, 14:05``, in the zone of the installation."""
    if value is None:
        return "–"
    zone = ZoneInfo(current_app.config["ZONE"])
    return format_datetime(value.astimezone(zone), _MOMENT[_language() == "ar"], locale=_locale())


def iban4(last4: str | None) -> str:
    """``•••• 0300``: never more of an account number than its end."""
    return f"•••• {last4}" if last4 else "–"


def apart(words: str) -> str:
    """An amount or a person's words inside a sentence that runs the other way: kept whole."""
    return f"\u2068{words}\u2069" if _language() == "ar" else words


def scale(value: int, maximum: int) -> int:
    """A bar's length in thousandths of the whole, 0 to 1000."""
    return 0 if maximum <= 0 else max(0, min(1000, value * 1000 // maximum))


def kas_bars(five: Amounts) -> dict[str, int]:
    """What the bar under the roof shows, in minor units: the whole is what came in."""
    spent = five.spent.minor
    held = spent + five.reserved.minor
    return {"spent": spent, "held": held, "full": max(five.received.minor, held)}


def install(app: Flask) -> None:
    """Give the templates their filters."""
    for formatter in (apart, money, day, day_long, day_year, moment, iban4):
        app.add_template_filter(formatter)
    app.add_template_global(scale)


# The same amounts and days are read all day: Babel formats each of them once.
@lru_cache(maxsize=4096)
def _money(minor: int, currency: str, locale: str) -> str:
    whole, cents = divmod(abs(minor), 100)
    pattern = _PATTERN.split(";")[1 if minor < 0 else 0]
    return format_currency(
        Decimal(f"{whole}.{cents:02d}"),
        currency,
        format=pattern,
        locale=locale,
        currency_digits=True,
    )


@lru_cache(maxsize=4096)
def _date(value: date, pattern: str, locale: str) -> str:
    return format_date(value, pattern, locale=locale)


def _day(value: date) -> date:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(current_app.config["ZONE"])).date()
    return value


def _language() -> str:
    return str(get_locale())[:2]


def _locale() -> str:
    # Plain Arabic has Western digits: dates stand beside amounts that have them.
    return str(get_locale())
