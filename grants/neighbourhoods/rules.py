"""What can be offered ready-made, and what a name has to be."""

from __future__ import annotations

from dataclasses import dataclass

from grants.kit.errors import Invalid
from grants.neighbourhoods.models import Hue, Pictogram

# The five O's, ready to tick: name, hue, pictogram. A neighbourhood may choose others.
FIVE = (
    ("Ontmoeting", Hue.HONING, Pictogram.ONTMOETING),
    ("Ontspanning", Hue.WATER, Pictogram.ONTSPANNING),
    ("Omgeving", Hue.MOS, Pictogram.OMGEVING),
    ("Ontwikkeling", Hue.DRUIF, Pictogram.ONTWIKKELING),
    ("Opvoeding", Hue.FRAMBOOS, Pictogram.OPVOEDING),
)


def given(words: str, field: str) -> str:
    """The words without space around them; refuses ``name-missing`` when nothing is left."""
    clean = " ".join(words.split())
    if not clean:
        raise Invalid("name-missing", field=field)
    return clean


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a neighbourhood stands: numbers of what was made, and who is still missing."""

    themes: int
    holders: int
    payers: int
    funders: int
    deciders: int
    funds: int
    groups: int
    workgroups: int
    without_coach: int
    without_members: int


def steps(standing: Standing) -> tuple[tuple[str, bool], ...]:
    """What there is to do from nothing to a first plan, in order, and whether it is done."""
    some = bool(standing.workgroups)
    return (
        ("themes", bool(standing.themes)),
        ("holder", bool(standing.holders)),
        ("payer", bool(standing.payers)),
        ("funder", bool(standing.funders)),
        ("decider", bool(standing.deciders)),
        ("fund", bool(standing.funds)),
        ("group", bool(standing.groups)),
        ("workgroup", some),
        ("coach", some and not standing.without_coach),
        ("members", some and not standing.without_members),
    )
