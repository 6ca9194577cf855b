"""Pictures as a phone takes them: large, with where and when inside."""

from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

INKS = ((60, 66, 58), (120, 130, 118), (246, 242, 230))


def photo(folder: Path, width: int = 1200, name: str = "foto") -> Path:
    """One that knows on which phone and where it was taken; a new phone's is 4000 dots wide."""
    picture = Image.new("RGB", (width, width * 3 // 4), (246, 242, 230))
    draw = ImageDraw.Draw(picture)
    for row in range(width // 10, width * 13 // 20, width // 20):
        draw.rectangle((width // 7, row, width * 6 // 7, row + width // 70), fill=(60, 66, 58))
    mess = Random(name)  # each name another picture
    for _ in range(12):
        left, top = mess.randrange(width), mess.randrange(width * 3 // 4)
        draw.ellipse((left, top, left + width // 4, top + width // 5), fill=mess.choice(INKS))
    facts = Image.Exif()
    facts[0x0110] = "Phone"
    facts.get_ifd(0x8825)[1] = "N"
    path = folder / f"{name}.jpg"
    picture.save(path, "JPEG", quality=85, exif=facts)
    return path
