"""``python -m tests.bench``: what our pages, papers and books cost beside others, as one table.

Always ends well: it is a report. ``--json FILE`` keeps the figures, ``--sample FOLDER`` measures on
a sample that was played before, and names of subjects measure only these.
"""

from __future__ import annotations

import argparse
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.bench import book, events, expense, lines, locks, minute, pages, paper, report, stage
from tests.bench.measure import Figure
from tests.bench.stage import Site

GROWING = ("times", "statements", "bytes")
SUBJECTS = (*GROWING, "lock", "paper", "book", "expense", "bank", "events")
GROWN = 100


def main() -> None:
    """Measure, and print."""
    asked = _asked()
    logging.disable(logging.WARNING)
    with TemporaryDirectory(prefix="wijkkas-bench-") as name:
        folder = Path(name)
        played = folder / "sample"
        if asked.sample:
            shutil.copytree(asked.sample, played)
        else:
            click.echo("Playing the sample neighbourhood …")
            stage.play(played)
        figures = list(_measured(asked, played, folder))
    click.echo(report.table(figures))
    if asked.json:
        report.write(asked.json, figures)


def _measured(asked: argparse.Namespace, played: Path, folder: Path) -> Iterator[Figure]:
    wanted = set(asked.subjects or SUBJECTS)
    with stage.opened(played) as small:
        if wanted & set(GROWING):
            yield from _grown(small, folder / "grown", wanted, asked.rounds)
        if "lock" in wanted:
            yield from locks.writes(small, asked.rounds)
        if "paper" in wanted:
            yield from paper.report(small, max(3, asked.rounds // 6))
        if "book" in wanted:
            yield from book.figures(small, folder / "book", asked.rounds)
        if "expense" in wanted:
            yield from expense.figures(small, folder / "expense", expense.Length())
        if "bank" in wanted:
            yield from lines.figures()
        if "events" in wanted:
            yield from events.figures(small)
            yield from minute.figures(small, folder / "minute", minute.Size())


def _grown(small: Site, beside: Path, wanted: set[str], rounds: int) -> Iterator[Figure]:
    """What is measured on the sample and on one that grew."""
    stage.copied(small, beside, GROWN)
    with stage.opened(beside) as grown:
        if "times" in wanted:
            yield from pages.times(small, "1×", rounds)
            yield from pages.times(grown, f"{GROWN}×", rounds)
        if "statements" in wanted:
            yield from pages.questions(small, grown, GROWN)
        if "bytes" in wanted:
            yield from pages.sizes(small, "1×")
            yield from pages.sizes(grown, f"{GROWN}×")


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    words.add_argument("subjects", nargs="*", metavar="subject", help=", ".join(SUBJECTS))
    words.add_argument("--json", type=Path, help="also write the figures here")
    words.add_argument("--sample", type=Path, help="a sample that was played before")
    words.add_argument("--rounds", type=int, default=30, help="how often both take turns")
    asked = words.parse_args()
    unknown = set(asked.subjects) - set(SUBJECTS)
    if unknown:
        words.error(f"there is no {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    main()
