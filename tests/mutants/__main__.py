"""How many small mistakes in the rooms of money the tests notice: ``make mutants``. Not in CI.

The mistakes are made by mutmut, in an environment of its own, in a copy of the project below
``build``. Arguments: rooms (all four), and a number. Without the number all mutants of what is
pure meet the tests that need no database; with it so many mutants of the whole room, drawn with a
fixed seed, meet the tests on SQLite as well (such a test takes a good part of a second, not a
blink). Each mutant meets only the tests that come by it. ``MUTANTS_AT_ONCE`` says how many at once;
without it as many as there are cores.

Models are left alone in both: what a model says (columns, keys, checks) was read when it was
imported, before any mutant came, so no test could notice one. They are held elsewhere: migrations
build what the models say, on both databases, and what the database refuses is tried by rows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "mutants"
MUTMUT = "mutmut==3.8.1"
LEAST = 90
# By room: what is pure.
ROOMS = {
    "ledger": ("rules.py", "access.py"),
    "spending": ("rules.py", "access.py", "states.py"),
    "allowances": ("rules", "access.py", "states.py"),
    "payments": ("rules", "access.py", "states.py"),
}
# Fixtures of a browser's pages and of whole databases of a test alone: too slow for any mutant.
SLOWEST = ("stage", "open_url")
DATABASE = "database_url"
COPIED = ("app", "grants", "migrations", "templates", "tests", "pyproject.toml")
KILLED = {1, 3}  # a test failed, or the tests could not even be collected
ENDLESS = {24, -24, 36, 152, 255}  # it never ended: noticed too


def main(words: list[str]) -> int:
    """Every room that was named; the exit code is how many are below the aim."""
    some = next((int(word) for word in words if word.isdigit()), 0)
    rooms = [word for word in words if word in ROOMS] or list(ROOMS)
    python = _environment()
    return sum(not _holds(python, room, some) for room in rooms)


def _environment() -> Path:
    """Mutmut beside, and not among, the packages of the project."""
    place = BUILD / "environment"
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", MUTMUT], check=True, capture_output=True
        )
        ours = next((ROOT / ".venv").glob("lib/python3*/site-packages"))
        theirs = next(place.glob("lib/python3*/site-packages"))
        (theirs / "project.pth").write_text(f"{ours}\n")
    return python


def _holds(python: Path, room: str, some: int) -> bool:
    folder = BUILD / room
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    (folder / "setup.cfg").write_text(_settings(room, whole=bool(some)))
    cores = os.environ.get("MUTANTS_AT_ONCE", str(len(os.sched_getaffinity(0))))
    drawn = Path(__file__).with_name("drawn.py")
    with (folder / "run.log").open("w") as log:
        run: list[str | Path] = [python, drawn, room, str(some), cores]
        subprocess.run(run, cwd=folder, check=False, stdout=log, stderr=log)
    return _tell(room, _found(folder))


def _settings(room: str, *, whole: bool) -> str:
    """Only what needs no database, and its tests; or the whole room."""
    parts = [f"grants/{room}"] if whole else [f"grants/{room}/{part}" for part in ROOMS[room]]
    without = SLOWEST if whole else (*SLOWEST, DATABASE)
    lists = {
        "source_paths": parts,
        # What a model says was read when it was imported, before any mutant; the schema is
        # compared with the migrations on both databases instead.
        "do_not_mutate": ["grants/*/models.py", "grants/*/models/*"],
        "also_copy": COPIED,
        "pytest_add_cli_args_test_selection": [f"tests/{room}"],
        "pytest_add_cli_args": [
            "-ptests.mutants.sorting",
            *(f"--without={fixture}" for fixture in without),
            "-knot postgresql",
            "-pno:randomly",
            "-pno:cacheprovider",
        ],
        # What a test takes on a busy machine is no mistake noticed: patience before "never ended".
        "timeout_constant": ["20"],
    }
    rows = [
        f"{name}=\n" + "".join(f"    {one}\n" for one in several) for name, several in lists.items()
    ]
    return "[mutmut]\n" + "".join(rows)


def _found(folder: Path) -> dict[str, int | None]:
    """By mutant: how the tests ended, and None where they were not asked."""
    found: dict[str, int | None] = {}
    for path in (folder / "mutants").rglob("*.meta"):
        found |= json.loads(path.read_text())["exit_code_by_key"]
    return found


def _tell(room: str, found: dict[str, int | None]) -> bool:
    asked = {name: code for name, code in found.items() if code is not None}
    alive = sorted(name for name, code in asked.items() if code not in KILLED | ENDLESS)
    noticed = len(asked) - len(alive)
    percent = 100 * noticed // len(asked) if asked else 0
    print(f"{room}: {noticed} of {len(asked)} mutants noticed, {percent} %", flush=True)  # noqa: T201
    for name in alive:
        print(f"  {name}")  # noqa: T201
    return percent >= LEAST


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
