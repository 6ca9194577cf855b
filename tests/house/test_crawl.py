"""Everybody walks through every page that is linked: no dead link, no trouble, no foreign word."""

from __future__ import annotations

from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.house.conftest import House
from tests.house.doors import CAST

pytestmark = pytest.mark.xdist_group("doors")
# More than the stage has: ids sort at random, so a limit in reach hides other pages each time.
MOST = 5000
WALKERS = [name for name in CAST if name != "nobody"]
# Words of the stage that belong to one side only: what others must never read.
SECRETS = {
    "vera": ["Oudercafé", "De Kom", "Wie helpt er mee?"],
    "rosa": ["Iets nieuws", "De bon is niet te lezen."],
    "hans": ["Iets nieuws", "Wie helpt er mee?"],
}


def links_of(page: BeautifulSoup, here: str) -> set[str]:
    """The addresses on our own site that this page leads to, without what only changes the view."""
    found = set()
    for link in page.select("a[href]"):
        parts = urlsplit(urljoin(here, str(link["href"])))
        if parts.scheme in {"", "http"} and parts.netloc in {"", "127.0.0.1"}:
            found.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    return {one for one in found if not one.startswith(("/people/language", "/static/"))}


@pytest.mark.parametrize("name", WALKERS)
def test_no_link_leads_nowhere(house: House, name: str) -> None:
    ways, seen, dead = deque(["/"]), {"/"}, {}
    came_from: dict[str, str] = {}
    read = ""
    while ways and len(seen) < MOST:
        path = ways.popleft()
        answer = house.get(name, path)
        if answer.status_code not in {200, 302, 303}:
            dead[path] = (answer.status_code, came_from.get(path))
        elif answer.mimetype == "text/html":
            text = answer.get_data(as_text=True)
            read += text
            page = BeautifulSoup(text, "html.parser")
            more = links_of(page, path) - seen
            came_from |= dict.fromkeys(more, path)
            seen |= more
            ways.extend(sorted(more))
        answer.close()

    assert dead == {}
    assert [word for word in SECRETS.get(name, []) if word in read] == []
    assert 5 < len(seen) < MOST
