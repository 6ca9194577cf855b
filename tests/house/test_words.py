"""Every code, act and state has its words; every word is used; every catalogue is whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import EnumMeta
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from flask import Flask

from app import messages, words
from app.config import ROOT
from grants.kit.access import STRANGER
from grants.kit.acts import Act
from grants.kit.errors import Refusal

REFUSALS = {"Refusal", *(one.__name__ for one in Refusal.__subclasses__())}
KEBAB = re.compile(r"[a-z]+(-[a-z0-9]+)*")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@cache
def trees() -> dict[Path, ast.Module]:
    files = [path for floor in ("grants", "app") for path in (ROOT / floor).rglob("*.py")]
    return {path: ast.parse(path.read_text()) for path in files if "messages" not in path.parts}


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function or class of one of these names."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
                if (called if isinstance(called, str) else getattr(called, "id", "")) in names:
                    yield path, node


def code_of(call: ast.Call) -> str | None:
    """The code that is said, when it stands there as a word."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def acts_in(*names: str) -> set[Act]:
    """The acts that stand as words in calls of these names."""
    found = set()
    for _, call in calls(*names):
        for given in call.args[:3]:
            if isinstance(given, ast.Attribute) and getattr(given.value, "id", "") == "Act":
                found.add(Act[given.attr])
    return found


def texts() -> set[str]:
    """Every text constant in the code, and the beginnings of those that are put together."""
    found = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_no_has_its_words() -> None:
    said = {code for _, call in calls(*REFUSALS, "no") if (code := code_of(call))}

    assert sorted(code for code in said if not messages.has_words(code)) == []
    assert STRANGER.code in messages._all("WORDS")


def test_every_code_is_kebab_case() -> None:
    assert [code for code in messages._all("WORDS") if not KEBAB.fullmatch(code)] == []


@pytest.mark.parametrize("table", ["WORDS", "LABELS", "ACTS", "WAITING"])
def test_no_room_says_it_otherwise_than_another(table: str) -> None:
    said: dict[object, str] = {}
    twice = []
    for module in iter_modules(messages.__path__):
        room = import_module(f"app.messages.{module.name}")
        for key, sentence in getattr(room, table, {}).items():
            if said.setdefault(key, str_of(sentence)) != str_of(sentence):
                twice.append((module.name, key))

    assert twice == []


def test_a_no_by_right_needs_no_facts() -> None:
    said = {code for _, call in calls("no") if (code := code_of(call))}

    known = messages._all("WORDS")
    assert {code for code in said if PLACEHOLDER.search(str_of(known[code]))} == set()


def test_a_refusal_brings_the_facts_that_its_sentence_has() -> None:
    known = messages._all("WORDS")
    poor = {}
    for path, call in calls(*REFUSALS):
        code = code_of(call)
        given = {keyword.arg for keyword in call.keywords}
        if code and None not in given:
            wanted = set(PLACEHOLDER.findall(str_of(known[code])))
            if wanted - given:
                poor[code] = (path.name, wanted - given)

    assert poor == {}


def test_no_words_are_left_over() -> None:
    used = texts()
    whole = {code for code in messages._all("WORDS") if code not in used}

    begun = {text for text in used if text.endswith("-")}
    assert {code for code in whole if not code.startswith(tuple(begun))} == set()


def test_every_act_in_history_has_its_sentence() -> None:
    recorded = acts_in("record")

    assert len(recorded) > 40
    assert sorted(act for act in recorded if act not in messages._all("ACTS")) == []


def test_every_act_that_waits_says_what_to_do_and_where(app: Flask) -> None:
    asked = {act for act in acts_in("ask", "_ask") if act is not Act.REVIEWS_SEE}

    rows = messages._all("WAITING")
    assert sorted(act for act in asked if act not in rows) == []
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {row[2] for row in rows.values()} <= endpoints


def test_where_something_waits_takes_the_id_that_it_is_given(app: Flask) -> None:
    arguments = {rule.endpoint: rule.arguments for rule in app.url_map.iter_rules()}

    for _title, _note, endpoint, argument, _icon in messages._all("WAITING").values():
        assert arguments[endpoint] <= {argument}, endpoint


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_text_is_missing_or_left_over(language: str) -> None:
    source = words.extracted()

    assert words.missing(language, source) == []
    assert words.stale(language, source) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_translation_has_the_names_of_its_text(language: str) -> None:
    wrong = []
    for message in words.read(language):
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        said = message.string if isinstance(message.string, tuple | list) else [message.string]
        names = {name for one in ids for name in PLACEHOLDER.findall(one)}
        wrong += [one for one in said if one and set(PLACEHOLDER.findall(one)) - names]

    assert wrong == []


def str_of(lazy: object) -> str:
    """The English of a text that is not translated yet."""
    return str(getattr(lazy, "_args", [lazy])[0])


def test_every_label_in_a_template_has_its_word(app: Flask) -> None:
    labelled = set(messages._all("LABELS"))

    for kind in labelled:
        if isinstance(kind, EnumMeta):
            assert set(kind) == set(messages._all("LABELS")[kind]), kind
