"""Pictures as a phone takes them: large, with where and when inside."""

from pathlib import Path

from PIL import Image, ImageDraw


def photo(folder: Path) -> Path:
    """One of 12 million dots, that knows where it was taken."""
    path = folder / "foto.jpg"
    if not path.exists():
        picture = Image.new("RGB", (4000, 3000), (246, 242, 230))
        draw = ImageDraw.Draw(picture)
        for row in range(400, 2600, 200):
            draw.rectangle((600, row, 3400, row + 60), fill=(60, 66, 58))
        facts = Image.Exif()
        facts[0x0110] = "Phone"
        facts.get_ifd(0x8825)[1] = "N"
        picture.save(path, "JPEG", quality=85, exif=facts)
    return path
