"""The law's amounts of 2020 up to and with 2026, as they were found, with where and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.allowances.models import Sure
from grants.kit.money import EUR, Money

CHECKED = date(2026, 11, 21)
_TAX = "belastingdienst.nl, Werken als vrijwilliger"
_TAX_LINK = "https://www.belastingdienst.nl/wps/wcm/connect/nl/werken-als-vrijwilliger"


@dataclass(frozen=True, slots=True)
class HourNorm:
    """What the tax service takes for an hour without asking; no cap of the law."""

    adult: Money
    young: Money
    age: int
    sure: Sure


@dataclass(frozen=True, slots=True)
class CapData:
    """The amounts of one calendar year as somebody found them."""

    year: int
    most_year: Money
    most_month: Money
    sure: Sure
    source: str
    link: str
    checked_on: date
    hour: HourNorm | None = None


def _cap(year: int, most: str, hour: HourNorm, sure: Sure, *source: str) -> CapData:
    words, link = source
    whole = EUR(most)
    month, _ = whole.split([1, 9])  # a tenth of the year, in every year that was found
    return CapData(year, whole, month, sure, words, link, CHECKED, hour)


def _hour(adult: str, young: str, age: int, sure: Sure) -> HourNorm:
    return HourNorm(EUR(adult), EUR(young), age, sure)


KNOWN = (
    _cap(
        2020,
        "1700",
        # Sources differ on the age, 21 or 22; the higher age is the careful one.
        _hour("5.00", "2.75", 22, Sure.ONE),
        Sure.SEVERAL,
        "financieelenzo.nl en vrijwilligershuis-nieuwegein.nl, Vrijwilligersregeling 2020",
        "https://financieelenzo.nl/posts/vrijwilligersregeling2020",
    ),
    _cap(
        2021,
        "1800",
        _hour("5.00", "2.75", 21, Sure.SEVERAL),
        Sure.SEVERAL,
        "concent.nl, 21 januari 2021",
        "https://concent.nl/2021/01/21",
    ),
    _cap(
        2022,
        "1800",
        # The lower norm of 2022 was not found: it was the same in the years before and after.
        _hour("5.00", "2.75", 21, Sure.DERIVED),
        Sure.SEVERAL,
        "bnnvara.nl, Kassa, Vrijwilligersvergoedingen (2022)",
        "https://www.bnnvara.nl/kassa/artikelen/vrijwilligersvergoedingen-vaak-niet-goed-geregeld",
    ),
    _cap(2023, "1900", _hour("5.00", "2.75", 21, Sure.OWN_PAGE), Sure.OWN_PAGE, _TAX, _TAX_LINK),
    _cap(2024, "2100", _hour("5.50", "3.25", 21, Sure.OWN_PAGE), Sure.OWN_PAGE, _TAX, _TAX_LINK),
    _cap(
        2025,
        "2100",
        _hour("5.60", "3.30", 21, Sure.SEVERAL),
        Sure.SEVERAL,
        "dewve.nl en vrijwilligersdossier.nl, Vrijwilligersvergoeding",
        "https://dewve.nl/vrijwilligers/voor-vrijwilligers/vrijwilligersvergoeding",
    ),
    _cap(
        2026,
        "2200",
        _hour("5.75", "3.40", 21, Sure.ONE),
        Sure.SEVERAL,
        "vwg.nl (23 oktober 2025) en iasz.nl, Overige bedragen",
        "https://www.vwg.nl/en/volunteer-scheme-amounts-again-not-widened",
    ),
)
