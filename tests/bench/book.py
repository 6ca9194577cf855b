"""A million postings over ten thousand books: what the pages, the check and the exports cost then.

The group that is looked at keeps its own book as it was played; all other books are new.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time

from app.extensions import db
from grants.kit.database import reading
from grants.ledger.queries import sum_faults
from grants.proposals.models import Proposal
from tests.bench import child, million, stage
from tests.bench.measure import Figure, beside
from tests.bench.stage import Page, Site

TIMES = 1.2
SECONDS = 1.0
MEGABYTES = 150.0
FILES = ("book.csv", "book.beancount")


@dataclass(frozen=True, slots=True)
class Size:
    """How many books, how many entries each, and how many in the one long book."""

    books: int = 10_000
    few: int = 10
    entries: int = 50
    long: int = 50_000

    @property
    def postings(self) -> int:
        """In all books together."""
        return self.books * self.entries * million.POSTINGS


def figures(small: Site, folder: Path, rounds: int, size: Size = Size()) -> Iterator[Figure]:
    """All of it, on databases that are made in this folder."""
    tenth = max(size.few, size.books // 10)
    few, some, many = (_filled(small, folder, n, size) for n in (size.few, tenth, size.books))
    yield from _pages(few, many, rounds, size)
    yield _sums(many, size)
    yield from _check(some, many, size.books / tenth)
    short = _long(small, folder / "short", size.long // 10)
    yield from _exports(short, _long(small, folder / "long", size.long), size)


def _filled(small: Site, folder: Path, books: int, size: Size) -> Path:
    goal = folder / f"books-{books}"
    stage.copied(small, goal, 1)
    million.fill(goal / small.file.name, million.new_books(books), size.entries)
    return goal


def _long(small: Site, goal: Path, entries: int) -> Path:
    """The same with one book that is long: the one of the group that is looked at."""
    stage.copied(small, goal, 1)
    with small.app.app_context():
        owner_id = db.session.get_one(Proposal, small.plan_id).owner_id
        db.session.remove()
    file = goal / small.file.name
    million.fill(file, [million.book_of(file, owner_id)], entries, known=True)
    return goal


def _pages(few: Path, many: Path, rounds: int, size: Size) -> Iterator[Figure]:
    with ExitStack() as both:
        one, other = (both.enter_context(stage.opened(folder)) for folder in (few, many))
        for page in _money(one):
            found = beside(other.get(page), one.get(page), rounds)
            note = f"{found.ours:.1f} ms beside {found.bare:.1f} ms with {size.few} books"
            what = f"time with {size.postings:,} postings"
            yield Figure(page.name, what, round(found.ratio, 2), "×", TIMES, note)


def _money(site: Site) -> list[Page]:
    """The group's money, and its whole book."""
    page = next(one for one in site.pages if one.path.startswith("/ledger/"))
    return [page, Page("the group's book", "/ledger/?plan=all", page.person_id)]


def _sums(many: Path, size: Size) -> Figure:
    """All sums and all balances, per million postings."""
    with stage.opened(many) as site, site.app.app_context(), reading():
        begin = process_time()
        wrong = len(list(sum_faults(db.session())))
        took = process_time() - begin
        db.session.remove()
    _none(wrong)
    each = took / size.postings * 1_000_000
    return Figure("all books", "sums, per million postings", round(each, 2), "s", SECONDS)


def _check(some: Path, many: Path, times: float) -> Iterator[Figure]:
    """Every hash of every entry, in a tenth of the books and in all of them."""
    running = [child.Running(folder, "check") for folder in (some, many)]
    less, more = (one.took() for one in running)
    _none(less.count + more.count)
    each = more.seconds / less.seconds / times
    note = f"{more.seconds:.1f} s beside {less.seconds:.1f} s"
    yield Figure(
        "the check", "time a book, beside a tenth of them", round(each, 2), "×", TIMES, note
    )
    yield _memory("the check", less, more)


def _exports(short: Path, long: Path, size: Size) -> Iterator[Figure]:
    """The files of a book of so many postings, and of a tenth of that."""
    for name in FILES:
        asked = [partial(_exported, folder, name) for folder in (short, long)]
        less, more = (ask() for ask in asked)
        if min(less.count, more.count) <= 0:
            continue
        yield _memory(f"{name}, {size.long * million.POSTINGS:,} postings", less, more)


def _exported(folder: Path, name: str) -> child.Took:
    with stage.opened(folder) as site:
        token = site.token(_money(site)[0].person_id)
    return child.Running(folder, "get", token, f"/ledger/{name}?shelf=all").took()


def _memory(what: str, less: child.Took, more: child.Took) -> Figure:
    note = f"{less.highest:.0f} MB with a tenth; {more.before:.0f} MB before it began"
    return Figure(what, "memory", round(more.highest), "MB", MEGABYTES, note)


def _none(wrong: int) -> None:
    if wrong:
        raise LookupError(f"{wrong} faults in books that are right")
