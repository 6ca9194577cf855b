"""What a file is by its first bytes, and what it may be called."""

from __future__ import annotations

import unicodedata

from grants.documents.store import Kind

NAME_LENGTH = 120
# The major brands under which phones write HEIC; AVIF and film are other brands.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
# Marks that turn the reading direction: "bon<RLO>fdp.exe" would read as "bonexe.pdf".
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def received_kind(data: bytes) -> Kind | None:
    """Say which of the kinds that people may send this is, by its first bytes only."""
    if data.startswith(_JPEG):
        return Kind.JPEG
    if data.startswith(_PNG):
        return Kind.PNG
    if data.startswith(_PDF):
        return Kind.PDF
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return None


def kind_of(data: bytes) -> Kind:
    """Say what a file is that we keep: one that people sent, or a table of our own making."""
    kind = received_kind(data)
    if kind is not None:
        return kind
    return Kind.JSON if data[:1] in {b"{", b"["} else Kind.CSV


def clean_name(name: str) -> str:
    """Make a name that shows as it is: no folder, no control or direction mark, NFC, short."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in name if c not in _BIDI and unicodedata.category(c)[0] != "C")
    kept = " ".join(kept.split()).strip(" .")
    if len(kept) <= NAME_LENGTH:
        return kept or "bestand"
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > len("jpeg"):
        return kept[:NAME_LENGTH].strip(" .")
    return stem[: NAME_LENGTH - len(ending) - 1].strip(" .") + dot + ending
