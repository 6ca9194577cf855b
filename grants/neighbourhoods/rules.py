"""What can be offered ready-made, and what a name has to be."""

from __future__ import annotations

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
