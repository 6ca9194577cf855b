"""The words on the pages, in the visitor's language: the catalogues that the pages use."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations
from typing import Any

from app.config import ROOT
from app.words import LANGUAGES

FOLDER = ROOT / "app" / "translations"
HOLE = re.compile(r"%\(\w+\)s")


@cache
def catalogue(language: str) -> GNUTranslations:
    """All words of this language."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return GNUTranslations(file)


def said(language: str, words: str, **values: Any) -> str:
    """These English words as this visitor reads them."""
    text = words if language == "en" else catalogue(language).gettext(words)
    return text % values if values else text


@cache
def foreign(language: str) -> frozenset[str]:
    """Texts of other languages that have no place on a page of this one."""
    own: dict[Any, str] = catalogue(language)._catalog  # type: ignore[attr-defined]
    mine = set(own.values())
    found = {text for text in own if isinstance(text, str)}
    for other in LANGUAGES:
        if other != language:
            found |= set(catalogue(other)._catalog.values())  # type: ignore[attr-defined]
    return frozenset(text for text in found - mine if not HOLE.search(text))
