"""The square that a phone scans: an address as a drawing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

INK = "#1c291f"


def square_uri(address: str) -> str:
    """For a page: the drawing as an address of its own."""
    uri: str = _made(address).svg_data_uri(dark=INK, border=2)
    return uri


def square(address: str, *, border: int = 2, **colours: str) -> bytes:
    """For a paper or a file: the drawing as SVG."""
    drawn = BytesIO()
    _made(address).save(drawn, kind="svg", border=border, **{"dark": INK} | colours)
    return drawn.getvalue()


def _made(address: str) -> Any:
    import segno  # noqa: PLC0415  takes memory, and few pages have one

    return segno.make(address, error="m")
