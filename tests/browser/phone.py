"""Somebody with a phone: opens pages, taps what she reads, writes; her taps and pages are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.site import Site
from tests.browser.watch import Watch
from tests.browser.words import said

# Signs that nobody sees: spaces that do not break, and what keeps words apart in Arabic.
MARKS = str.maketrans({"\xa0": " ", "\u2066": None, "\u2068": None, "\u2069": None})


@dataclass
class Count:
    """What a task took from the page where it begins.

    A tap is a thing pressed; going to a field and typing in it is none. A page that comes back,
    also for another cost or another person, is one page; how often one loaded is told beside it.
    """

    name: str
    taps: int
    pages: int
    loads: int
    most_taps: int
    most_pages: int

    def __str__(self) -> str:
        """One line for the end of the run."""
        return (
            f"{self.name}: {self.pages} pages of {self.most_pages} ({self.loads} loads), "
            f"{self.taps} taps of {self.most_taps}"
        )


@dataclass
class Phone:
    """One person's browser. All words are given in English and looked for in her language."""

    site: Site
    page: Page
    language: str
    watch: Watch
    taps: int = 0
    pages: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to an address, as from a letter, a link or a sign on the wall."""
        self.page.goto(path if path.startswith("http") else self.site.address + path)
        self._arrived()

    def home(self) -> None:
        """The start page."""
        self.open("/")

    def again(self) -> None:
        """Load the page anew."""
        self.page.reload()
        self._arrived()

    def tap(self, words: str, at: int = 0, **values: Any) -> None:
        """Press a link or a button that leads to another page."""
        found = self.named(words, **values).nth(at)
        self.taps += 1
        with self.page.expect_navigation():
            found.click()
        self._arrived()

    def unfold(self, words: str) -> None:
        """Open what lies under a word, on the same page."""
        self.taps += 1
        self.page.locator("summary", has_text=self.say(words)).first.click()

    def choose(self, *words: str, **values: Any) -> None:
        """Press a choice or tick a box, by its words; the second words narrow the question."""
        label = self.page.locator("label", has_text=self.say(words[-1], **values))
        if len(words) > 1:
            group = self.page.get_by_role("group", name=self.say(words[0]))
            label = group.locator("label", has_text=self.say(words[-1], **values))
        self.taps += 1
        label.first.click()

    def write(self, label: str, text: str, at: int = 0) -> None:
        """Fill in a field, by its label."""
        self.watch.typed.add(text)
        self.page.get_by_label(self.say(label), exact=True).nth(at).fill(text)

    def give(self, label: str, path: Path) -> None:
        """Press a file field and give it a picture: that one is taken outside of the page."""
        self.taps += 1
        with self.page.expect_file_chooser() as chosen:
            self.page.get_by_label(self.say(label), exact=True).click()
        chosen.value.set_files(path)
        # The page makes a photo small before it travels.
        self.page.wait_for_timeout(150 if self.watch.scripts else 0)

    def fetch(self, words: str, **values: Any) -> bytes:
        """Get the paper behind a link."""
        address = self.named(words, **values).first.get_attribute("href")
        answer = self.page.request.get(f"{self.site.address}{address}")
        assert answer.ok, f"{words}: {answer.status}"
        return answer.body()

    def takes(self, words: str, **values: Any) -> bytes:
        """Press a button that answers with a file, and keep that."""
        self.taps += 1
        with self.page.expect_download() as given:
            self.named(words, **values).first.click()
        return given.value.path().read_bytes()

    def sees(self, words: str, **values: Any) -> bool:
        """Whether these words stand on the page."""
        return self.say(words, **values).translate(MARKS) in self.text

    def expect(self, words: str, **values: Any) -> None:
        """These words stand on the page."""
        assert self.sees(words, **values), f"{self.say(words, **values)!r} not in:\n{self.text}"

    def named(self, words: str, **values: Any) -> Locator:
        """Links and buttons with these words, first those that say just this."""
        name = self.say(words, **values)
        for exact in (True, False):
            link = self.page.get_by_role("link", name=name, exact=exact)
            button = self.page.get_by_role("button", name=name, exact=exact)
            both = link.or_(button)
            if both.count():
                return both
        raise AssertionError(f"nothing to press says {name!r} on {self.page.url}:\n{self.text}")

    def say(self, words: str, **values: Any) -> str:
        """The words in her language; what is in no catalogue is somebody's own words."""
        return said(self.language, words, **values)

    def apart(self, words: str) -> str:
        """Words inside a sentence, as the pages set them apart where that runs the other way."""
        return f"\u2068{words}\u2069" if self.language == "ar" else words

    @property
    def text(self) -> str:
        """The words on the page, with single spaces."""
        return " ".join(self.page.locator("main").inner_text().translate(MARKS).split())

    @property
    def path(self) -> str:
        """Where she is."""
        return self.page.url.removeprefix(self.site.address)

    def _kind(self) -> str:
        """Which page this is, whatever it is about: the same page for another cost is one page."""
        if not self.page.url.startswith(self.site.address):
            return "elsewhere"
        adapter = self.site.app.url_map.bind("127.0.0.1")
        rule, given = adapter.match(self.path.split("?")[0], return_rule=True)
        return " ".join([rule.endpoint, given.get("part", ""), given.get("question", "")])

    def _arrived(self) -> None:
        self.page.wait_for_load_state()
        self.pages.append(self._kind())
        self.watch.look(self.page)


@contextmanager
def task(name: str, *phones: Phone, pages: int, taps: int) -> Iterator[None]:
    """Count what this takes these people together, and hold it to its budget."""
    for one in phones:
        one.taps, one.pages = 0, []
    yield
    seen = [page for one in phones for page in one.pages]
    count = Count(name, sum(one.taps for one in phones), len(set(seen)), len(seen), taps, pages)
    phones[0].watch.told.append(str(count))
    assert count.taps <= taps, str(count)
    assert count.pages <= pages, str(count)
