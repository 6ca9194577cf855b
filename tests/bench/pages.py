"""The four pages: time beside a bare page, statements as the rows grow, bytes that are sent."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.bare.plain import Bare
from tests.bench.measure import Figure, beside, statements
from tests.bench.stage import Page, Site
from tests.bench.weight import GZIP, first_visit

TIMES = 1.5
STATEMENTS = 12
LATER = 15.0
FIRST = 60.0
KILO = 1024


def times(site: Site, size: str, rounds: int) -> Iterator[Figure]:
    """How many times the bare page our page takes, of the same rows and bytes."""
    bare = Bare(site.file, site.plan_id)
    for page in site.pages:
        ours = site.get(page)
        plain = bare.get(page.name, site.token(page.person_id), len(ours()))
        found = beside(ours, plain, rounds)
        note = f"{found.ours:.1f} ms beside {found.bare:.1f} ms"
        yield Figure(page.name, f"time, {size} rows", round(found.ratio, 2), "×", TIMES, note)
    bare.engine.dispose()


def questions(small: Site, grown: Site, times_: int) -> Iterator[Figure]:
    """The statements of each page, and how many more they are when the rows have grown."""
    for page in small.pages:
        few, many = (_asked(site, page) for site in (small, grown))
        yield Figure(page.name, "statements", few, "", STATEMENTS)
        note = f"{few} → {many}"
        yield Figure(page.name, f"more of them with {times_}× the rows", many - few, "", 0, note)


def _asked(site: Site, page: Page) -> int:
    get = site.get(page)
    get()
    with statements(site.engine) as found:
        get()
    return len(found)


def sizes(site: Site, size: str) -> Iterator[Figure]:
    """The bytes of each page as a browser gets it, and of all that a first visit brings."""
    for page in site.pages:
        # Partners' pages are in Dutch and English, members' also in letters of their own.
        for language in ("nl",) if page.path.endswith("desk") else ("nl", "ar"):
            html = site.get(page, language)().decode()
            answer = site.browser(page.person_id, language).get(page.path, headers=GZIP)
            later = len(answer.data)
            note = f"{len(html.encode()) / KILO:.1f} KB before it is pressed"
            what = f"{language}, {size} rows"
            yield Figure(page.name, f"page, {what}", _kilos(later), "KB", LATER, note)
            whole = first_visit(site.app, html, later)
            yield Figure(page.name, f"first visit, {what}", _kilos(whole), "KB", FIRST)


def _kilos(count: int) -> float:
    return round(count / KILO, 1)
