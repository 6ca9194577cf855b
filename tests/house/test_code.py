"""The house keeps its size and its map: modules, functions, names, versions, logs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions, version
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from packaging.version import Version
from sqlalchemy import CheckConstraint

import grants
from app import DRAWERS, ROOMS
from app.config import ROOT
from grants.kit.acts import Act
from grants.kit.database import SAFE_SQLITE, is_safe_sqlite
from grants.kit.orm import Base
from tests.conftest import import_models

BELOW = {"models", "states", "rules", "access", "service", "queries"}
ABOVE = {"routes", "forms", "cli", "mail", *DRAWERS}
FLOORS = {"pillow": "13.0", "pillow-heif": "1.8.1", "weasyprint": "70.0", "flask": "3.1.3"}
FLOORS |= {"werkzeug": "3.1.6", "sqlalchemy": "2.1"}
ABSENT = {"authlib", "graphene", "ariadne", "strawberry-graphql", "websockets", "python-ldap"}
MODULE, FUNCTION, TEST_FILE, PARAMETERS = 400, 60, 400, 5
# What a module or class is called that does everything.
# Where a text of the catalogue is marked as ours, and what is put into it is escaped.
CATALOGUE = {Path("app/languages.py")}
VAGUE = re.compile(r"(utils?|helpers?|common|misc|manager|handler)s?$", re.IGNORECASE)


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(*folders: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in files(*folders):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.name}", node


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_module_is_too_long() -> None:
    assert [str(path) for path in files("app", "grants") if lines_of(path) > MODULE] == []


def test_no_test_file_is_too_long() -> None:
    assert [str(path) for path in files("tests") if lines_of(path) > TEST_FILE] == []


def test_no_function_is_too_long() -> None:
    long = [name for name, node in functions("app", "grants") if body_of(node) > FUNCTION]

    assert long == []


def body_of(node: ast.FunctionDef) -> int:
    first = node.body[0]
    spoken = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = node.body[1 if spoken and len(node.body) > 1 else 0].lineno
    return (node.end_lineno or start) - start + 1


def test_no_function_takes_too_much() -> None:
    many = []
    for name, node in functions("app", "grants"):
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        counted = [
            one.arg for one in given if one.arg not in {"self", "cls", "by", "at", "session"}
        ]
        if len(counted) > PARAMETERS and not is_free(node):
            many.append((name, counted))

    assert many == []


def is_free(node: ast.FunctionDef) -> bool:
    """Fields that come by name only are data: ``ask(…, *, label, due, amount)``."""
    return len(node.args.args) <= PARAMETERS


def test_nothing_is_called_what_everything_could_be_called() -> None:
    names = [path.stem for path in files("app", "grants")]
    names += [
        node.name
        for path in files("app", "grants")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    ]

    assert [name for name in names if VAGUE.search(name)] == []


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    silent = [str(path) for path in files("app", "grants") if not ast.get_docstring(tree(path))]
    silent += [
        name
        for name, node in functions("app", "grants")
        if not node.name.startswith("_") and not ast.get_docstring(node) and is_top(name, node)
    ]

    assert silent == []


def is_top(name: str, node: ast.FunctionDef) -> bool:
    return node in tree(ROOT / name.partition(":")[0]).body


def test_the_map_names_every_room_in_its_order() -> None:
    text = (grants.__doc__ or "").split("never those below:")[1]
    named = [line.split()[0] for line in text.splitlines() if line and line[0].isalpha()]
    folders = {path.name for path in (ROOT / "grants").iterdir() if (path / "__init__.py").exists()}

    assert set(named) == folders
    assert named == layers()


def layers() -> list[str]:
    """The rooms as the import contract stacks them, lowest first."""
    text = (ROOT / "pyproject.toml").read_text()
    contract = text.split('containers = ["grants"]')[1].split("]")[0]
    return [name for name in re.findall(r'"\((\w+)\)"', contract) if name != "outcomes"][::-1]


def test_a_room_of_the_web_floor_has_its_name_from_below() -> None:
    below = {path.name for path in (ROOT / "grants").iterdir() if path.is_dir()}

    assert set(ROOMS) - below == {"home"}
    assert {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()} <= (
        set(ROOMS) | {"errors", "parts"}
    )


@pytest.mark.parametrize(("floor", "drawers"), [("grants", BELOW), ("app", ABOVE)])
def test_a_room_has_no_drawers_of_its_own(floor: str, drawers: set[str]) -> None:
    kit = {
        "kit",
        "fields",
        "gateways",
        "theme",
        "messages",
        "play",
        "translations",
        "static",
        "documents",
    }
    odd = []
    for room in (ROOT / floor).iterdir():
        if (room / "__init__.py").exists() and room.name not in kit:
            found = {one.stem for one in room.iterdir() if one.suffix == ".py" or one.is_dir()}
            odd += [f"{room.name}/{name}" for name in found - drawers - {"__init__", "__pycache__"}]

    assert set(odd) <= set(KNOWN_ODD[floor])


# What a room needs from outside comes in as a Protocol: a cipher, a payment provider.
KNOWN_ODD: dict[str, list[str]] = {"grants": ["payments/provider", "people/cipher"], "app": []}


def test_acts_stand_in_order_and_are_called_after_rooms() -> None:
    names = [act.name for act in Act]
    rooms = {path.name for path in (ROOT / "grants").iterdir() if path.is_dir()}

    assert all(one < two for one, two in pairwise(names))
    assert {str(act).partition(".")[0] for act in Act} <= rooms
    assert all(act.name == str(act).upper().replace(".", "_").replace("-", "_") for act in Act)


def test_every_constraint_has_a_name() -> None:
    import_models()

    nameless = [
        (table.name, type(constraint).__name__)
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]
    checks = [
        str(constraint.name)
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    ]

    assert nameless == []
    assert len(checks) == len(set(checks))
    assert all(len(name) <= 63 for name in checks)


def test_every_owned_table_names_its_owner() -> None:
    import_models()
    owned = [table for table in Base.metadata.sorted_tables if "owner_id" in table.columns]

    assert len(owned) > 15
    assert [table.name for table in owned if not table.columns["owner_id"].foreign_keys] == []


@pytest.mark.parametrize("package", FLOORS)
def test_what_reads_files_of_strangers_is_new_enough(package: str) -> None:
    assert Version(version(package)) >= Version(FLOORS[package])


def test_the_database_library_is_safe() -> None:
    assert SAFE_SQLITE >= (3, 51, 3)
    assert is_safe_sqlite()


def test_doors_that_we_do_not_watch_are_not_there() -> None:
    installed = {(one.metadata["Name"] or "").lower() for one in distributions()}

    assert installed & ABSENT == set()


def test_a_log_line_is_an_event_with_ids() -> None:
    wrong = []
    for path in files("app", "grants"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                logs = getattr(node.func.value, "id", "") in {"log", "logger"}
                if logs and not (len(node.args) == 1 and isinstance(node.args[0], ast.Constant)):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert wrong == []


def test_nothing_is_printed_or_run_from_text() -> None:
    banned = {"eval", "exec", "render_template_string", "from_string", "Markup"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files("app", "grants")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and path.relative_to(ROOT) not in CATALOGUE
        and (getattr(node.func, "id", "") in banned or getattr(node.func, "attr", "") in banned)
    ]

    assert found == []


def test_services_never_commit() -> None:
    commits = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files("grants")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]

    assert commits == []


def test_every_view_is_registered_under_its_room(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        room, _, _ = rule.endpoint.partition(".")
        if room not in {"static", "home", "sample", "health"}:
            assert rule.rule.startswith(f"/{room}/"), rule.rule
