"""Templates: they compile, are reached, say what they are, and hold no sums, scripts or styles."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.meta import find_referenced_templates

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
PAPERS = {"print.html"}
SKELETONS = {"base.html", "errors/plain.html", *PAPERS}
BLOCKS = {"title", "head", "top", "main", "after"}
SUMS = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
LONGEST = 200

environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    autoescape=True,
    extensions=["jinja2.ext.i18n"],
)
# As the web floor does: a text with names in it is then a call, not a sum.
environment.newstyle_gettext = True  # type: ignore[attr-defined]


@cache
def source(name: str) -> str:
    """Read one template."""
    return (TEMPLATES / name).read_text("utf-8")


@cache
def tree(name: str) -> nodes.Template:
    """Parse one template."""
    return environment.parse(source(name), name)


def is_page(name: str) -> bool:
    """Say whether it is shown by itself: it extends another, or is a skeleton."""
    return name in SKELETONS or any(tree(name).find_all(nodes.Extends))


def named_in_code() -> str:
    """All the code that may name a template."""
    return "\n".join(path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py"))


def is_named(name: str, code: str) -> bool:
    """Say whether the code names it, whole or as ``f"room/{name}.html"`` with its name in quotes."""
    room, _, rest = name.partition("/")
    return name in code or (f'"{room}/{{' in code and f'"{rest.removesuffix(".html")}"' in code)


def lines_with(pattern: str) -> Iterator[str]:
    """Yield where this stands, as file:line."""
    found = re.compile(pattern, re.IGNORECASE)
    for name in NAMES:
        for number, line in enumerate(source(name).splitlines(), 1):
            if found.search(line):
                yield f"{name}:{number}"


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str) -> None:
    used = {one.name for one in tree(name).find_all(nodes.Filter)}
    own = environment.overlay()
    own.filters = {**dict.fromkeys(used, str), **environment.filters}

    code = own.compile(source(name), name)

    assert code.co_code


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_short(name: str) -> None:
    lines = len(source(name).splitlines())

    assert lines <= LONGEST


@pytest.mark.parametrize("name", [name for name in NAMES if is_page(name) and "/mail/" not in name])
def test_a_page_has_a_title(name: str) -> None:
    blocks = {block.name for block in tree(name).find_all(nodes.Block)}

    assert "title" in blocks


@pytest.mark.parametrize("name", [name for name in NAMES if is_page(name)])
def test_a_page_names_no_block_that_its_skeleton_lacks(name: str) -> None:
    extended = [one.template for one in tree(name).find_all(nodes.Extends)]
    blocks = {block.name for block in tree(name).find_all(nodes.Block)}

    if not extended or not isinstance(extended[0], nodes.Const):
        return

    known = {block.name for block in tree(str(extended[0].value)).find_all(nodes.Block)}
    assert blocks <= known


def test_the_base_has_five_blocks() -> None:
    blocks = [block.name for block in tree("base.html").find_all(nodes.Block)]

    assert sorted(blocks) == sorted(BLOCKS)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_does_no_sums(name: str) -> None:
    sums = [one.lineno for kind in SUMS for one in tree(name).find_all(kind)]

    assert sums == []


def test_nothing_is_called_safe() -> None:
    marked = list(lines_with(r"\|\s*safe\b|\bMarkup\(|{%-?\s*autoescape"))

    assert marked == []


def test_no_style_stands_in_a_page() -> None:
    styled = list(lines_with(r"<style\b|\sstyle\s*="))

    assert styled == []


def test_no_script_stands_in_a_page() -> None:
    inline = list(lines_with(r"<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:"))

    assert inline == []


def test_nothing_comes_from_another_host() -> None:
    foreign = list(lines_with(r"(src|<link[^>]*href|<use[^>]*href)\s*=\s*[\"'](https?:)?//"))

    assert foreign == []


@pytest.mark.parametrize("name", NAMES)
def test_an_import_is_used(name: str) -> None:
    imported = [
        (one if isinstance(one, str) else one[1])
        for each in tree(name).find_all(nodes.FromImport)
        for one in each.names
    ]
    used = {one.name for one in tree(name).find_all(nodes.Name)}

    assert [one for one in imported if one not in used] == []


def test_every_template_is_reached() -> None:
    code = named_in_code()
    reached = {name for name in NAMES if is_named(name, code)}
    reached |= {name for name in NAMES if name.startswith("errors/") and "errors/" in code}

    while more := {
        each
        for name in reached
        for each in find_referenced_templates(tree(name))
        if each in NAMES and each not in reached
    }:
        reached |= more

    mailed = {name for name in NAMES if "/mail/" in name}
    parts = {name for name in NAMES if name.startswith("parts/")}
    assert set(NAMES) - reached - mailed - parts - PAPERS == set()


def test_a_page_that_is_not_there_carries_no_form_and_no_number() -> None:
    text = source("errors/404.html") + source("errors/plain.html")

    assert not re.search(r"<form|csrf|number|\bme\b", text)


def test_the_styles_are_light() -> None:
    theme = ROOT / "app" / "theme"
    sheets = [(theme / name).read_bytes() for name in ("tokens.css", "look.css")]

    pressed = sum(len(gzip.compress(sheet)) for sheet in sheets)

    assert pressed <= 14_000
