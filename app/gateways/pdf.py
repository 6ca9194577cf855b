"""PDFs of our own pages, through the renderer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from app.gateways.renderer.client import Renderer, RenderFailed, renderer
from app.gateways.renderer.wire import Message
from app.gateways.renderer.work import PAGE

__all__ = ["Attached", "FakePdf", "Pdf", "RenderFailed", "WarmPdf"]

_STATIC = Path(__file__).resolve().parents[1] / "static"


@dataclass(frozen=True)
class Attached:
    """A file that travels inside the PDF: the figures, for who wants to add them up."""

    name: str
    data: bytes
    description: str = ""


class Pdf(Protocol):
    """Makes a PDF of a page."""

    def render(
        self,
        html: str,
        *,
        title: str,
        language: str,
        made_at: datetime,
        attachments: Sequence[Attached] = (),
        pictures: Mapping[str, bytes] = ...,
    ) -> bytes:
        """Give the bytes; the same for the same page and moment. Raises ``RenderFailed``.

        The page may point at ``asset:…`` (letters and styles of the app) and ``picture:<name>``
        (from ``pictures``); whatever else it points at is left out, never fetched.
        """
        ...


class WarmPdf:
    """Asks the renderer: tagged, PDF/A-3a and PDF/UA-1."""

    def __init__(self, assets: Path = _STATIC, by: Renderer | None = None) -> None:
        """Take letters and styles from this folder."""
        self.assets = assets.resolve()
        self.by = by

    def render(
        self,
        html: str,
        *,
        title: str,
        language: str,
        made_at: datetime,
        attachments: Sequence[Attached] = (),
        pictures: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """Give the bytes; the same for the same page and moment. Raises ``RenderFailed``."""
        if made_at.tzinfo is None:
            raise ValueError("a moment carries its zone")
        pictures = pictures or {}
        facts: dict[str, Any] = {
            "job": "page",
            "html": html,
            "title": title,
            "language": language,
            "made_at": made_at.isoformat(),
            "assets": str(self.assets),
            "pictures": list(pictures),
            "attached": [{"name": a.name, "description": a.description} for a in attachments],
        }
        blobs = [*pictures.values(), *(a.data for a in attachments)]
        return (self.by or renderer()).ask(PAGE, Message(facts, blobs)).blobs[0]


@dataclass
class FakePdf:
    """The plain twin: quick, small, the same each time; remembers the pages."""

    pages: list[str] = field(default_factory=list)

    def render(
        self,
        html: str,
        *,
        title: str,
        language: str,
        made_at: datetime,
        attachments: Sequence[Attached] = (),
        pictures: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """Give bytes that begin like a PDF and say what was asked."""
        self.pages.append(html)
        names = " ".join([*(a.name for a in attachments), *(pictures or {})])
        head = f"%PDF-1.7\n% fake: {title} ({language}, {made_at.isoformat()}) {names}\n"
        return head.encode() + html.encode() + b"\n%%EOF\n"
