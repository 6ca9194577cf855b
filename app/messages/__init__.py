"""The words for what the rules answer with codes: refusals, states, acts. Each room has a file.

A file gives any of: WORDS {code: sentence}, LABELS {state: word} or {Enum: {state: word}}, ACTS {act: sentence for a
timeline}, WAITING {act: (title, what to do, endpoint, argument, pictogram)}.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from app import formats
from grants.kit.errors import Refusal
from grants.kit.money import Money


@cache
def _all(name: str) -> Mapping[Any, Any]:
    found: dict[Any, Any] = {}
    for module in iter_modules(__path__):
        found |= getattr(import_module(f"{__name__}.{module.name}"), name, {})
    return found


def words_of(refusal: Refusal) -> str:
    """The sentence that says why not."""
    return words_for(refusal.code, **refusal.facts)


def words_for(code: str, **facts: Any) -> str:
    """The sentence for a code; amounts and days among the facts are formatted."""
    shown = {name: _fact_words(fact) for name, fact in facts.items()}
    return str(_all("WORDS")[code]) % shown


def _fact_words(fact: Any) -> Any:
    if isinstance(fact, Money):
        return formats.apart(formats.money(fact))
    return formats.day_year(fact) if isinstance(fact, date) else fact


def has_words(code: str) -> bool:
    """Whether somebody wrote a sentence for this code."""
    return code in _all("WORDS")


def label(state: Enum) -> str:
    """The everyday word for a state or a kind. Equal values of two enums have each their own."""
    labels = _all("LABELS")
    return str(labels.get(type(state), labels)[state])


def act_words(act: str, **facts: Any) -> str:
    """What somebody did, as a sentence for a timeline."""
    return str(_all("ACTS")[act]) % facts


def waiting_words(act: str) -> tuple[Any, Any, str, str, str]:
    """How a waiting row reads, and where it leads."""
    row: tuple[Any, Any, str, str, str] = _all("WAITING")[act]
    return row
