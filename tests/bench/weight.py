"""All bytes of a first visit: the page, its styles, script and pictures, the letters it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from flask import Flask

LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
IN_STYLES = re.compile(r'url\("?([^")]+)"?\)')
FACE = re.compile(r"@font-face\s*{([^}]+)}")
GZIP = {"Accept-Encoding": "gzip"}
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")


def first_visit(app: Flask, html: str, sent: int) -> int:
    """The page as it was sent, and every file, as a browser that takes gzip gets them."""
    words = set(BeautifulSoup(html, "html.parser").get_text())
    files = set(LINKED.findall(html))
    for style in [one for one in files if one.endswith(".css")]:
        files |= set(_in_style(_text(app, style), words))
    return sent + sum(_sent(app, file) for file in files)


def _in_style(style: str, words: set[str]) -> Iterator[str]:
    """The letters whose range the words touch, in each weight, and pictures."""
    for face in FACE.findall(style):
        if any(_in_range(face, sign) for sign in words):
            yield from map(_address, IN_STYLES.findall(face))
    yield from (_address(one) for one in IN_STYLES.findall(FACE.sub("", style)) if "#" not in one)


def _in_range(face: str, sign: str) -> bool:
    return any(
        int(first, 16) <= ord(sign) <= int(last or first, 16) for first, last in RANGE.findall(face)
    )


def _address(name: str) -> str:
    return name if name.startswith("/") else f"/static/{name}"


def _text(app: Flask, path: str) -> str:
    with app.test_client().get(path) as answer:
        return answer.get_data(as_text=True)


def _sent(app: Flask, path: str) -> int:
    with app.test_client().get(path, headers=GZIP) as answer:
        if answer.status_code != 200:
            raise LookupError(f"{path} answers {answer.status}")
        return len(answer.data)
