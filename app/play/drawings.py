"""Illustrations where a group would have photos: things on a table, never faces."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageDraw

from app.play.pictures import Draw, font, png

Box = tuple[float, float, float, float]
_HIGH, _BROAD = 900, 1200


def illustration(paint: Callable[[Draw], None], background: str) -> bytes:
    """A flat drawing as PNG, drawn large and made small, so that its edges are soft."""
    large = Image.new("RGB", (_BROAD * 2, _HIGH * 2), background)
    paint(ImageDraw.Draw(large))
    return png(large.resize((_BROAD, _HIGH), Image.Resampling.LANCZOS))


def cafe() -> bytes:
    """Coffee, cake and a plant by the window."""
    return illustration(_paint_cafe, "#f7e6c4")


def corner() -> bytes:
    """The children's corner: blocks, a ball, a bear's house of paper."""
    return illustration(_paint_corner, "#e3eecd")


def table() -> bytes:
    """The language table: books, cards with letters, a pot of tea."""
    return illustration(_paint_table, "#d9ebf0")


def _box(left: float, top: float, wide: float, high: float) -> Box:
    """In points of the small picture."""
    return (left * 2, top * 2, (left + wide) * 2, (top + high) * 2)


def _round(draw: Draw, box: Box, fill: str, radius: float = 24) -> None:
    draw.rounded_rectangle(box, radius * 2, fill)


def _window(draw: Draw, left: float) -> None:
    _round(draw, _box(left, 90, 380, 330), "#fffdf8", 18)
    _round(draw, _box(left + 20, 110, 340, 290), "#bfe0ea", 10)
    draw.ellipse(_box(left + 220, 140, 90, 90), "#f5c33f")
    draw.ellipse(_box(left - 10, 320, 260, 180), "#8ea532")
    draw.rectangle(_box(left - 30, 400, 440, 110), "#f7e6c4")
    _round(draw, _box(left - 20, 392, 420, 24), "#fffdf8", 8)
    draw.rectangle(_box(left + 183, 110, 14, 290), "#fffdf8")


def _bunting(draw: Draw) -> None:
    colours = ("#b52f17", "#f5c33f", "#57945a", "#3f9ab8", "#cc6ba2", "#8f78c9")
    for step in range(12):
        left, top = step * 104 - 20, 20 + abs(step - 5.5) * -7 + 46
        points = [(left, top), (left + 84, top), (left + 42, top + 70)]
        draw.polygon([(x * 2, y * 2) for x, y in points], fill=colours[step % 6])
    draw.line([(x * 4, (66 - abs(x / 52 - 5.5) * 7) * 2) for x in range(0, 620, 20)], "#7c4f00", 6)


def _plant(draw: Draw, left: float, top: float) -> None:
    for across, up, wide, high in (
        (0, 30, 70, 150),
        (60, 0, 70, 180),
        (120, 30, 70, 150),
    ):
        draw.ellipse(_box(left + across, top + up, wide, high), "#57945a")
    draw.ellipse(_box(left + 36, top + 40, 54, 130), "#1b5c39")
    draw.ellipse(_box(left + 98, top + 40, 54, 130), "#1b5c39")
    _round(draw, _box(left + 25, top + 150, 140, 120), "#b5562f", 20)
    _round(draw, _box(left + 15, top + 140, 160, 36), "#cc6f45", 14)


def _cup(draw: Draw, left: float, top: float, colour: str) -> None:
    draw.ellipse(_box(left - 30, top + 88, 200, 40), "#fffdf8")
    draw.ellipse(_box(left + 96, top + 14, 66, 66), colour)
    draw.ellipse(_box(left + 112, top + 30, 34, 34), "#e9c98c")
    _round(draw, _box(left, top, 130, 108), colour, 34)
    draw.ellipse(_box(left, top - 16, 130, 36), "#fffdf8")
    draw.ellipse(_box(left + 10, top - 10, 110, 25), "#6b4423")


def _paint_cafe(draw: Draw) -> None:
    _bunting(draw)
    _window(draw, 410)
    draw.rectangle(_box(0, 560, 1200, 340), "#dd9c22")
    draw.rectangle(_box(0, 560, 1200, 34), "#c4861a")
    for step in range(6):
        draw.rectangle(_box(step * 220 + 60, 594, 60, 306), "#e2a835")
    _plant(draw, 60, 320)
    _cup(draw, 330, 560, "#b52f17")
    _cup(draw, 900, 600, "#3f9ab8")
    draw.ellipse(_box(540, 700, 340, 90), "#fffdf8")
    _round(draw, _box(600, 610, 220, 130), "#8a5a2b", 30)
    _round(draw, _box(600, 596, 220, 60), "#f8dfeb", 26)
    for step in range(4):
        draw.ellipse(_box(622 + step * 50, 580, 32, 32), "#cc6ba2")
    draw.ellipse(_box(180, 720, 210, 70), "#fffdf8")
    for across, up in ((205, 706), (262, 694), (300, 716)):
        draw.ellipse(_box(across, up, 70, 44), "#b9813d")


def _paint_corner(draw: Draw) -> None:
    _bunting(draw)
    draw.ellipse(_box(60, 500, 1080, 560), "#f8dfeb")
    draw.ellipse(_box(150, 550, 900, 460), "#fbe8bb")
    _round(draw, _box(170, 270, 300, 330), "#3f9ab8", 12)
    draw.polygon([(280, 560), (640, 300), (1000, 560)], fill="#b52f17")
    _round(draw, _box(270, 430, 100, 170), "#10402a", 48)
    draw.ellipse(_box(296, 320, 52, 52), "#fdf0cb")
    colours = ("#dd9c22", "#57945a", "#8f78c9", "#cc6ba2", "#0d5872", "#b52f17")
    places = ((640, 600), (752, 600), (864, 600), (696, 490), (808, 490), (752, 380))
    letters = "LENPES"  # read from above: S, PE, LEN
    for (left, top), colour, letter in zip(places, colours, letters, strict=True):
        _round(draw, _box(left, top, 104, 104), colour, 14)
        middle = ((left + 52) * 2, (top + 52) * 2)
        draw.text(middle, letter, "#fffdf8", font(130, bold=True), anchor="mm")
    draw.ellipse(_box(430, 660, 150, 150), "#b52f17")
    draw.pieslice(_box(430, 660, 150, 150), 200, 320, fill="#f5c33f")
    draw.pieslice(_box(430, 660, 150, 150), 20, 140, fill="#fffdf8")
    for step, colour in enumerate(colours[:5]):
        _round(draw, _box(680 + step * 46, 760, 22, 90), colour, 8)


def _paint_table(draw: Draw) -> None:
    _window(draw, 90)
    _plant(draw, 940, 300)
    draw.rectangle(_box(-20, 400, 1240, 120), "#d9ebf0")
    _plant(draw, 940, 300)
    draw.rectangle(_box(0, 560, 1200, 340), "#8a5a2b")
    draw.rectangle(_box(0, 560, 1200, 30), "#754a20")
    colours = ("#b52f17", "#57945a", "#8f78c9", "#dd9c22")
    for step, colour in enumerate(colours):
        _round(draw, _box(120 + step * 8, 540 - step * 44, 300 - step * 12, 40), colour, 8)
        draw.rectangle(_box(136 + step * 8, 552 - step * 44, 240, 6), "#fffdf8")
    for step, letter in enumerate("TAAL"):
        left, top = 470 + step * 112, 640 + (step % 2) * 26
        _round(draw, _box(left, top, 100, 130), "#fffdf8", 12)
        middle = ((left + 50) * 2, (top + 66) * 2)
        draw.text(middle, letter, colours[step], font(150, bold=True), anchor="mm")
    _cup(draw, 560, 500, "#cc6ba2")
    _cup(draw, 160, 690, "#57945a")
    for step, colour in enumerate(("#f5c33f", "#3f9ab8", "#b52f17")):
        _round(draw, _box(960, 690 + step * 40, 190, 18), colour, 8)
