"""Builds `app/static/` from this folder: cut letters, stylesheets and pictures under hashed names.

Run by the set-up, never by the web: `python app/theme/build.py`. Letters are cut again only when
this file or their packages change. `manifest.json` says which file stands for which name.
"""

import gzip
import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

THEME = Path(__file__).resolve().parent
STATIC = THEME.parent / "static"
COPIED = (".svg", ".js", ".png", ".jpg", ".webp", ".ico")
PRESSED = (".css", ".svg", ".js")

# Neither family has tabular figures, so amounts would not line up: each digit gets one width.
DIGIT_WIDTH = {400: 604, 700: 662}
ARABIC_DIGIT_WIDTH = {400: 555, 700: 614}

LATIN = "U+0000-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122"
LATIN += ", U+2212"
EXTENDED = "U+0100-0130, U+0132-0151, U+0154-017F, U+0192, U+0218-021B, U+1E9E, U+20BA"
ARABIC = "U+0600-06FF, U+0750-077F, U+FB50-FDFF, U+FE70-FEFC"


@dataclass(frozen=True)
class Cut:
    """One font file for the web: a family and weight, and the letters that it carries."""

    family: str
    weight: int
    script: str
    letters: str

    @property
    def file(self) -> str:
        """The name before hashing."""
        return f"fonts/{self.family.lower()}-{self.weight}-{self.script}.woff2"


CUTS = [
    Cut(family, weight, script, letters)
    for family, script, letters in (
        ("Lexend", "latin", LATIN),
        ("Lexend", "extended", EXTENDED),
        ("Tajawal", "arabic", ARABIC),
    )
    for weight in (400, 700)
]
PRINTED = [("Lexend", 400), ("Lexend", 700), ("Tajawal", 400), ("Tajawal", 700)]

# Tajawal is drawn small beside Lexend.
SIZE_ADJUST = {"Tajawal": "\n  size-adjust: 116%;"}

FACE = """@font-face {{
  font-family: {family};
  src: url("{file}") format("{kind}");
  font-weight: {weight};
  font-display: swap;{more}
  unicode-range: {letters};
}}
"""
PRINT_FACE = """@font-face {{
  font-family: {family};
  src: url("fonts/{name}-{weight}.ttf");
  font-weight: {weight};
}}
"""


def static_font(family: str, weight: int) -> Any:
    """The whole family at one weight, not variable: the PDF renderer is twice as fast with it."""
    if family == "Lexend":
        source = files("fontpkg_lexend") / "files" / "Lexend[wght].ttf"
        font = TTFont(str(source), recalcTimestamp=False)
        font = instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
        level_digits(font, DIGIT_WIDTH[weight])
        return font
    name = {400: "Regular", 700: "Bold"}[weight]
    source = files("fontpkg_tajawal") / "files" / f"Tajawal-{name}.ttf"
    font = TTFont(str(source), recalcTimestamp=False)
    level_digits(font, ARABIC_DIGIT_WIDTH[weight], zero="\N{ARABIC-INDIC DIGIT ZERO}")
    return font


def level_digits(font: Any, width: int, *, zero: str = "0") -> None:
    """Give the ten digits from zero on one width, by moving each to the middle of it."""
    names = font.getBestCmap()
    for digit in range(ord(zero), ord(zero) + 10):
        name = names[digit]
        old, bearing = font["hmtx"][name]
        shift = round((width - old) / 2)
        glyph = font["glyf"][name]
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, bearing + shift)


def code_points(letters: str) -> list[int]:
    """Every code point of a CSS `unicode-range`."""
    points: list[int] = []
    for part in letters.replace("U+", "").split(","):
        first, _, last = part.strip().partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def cut_fonts(folder: Path) -> None:
    """Write every cut as woff2 and every printed font whole, unless they stand already."""
    stamp = folder / ".cut-from"
    packages = [version(name) for name in ("fontpkg-lexend", "fontpkg-tajawal", "fonttools")]
    made_from = " ".join([*packages, digest(Path(__file__).read_bytes())])
    if stamp.is_file() and stamp.read_text() == made_from:
        return
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "fonts").mkdir(parents=True)
    for family, weight in PRINTED:
        static_font(family, weight).save(folder / "fonts" / f"{family.lower()}-{weight}.ttf")
    for cut in CUTS:
        font = static_font(cut.family, cut.weight)
        options = subset.Options(flavor="woff2", hinting=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=code_points(cut.letters))
        subsetter.subset(font)
        subset.save_font(font, str(folder / cut.file), options)
    stamp.write_text(made_from)


