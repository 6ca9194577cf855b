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


KNOWN = (
    CapData(
        2020,
        EUR("1700"),
        EUR("170"),
        Sure.SEVERAL,
        "financieelenzo.nl en vrijwilligershuis-nieuwegein.nl, Vrijwilligersregeling 2020",
        "https://financieelenzo.nl/posts/vrijwilligersregeling2020",
        CHECKED,
        # Sources differ on the age, 21 or 22; the higher age is the careful one.
        HourNorm(EUR("5.00"), EUR("2.75"), 22, Sure.ONE),
    ),
    CapData(
        2021,
        EUR("1800"),
        EUR("180"),
        Sure.SEVERAL,
        "concent.nl, 21 januari 2021",
        "https://concent.nl/2021/01/21",
        CHECKED,
        HourNorm(EUR("5.00"), EUR("2.75"), 21, Sure.SEVERAL),
    ),
    CapData(
        2022,
        EUR("1800"),
        EUR("180"),
        Sure.SEVERAL,
        "bnnvara.nl, Kassa, Vrijwilligersvergoedingen (2022)",
        "https://www.bnnvara.nl/kassa/artikelen/vrijwilligersvergoedingen-vaak-niet-goed-geregeld",
        CHECKED,
        # The lower norm of 2022 was not found: it was the same in the years before and after.
        HourNorm(EUR("5.00"), EUR("2.75"), 21, Sure.DERIVED),
    ),
    CapData(
        2023,
        EUR("1900"),
        EUR("190"),
        Sure.OWN_PAGE,
        _TAX,
        _TAX_LINK,
        CHECKED,
        HourNorm(EUR("5.00"), EUR("2.75"), 21, Sure.OWN_PAGE),
    ),
    CapData(
        2024,
        EUR("2100"),
        EUR("210"),
        Sure.OWN_PAGE,
        _TAX,
        _TAX_LINK,
        CHECKED,
        HourNorm(EUR("5.50"), EUR("3.25"), 21, Sure.OWN_PAGE),
    ),
    CapData(
        2025,
        EUR("2100"),
        EUR("210"),
        Sure.SEVERAL,
        "dewve.nl en vrijwilligersdossier.nl, Vrijwilligersvergoeding",
        "https://dewve.nl/vrijwilligers/voor-vrijwilligers/vrijwilligersvergoeding",
        CHECKED,
        HourNorm(EUR("5.60"), EUR("3.30"), 21, Sure.SEVERAL),
    ),
    CapData(
        2026,
        EUR("2200"),
        EUR("220"),
        Sure.SEVERAL,
        "vwg.nl (23 oktober 2025) en iasz.nl, Overige bedragen",
        "https://www.vwg.nl/en/volunteer-scheme-amounts-again-not-widened",
        CHECKED,
        HourNorm(EUR("5.75"), EUR("3.40"), 21, Sure.ONE),
    ),
)
