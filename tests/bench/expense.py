"""Recording an expense over HTTP, and a list of a thousand: beside ihatemoney, served alike.

Both answer two connections, with gunicorn's plain workers and a SQLite file that waits for the
disk at every commit. Our form also has a kept photo, a form id that works once, who may say yes,
and a chained row of history; theirs has who owes what. The photo itself is sent once, before.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from secrets import randbits, token_hex
from statistics import median
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from bs4 import BeautifulSoup
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select

from app.clock import today
from app.extensions import db
from app.serving import free_port
from grants.spending.models import Expense
from grants.spending.queries.receipts import MOST_COMPARED, NEARLY
from tests.bench import locks, peer, stage
from tests.bench.measure import Figure
from tests.bench.stage import Site
from tests.bench.visit import Rate, Server, asked, rate, served
from tests.web import Browser, fields_of

FASTER = 2.0
LIST_FASTER = 10.0
ROWS = 1_000
DAYS, CENTS = 365, 50
UUID_LENGTH, HASH_LENGTH, LIKENESS_LENGTH = 36, 64, 16
Once = Callable[[], None]
_DRAWN: deque[int] = deque(maxlen=2 * MOST_COMPARED)


@dataclass(frozen=True, slots=True)
class Length:
    """How many rounds each has, and how many seconds a round takes."""

    rounds: int = 5
    seconds: float = 3.0


def figures(small: Site, folder: Path, length: Length) -> Iterator[Figure]:
    """Both servers in one run; they take turns."""
    programs = peer.environment()
    stage.copied(small, folder / "ours", 1)
    with (
        peer.running(folder / "theirs", programs) as (theirs, visitor),
        running(folder / "ours") as (ours, site),
    ):
        spender = locks.two(site)[0]
        browser = site.browser(spender)
        note, bill = noting(site, browser, ours.port, spender), peer.bill(visitor)
        yield _beside("an expense", FASTER, _turns((ours, note), (theirs, bill), length))
        for _ in range(ROWS - _noted(site)):
            note()
        for _ in range(ROWS - peer.count(folder / "theirs")):
            bill()
        get, shown = _listed(site, browser, ours.port)
        their_get, their_shown = peer.bills(visitor)
        turns = _turns((ours, get), (theirs, their_get), length)
        what = f"the list of {ROWS}, {shown} rows shown beside {their_shown}"
        yield _beside(what, LIST_FASTER, turns)


@contextmanager
def running(folder: Path) -> Iterator[tuple[Server, Site]]:
    """Our server on what lies in this folder, and the same seen from here."""
    port = free_port(5218)
    words = [sys.executable, "-m", "tests.bench.server", str(folder), str(port)]
    with stage.opened(folder) as site, served(words, port) as server:
        yield server, site


def noting(site: Site, browser: Browser, port: int, person_id: UUID) -> Once:
    """A call that sends our form, each time as a new one; its photo came in before."""
    path = f"/spending/new?plan={site.plan_id}"
    fields = filled(site, browser, path)
    cookies = _cookies(browser)
    signer = URLSafeSerializer(str(site.app.secret_key), salt=f"receipt-2:{person_id}")
    photo, numbers = signer.loads(fields["photo"]), count()

    def once() -> None:
        # Another photo each time: the same one twice is noticed. As in a year: days and amounts differ.
        no = next(numbers)
        new = {"form_id": str(uuid4()), "photo": signer.dumps(_other(photo))}
        new |= {"on": str(today() - timedelta(no % DAYS)), "amount": f"0,{no % CENTS + 1:02d}"}
        status, *_ = asked(port, "POST", path, urlencode(fields | new), cookies)
        if status != 303:
            raise LookupError(f"our form answers {status}")

    return once


def _other(kept: Any) -> Any:
    """The same with other hashes and another likeness, at any depth."""
    if isinstance(kept, list):
        return [_other(one) for one in kept]
    if isinstance(kept, str) and len(kept) == LIKENESS_LENGTH:
        return _unlike()
    return token_hex(32) if isinstance(kept, str) and len(kept) == HASH_LENGTH else kept


def _unlike() -> str:
    """What a photo looks like that looks like none of those before it."""
    while True:
        bits = randbits(64)
        if all((bits ^ one).bit_count() > NEARLY for one in _DRAWN):
            _DRAWN.append(bits)
            return f"{bits:016x}"


def filled(site: Site, browser: Browser, path: str) -> dict[str, Any]:
    """Our form as it comes back when only the amount is missing, filled in."""
    page = BeautifulSoup(browser.get(path).data, "html.parser")
    line = page.select("[name=line][value]")[0]["value"]
    typed = {"shop": "Buurtwinkel", "line": line, "who_paid": "myself", "why": "Om te meten."}
    photo = {"file": (BytesIO(locks.photo()), "bon.jpg"), "amount": ""}
    answer = browser.post(path, browser.form(path) | typed | photo)
    page = BeautifulSoup(answer.data, "html.parser")
    back = next(one for one in page.select("form[method=post]") if one.select("[name=photo]"))
    return fields_of(back) | typed | {"amount": "0,01"}


def _cookies(browser: Browser) -> dict[str, str]:
    kept = browser.client.get_cookie("wijkkas")
    return {"wijkkas": kept.value} if kept else {}


def _noted(site: Site) -> int:
    with site.app.app_context():
        which = select(func.count()).where(Expense.proposal_id == site.plan_id)
        found = db.session.scalar(which) or 0
        db.session.remove()
    return found


def _listed(site: Site, browser: Browser, port: int) -> tuple[Once, int]:
    """A call that gets the list of the plan's receipts, and how many are on it."""
    path, cookies = f"/spending/?plan={site.plan_id}", _cookies(browser)
    page = BeautifulSoup(browser.get(path).data, "html.parser")
    links = {str(one["href"]) for one in page.select("main a[href^='/spending/']")}

    def once() -> None:
        status, *_ = asked(port, "GET", path, None, cookies)
        if status != 200:
            raise LookupError(f"our list answers {status}")

    return once, sum(len(one) == len("/spending/") + UUID_LENGTH for one in links)


def _turns(
    ours: tuple[Server, Once], theirs: tuple[Server, Once], length: Length
) -> list[tuple[Rate, Rate]]:
    for _, once in (ours, theirs):
        once()
    return [
        (rate(*ours, length.seconds), rate(*theirs, length.seconds)) for _ in range(length.rounds)
    ]


def _beside(what: str, faster: float, turns: list[tuple[Rate, Rate]]) -> Figure:
    """How many times their requests a second ours are."""
    ratio = median(mine.each_second / its.each_second for mine, its in turns)
    mine, its = (median(pair[place].each_second for pair in turns) for place in (0, 1))
    work, its_work = (median(pair[place].work for pair in turns) for place in (0, 1))
    note = f"{mine:.0f} a second beside {its:.0f}; {work:.1f} ms of the processor beside {its_work:.1f}"
    return Figure("beside ihatemoney", what, round(ratio, 2), "×", faster, note, at_least=True)
