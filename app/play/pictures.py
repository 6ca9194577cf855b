"""Receipts as a till prints them, and bills as they come by post: drawn, never photographed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.amounts import written_amount
from app.config import ROOT
from grants.kit.money import Money, total

_LETTERS = ROOT / "app" / "static" / "fonts"
_WIDE = 544
_EDGE = 36
_INK = "#33342f"
_FAINT = "#8b8a80"
Draw = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class Till:
    """What stands on a receipt: ``lines`` are words and amounts, and add up by themselves."""

    shop: str
    street: str
    on: date
    lines: Sequence[tuple[str, Money]]
    paid: str = "PIN"

    @property
    def total(self) -> Money:
        """What was paid."""
        return total(amount for _, amount in self.lines)


@lru_cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Our own letters, in a size."""
    name = "lexend-700.ttf" if bold else "lexend-400.ttf"
    return ImageFont.truetype(_LETTERS / name, size)


def amount(money: Money) -> str:
    """An amount as a till prints it: 12,30."""
    return written_amount(money)


def receipt(till: Till) -> bytes:
    """A slip of paper as PNG: shop, day, lines, total, and a torn edge."""
    high = 470 + 46 * len(till.lines)
    picture = Image.new("RGB", (_WIDE + 80, high + 80), "#cfc4ab")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((48, 48, _WIDE + 48, high + 44), fill="#b9ad92")
    draw.polygon(_slip(high), fill="#fffefa")
    _head(draw, till)
    down = _lines(draw, till, 226)
    _foot(draw, till, down)
    return png(picture)


def _slip(high: int) -> list[tuple[float, float]]:
    teeth = [
        (40 + _WIDE - 16 * step, high + (28 if step % 2 else 40)) for step in range(_WIDE // 16 + 1)
    ]
    return [(40.0, 40.0), (40.0 + _WIDE, 40.0), *((float(x), float(y)) for x, y in teeth)]


def _head(draw: Draw, till: Till) -> None:
    middle = 40 + _WIDE / 2
    draw.text((middle, 96), till.shop, _INK, font(38, bold=True), anchor="mm")
    draw.text((middle, 142), till.street, _FAINT, font(23), anchor="mm")
    draw.text((middle, 178), f"{till.on:%d-%m-%Y}", _FAINT, font(23), anchor="mm")
    _dashes(draw, 210)


def _lines(draw: Draw, till: Till, down: int) -> int:
    for words, price in till.lines:
        down += 46
        draw.text((40 + _EDGE, down), words, _INK, font(26), anchor="ls")
        draw.text((40 + _WIDE - _EDGE, down), amount(price), _INK, font(26), anchor="rs")
    _dashes(draw, down + 26)
    return down


def _foot(draw: Draw, till: Till, down: int) -> None:
    right, left = 40 + _WIDE - _EDGE, 40 + _EDGE
    draw.text((left, down + 82), "TOTAAL €", _INK, font(36, bold=True), anchor="ls")
    draw.text((right, down + 82), amount(till.total), _INK, font(36, bold=True), anchor="rs")
    draw.text((left, down + 124), f"Betaald met {till.paid}", _FAINT, font(23), anchor="ls")
    draw.text((40 + _WIDE / 2, down + 176), "Bedankt en tot ziens!", _FAINT, font(23), anchor="mm")


def _dashes(draw: Draw, down: int) -> None:
    for left in range(40 + _EDGE, 40 + _WIDE - _EDGE, 18):
        draw.line((left, down, left + 9, down), fill=_FAINT, width=2)


def invoice(till: Till, number: str, to: str) -> bytes:
    """A bill on a sheet of paper, as PNG."""
    picture = Image.new("RGB", (900, 1040 + 60 * len(till.lines)), "#fffefb")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 900, 14), fill="#3f9ab8")
    draw.text((70, 90), till.shop, _INK, font(40, bold=True), anchor="ls")
    draw.text((70, 132), till.street, _FAINT, font(24), anchor="ls")
    draw.text((70, 222), "FACTUUR", _INK, font(32, bold=True), anchor="ls")
    draw.text((70, 266), f"Nummer {number}   ·   {till.on:%d-%m-%Y}", _INK, font(24), anchor="ls")
    draw.text((70, 306), f"Voor: {to}", _INK, font(24), anchor="ls")
    draw.line((70, 340, 830, 340), fill=_FAINT, width=2)
    down = 340
    for words, price in till.lines:
        down += 60
        draw.text((70, down), words, _INK, font(26), anchor="ls")
        draw.text((830, down), amount(price), _INK, font(26), anchor="rs")
    draw.line((70, down + 30, 830, down + 30), fill=_FAINT, width=2)
    draw.text((70, down + 88), "Te betalen in euro", _INK, font(30, bold=True), anchor="ls")
    draw.text((830, down + 88), amount(till.total), _INK, font(30, bold=True), anchor="rs")
    draw.text((70, down + 160), "Vrijgesteld van btw. Betalen binnen 30 dagen.", _FAINT, font(22))
    return png(picture)


def png(picture: Image.Image) -> bytes:
    """The bytes of a drawing; the same drawing gives the same."""
    kept = BytesIO()
    picture.save(kept, "PNG", compress_level=6)
    return kept.getvalue()