def digest(content: bytes) -> str:
    """Ten letters that change with the content; ten are enough for a few dozen names."""
    return hashlib.sha256(content).hexdigest()[:10]


def web_faces(manifest: dict[str, str]) -> str:
    """`fonts.css`: one face a cut, so that a page fetches only the letters it shows."""
    return "".join(
        FACE.format(
            family=cut.family,
            file=manifest[cut.file],
            kind="woff2",
            weight=cut.weight,
            more=SIZE_ADJUST.get(cut.family, ""),
            letters=cut.letters,
        )
        for cut in CUTS
    )


def print_faces() -> str:
    """`fonts-print.css`: the whole static fonts, for the PDF renderer."""
    return "".join(
        PRINT_FACE.format(family=family, name=family.lower(), weight=weight)
        for family, weight in PRINTED
    )


def hashed_urls(css: str, manifest: dict[str, str], *, source: str) -> str:
    """Point each `url("name")` at the hashed file; an unknown file is an error, not a 404 later."""

    def hashed(found: re.Match[str]) -> str:
        name = found["name"]
        if name.startswith(("#", "data:")) or name in manifest.values():
            return found[0]
        if (STATIC / name).is_file():
            return found[0]
        if name not in manifest:
            message = f"{source} points at {name}, which is not in the theme"
            raise SystemExit(message)
        return f'url("{manifest[name]}")'

    return re.sub(r"""url\((["']?)(?P<name>[^)"']+)\1\)""", hashed, css)


def without_comments(css: str) -> str:
    """The same rules without comments, indents and empty lines."""
    lines = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


def place(name: str, content: bytes, manifest: dict[str, str]) -> None:
    """Write one file under its hashed name, pressed beside it, and enter it in the manifest."""
    path = Path(name)
    manifest[name] = str(path.with_name(f"{path.stem}.{digest(content)}{path.suffix}"))
    target = STATIC / manifest[name]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if path.suffix in PRESSED:
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, mtime=0))


def theme_files(*kinds: str) -> Iterator[tuple[str, Path]]:
    """Name and path of this folder's files of some kinds, in a stable order."""
    for path in sorted(THEME.rglob("*")):
        if path.suffix in kinds:
            yield path.relative_to(THEME).as_posix(), path


def sweep(manifest: dict[str, str]) -> None:
    """Remove what an earlier build left and nothing refers to any more."""
    fonts = {f"fonts/{family.lower()}-{weight}.ttf" for family, weight in PRINTED}
    kept = {*manifest.values(), *fonts, "manifest.json"}
    kept |= {f"{name}.gz" for name in kept}
    for path in STATIC.rglob("*"):
        if path.is_file() and path.relative_to(STATIC).as_posix() not in kept:
            path.unlink()


def build(cache: Path) -> dict[str, str]:
    """Build everything; the manifest is written last, so that its age tells the build's age."""
    manifest: dict[str, str] = {}
    write = partial(place, manifest=manifest)
    cut_fonts(cache)
    for cut in CUTS:
        write(cut.file, (cache / cut.file).read_bytes())
    for family, weight in PRINTED:
        whole = f"fonts/{family.lower()}-{weight}.ttf"
        shutil.copyfile(cache / whole, STATIC / whole)
    for name, path in theme_files(*COPIED):
        write(name, path.read_bytes())
    sheets = {name: path.read_text("utf-8") for name, path in theme_files(".css")}
    sheets |= {"fonts.css": web_faces(manifest), "fonts-print.css": print_faces()}
    for name, css in sheets.items():
        write(name, hashed_urls(without_comments(css), manifest, source=name).encode())
    sweep(manifest)
    (STATIC / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    return manifest


if __name__ == "__main__":
    made = build(THEME.parents[1] / "build" / "fonts")
    sys.stdout.write(f"theme: {len(made)} files in app/static\n")
