"""One person at the pages: follows links and sends forms by what stands on them, in English."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests.web import Browser, fields_of, soup


@dataclass
class Walker:
    """Where she is, and what she can do from there."""

    browser: Browser
    path: str = "/"
    page: BeautifulSoup = field(default_factory=BeautifulSoup)

    def open(self, path: str) -> Walker:
        """Go there, wherever it leads."""
        return self._arrive(self.browser.client.get(path, follow_redirects=True))

    def home(self) -> Walker:
        """The start page."""
        return self.open("/")

    def follow(self, words: str) -> Walker:
        """Follow the link that says this."""
        for link in self.page.select("a[href]"):
            if words in _said(link):
                return self.open(str(link["href"]))
        raise AssertionError(f"no link says {words!r} on {self.path}: {self.text}")

    def send(self, words: str, /, **typed: Any) -> Walker:
        """Fill in the form that has this button, as it was drawn, and press it."""
        for button in self.page.select("form[method=post] button"):
            if words in _said(button):
                form = button.find_parent("form")
                assert isinstance(form, Tag)
                return self._sent(form, typed)
        raise AssertionError(f"no button says {words!r} on {self.path}: {self.text}")

    def choice(self, name: str, words: str) -> str:
        """The value behind the words of a choice."""
        for box in self.page.select(f"input[name={name}]"):
            label = self.page.select_one(f"label[for='{box['id']}']")
            if label is not None and words in _said(label):
                return str(box["value"])
        raise AssertionError(f"no choice {words!r} for {name} on {self.path}")

    @property
    def text(self) -> str:
        """The words on the page."""
        main = self.page.select_one("main") or self.page
        return " ".join(main.get_text(" ").replace("\xa0", " ").split())

    def _sent(self, form: Tag, typed: dict[str, Any]) -> Walker:
        data = fields_of(form) | typed
        known = {str(one["name"]) for one in form.select("[name]")}
        assert set(typed) <= known, f"{set(typed) - known} not asked on {self.path}"
        address = str(form.get("action", self.path))
        return self._arrive(self.browser.client.post(address, data=data, follow_redirects=True))

    def _arrive(self, answer: TestResponse) -> Walker:
        self.path, self.page = answer.request.full_path.rstrip("?"), soup(answer)
        assert answer.status_code == 200, f"{answer.status_code} on {self.path}: {self.text}"
        return self


def _said(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").replace("\xa0", " ").split())


def picture(name: str = "bon.jpg", of: str = "") -> tuple[io.BytesIO, str]:
    """A photo as a browser sends it; ``of`` another thing it is another photo."""
    return io.BytesIO(b"\xff\xd8\xff\xe0 a small picture" + of.encode()), name
