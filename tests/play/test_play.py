"""The whole job, played twice in processes of their own: the same bytes, and everything adds up."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.config import ROOT
from grants.kit.canon import canonical, digest

# All in one worker, so that it is played twice and not more.
pytestmark = pytest.mark.xdist_group("play")

FILES = ("plan.pdf", "request.pdf", "decision.pdf", "report.pdf", "book.csv", "history.jsonl")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, str]]:
    """Two folders with papers, and what was said while they were made."""
    folders = [tmp_path_factory.mktemp("played") for _ in range(2)]
    running = [start(folder) for folder in folders]
    told = [process.communicate(timeout=300) for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    return [(folder, said) for folder, (said, _) in zip(folders, told, strict=True)]


def start(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "app.cli", "play", "--out", str(folder), "--on", "2026-11-21"]
    # Another seed for Python's own hashes each time: no order may hang on it.
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "random"},
    )


def test_the_same_day_gives_the_same_bytes(played: list[tuple[Path, str]]) -> None:
    first, second = (
        {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
        for folder, _ in played
    )

    assert first == second


def test_every_paper_is_there_and_is_a_paper(played: list[tuple[Path, str]]) -> None:
    folder, _ = played[0]

    for name in FILES[:4]:
        assert (folder / name).read_bytes().startswith(b"%PDF-"), name


def test_the_amounts_told_are_those_of_the_worked_example(
    played: list[tuple[Path, str]],
) -> None:
    _, said = played[0]
    closed = next(line for line in said.splitlines() if "the plan is closed" in line)

    assert "promised € 215,05 · received € 257,05" in closed
    assert "reserved € 0,00 · spent € 257,05 · free € 0,00" in closed


def test_debit_is_credit_in_the_book(played: list[tuple[Path, str]]) -> None:
    folder, _ = played[0]
    with (folder / "book.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]

    sums: Counter[str] = Counter()
    for row in rows:
        sums[row[0]] += cents(row[5]) - cents(row[6])

    assert len(sums) > 30
    assert set(sums.values()) == {0}


def cents(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole or 0) * 100 + int(part or 0)


def test_every_chain_of_history_holds_by_itself(played: list[tuple[Path, str]]) -> None:
    folder, _ = played[0]
    last: dict[str, str] = {}

    for line in (folder / "history.jsonl").read_text().splitlines():
        event = json.loads(line)
        said = event.pop("hash")
        assert digest(canonical(event)) == said
        assert event["previous"] == last.get(event["owner"], "")
        last[event["owner"]] = said

    assert len(last) > 8
