"""What is watched on every page: nothing broken, nothing from elsewhere, nothing too wide, axe.

Axe is a script. What a page says to a browser without scripts is laid before axe in another one,
that gets the same words and not our script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser.words import foreign

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Only what is wrong travels back: the rest is long.
AXE = f"""async () => {{
  const found = await axe.run(document, {{runOnly: {list(TAGS)!r}, resultTypes: ["violations"]}});
  return found.violations.map((one) =>
    `${{one.id}} (${{one.help}}): ${{one.nodes.slice(0, 3).map((node) => node.target).join(", ")}}`);
}}"""
NARROW, PHONE, DESK = (320, 640), (360, 740), (1280, 900)
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
TEXTS = """() => {
  const main = document.querySelector("main") || document.body, own = document.documentElement.lang, found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim().replace(/\\s+/g, " ");
    const place = walk.currentNode.parentElement.closest("[lang]");
    if (text.length > 3 && place.lang === own) found.push(text);
  }
  const mains = main.querySelectorAll(".button--main").length;
  return {own, found, mains, ways: main.querySelectorAll("a[href], button").length};
}"""
# What the browser itself says of a page that asks something first: a form again, a code.
ASKED = re.compile(r"Failed to load resource: .* status of (401|422) ")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/(?:join|standing|pay)/[^/]+")


@dataclass
class Watch:
    """Collects what is wrong. A page is looked at once in each language and state (``seen``)."""

    address: str
    seen: set[str]
    scripts: bool = True
    faults: list[str] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    # Where a journey also leads: the page of a bank. It is looked at too.
    beyond: list[str] = field(default_factory=list)
    twin: Page | None = None

    def follow(self, page: Page) -> None:
        """Hear what this page says and asks for."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def look(self, page: Page) -> None:
        """Look at the page that stands there now."""
        found = page.evaluate(TEXTS)
        place = IDS.sub("*", page.url.removeprefix(self.address))
        key = f"{self.scripts} {found['own']} {place} {page.title()} {found['ways']}"
        if key in self.seen:
            return
        self.seen.add(key)
        self._words(page, found)
        twin = page if self.scripts else self._twin(page)
        before = page.viewport_size
        for width in (NARROW, PHONE, DESK):
            self._width(page, width, twin)
        if before:
            page.set_viewport_size(before)

    def _words(self, page: Page, found: dict[str, Any]) -> None:
        if not found["ways"] and not page.url.startswith(tuple(self.beyond)):
            self.faults.append(f"{page.url}: no way on from here")
        if found["mains"] > 1:
            self.faults.append(f"{page.url}: two main buttons")
        if found["own"] != "en":
            wrong = set(found["found"]) & foreign(found["own"]) - self.typed
            self.faults.extend(f"{page.url}: {text!r} is not {found['own']}" for text in wrong)

    def _twin(self, page: Page) -> Page:
        """The same page in a browser that runs scripts, without ours."""
        browser = page.context.browser
        assert browser is not None
        if self.twin is None:
            self.twin = browser.new_context(reduced_motion="reduce").new_page()
            self.twin.route("**/app.*.js", lambda route: route.fulfill(body=""))
        words = page.content()
        self.twin.route(page.url, lambda route: route.fulfill(body=words, content_type="text/html"))
        self.twin.goto(page.url)
        self.twin.unroute(page.url)
        return self.twin

    def _width(self, page: Page, size: tuple[int, int], twin: Page) -> None:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if page.evaluate(WIDE):
            self.faults.append(f"{page.url}: scrolls sideways at {size[0]}")
        if size != NARROW:
            twin.set_viewport_size({"width": size[0], "height": size[1]})
            if size == PHONE:
                twin.evaluate(AXE_SCRIPT)
            said = twin.evaluate(AXE)
            self.faults.extend(f"{page.url} at {size[0]}: {one}" for one in said)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not ASKED.match(message.text):
            self.faults.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, *self.beyond, "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {request.url}")
