"""Files that people send: refused with a reason, or made into something safe to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Protocol

from app.gateways.renderer.client import Renderer, RenderFailed, renderer
from app.gateways.renderer.wire import Message
from app.gateways.renderer.work import PAPER, PICTURE
from grants.documents.rules import received_kind
from grants.documents.store import Kind
from grants.kit.errors import Invalid

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
SIDE = 2000
SMALL_SIDE = 480

_PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.HEIC})
_PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".heic", ".heif"})
_PAPER_ENDINGS = frozenset({".pdf"})


@dataclass(frozen=True)
class Picture:
    """A picture made anew as JPEG; unreadable ones are the file as it came, without its tags."""

    data: bytes
    kind: Kind
    readable: bool
    thumbnail: bytes | None = None
    width: int = 0
    height: int = 0
    likeness: str = ""  # nearly the same for another photo of the same thing


@dataclass(frozen=True)
class Paper:
    """A PDF written anew. ``cleaned``: something that acts was taken out."""

    data: bytes
    pages: int
    cleaned: bool
    kind: Kind = Kind.PDF
    readable: bool = True


class Unreadable(Invalid):
    """Nothing could be made of the file: its work had to be stopped."""


class Inspect(Protocol):
    """How a room looks at a file that came in."""

    def __call__(self, name: str, data: bytes) -> Picture | Paper:
        """Give what can be kept, or refuse."""
        ...


def inspect_upload(name: str, data: bytes, *, by: Renderer | None = None) -> Picture | Paper:
    """Make something safe to keep of a file that a person sent.

    Refuses ``file-empty``, ``file-too-large`` (12 MB), ``file-wrong-type``, ``file-encrypted``,
    ``file-not-what-it-says``, ``picture-too-many-pixels`` (50 million) and ``file-unreadable``
    (its work crashed or had to be stopped).
    """
    kind = checked_kind(name, data)
    try:
        if kind is Kind.PDF:
            return _paper(by or renderer(), data)
        return _picture(by or renderer(), kind, data)
    except RenderFailed as failed:
        raise Unreadable("file-unreadable", field="file", reason=failed.reason) from failed


def checked_kind(name: str, data: bytes) -> Kind:
    """Say what the file is by its content, and refuse what nobody has to decode to refuse."""
    if not data:
        raise Invalid("file-empty", field="file")
    if len(data) > MOST_BYTES:
        raise Invalid("file-too-large", field="file", most=MOST_BYTES, size=len(data))
    kind = received_kind(data)
    ending = PurePath(name.replace("\\", "/")).suffix.lower()
    if kind is None:
        known = ending in _PICTURE_ENDINGS | _PAPER_ENDINGS
        raise Invalid("file-not-what-it-says" if known else "file-wrong-type", field="file")
    # One picture named as another is what phones and chat apps do; it is made anew anyway.
    endings = _PICTURE_ENDINGS if kind in _PICTURES else _PAPER_ENDINGS
    if ending and ending not in endings:
        raise Invalid("file-not-what-it-says", field="file")
    return kind


def _picture(by: Renderer, kind: Kind, data: bytes) -> Picture:
    wish = {"job": "picture", "most_pixels": MOST_PIXELS, "side": SIDE, "small_side": SMALL_SIDE}
    answer = _asked(by, PICTURE, wish, data)
    if not answer.facts["readable"]:
        return Picture(answer.blobs[0], kind, readable=False)
    full, small = answer.blobs
    width, height = int(answer.facts["width"]), int(answer.facts["height"])
    likeness = str(answer.facts["likeness"])
    return Picture(full, Kind.JPEG, True, small, width, height, likeness)


def _paper(by: Renderer, data: bytes) -> Paper:
    answer = _asked(by, PAPER, {"job": "paper"}, data)
    facts = answer.facts
    return Paper(answer.blobs[0], int(facts["pages"]), bool(facts["cleaned"]))


def _asked(by: Renderer, work: bytes, wish: Mapping[str, Any], data: bytes) -> Message:
    answer = by.ask(work, Message(wish, [data]))
    if "refused" in answer.facts:
        raise Invalid(str(answer.facts["refused"]), field="file")
    return answer


def fake_inspect(name: str, data: bytes) -> Picture | Paper:
    """Be the plain twin: the same quick refusals, then the file as it came."""
    kind = checked_kind(name, data)
    if kind is Kind.PDF:
        return Paper(data, pages=1, cleaned=False)
    return Picture(data, kind, True, data, 1, 1)
