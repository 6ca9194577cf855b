"""What a file says besides its picture (place, maker, remarks), taken out without decoding."""

from __future__ import annotations

_START, _END, _SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
# APP0 (JFIF) and APP14 (Adobe: how colours are written) are needed to show the picture.
_DROPPED = frozenset([*range(0xE1, 0xEE), 0xEF, 0xFE])
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB"})


def jpeg_without_tags(data: bytes) -> bytes:
    """Copy a JPEG's picture segments only; what comes after its end or makes no sense is left."""
    if not data.startswith(_START):
        return b""
    kept, at = bytearray(_START), 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004  every segment begins so
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004  filling
            at += 1
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2:  # noqa: PLR2004  the length counts itself
            break
        if marker == _SCAN:
            end = _scan_end(data, at + 2 + length)
            kept += data[at:end]
            at = end
            continue
        if marker == _END[1]:
            break
        if marker not in _DROPPED:
            kept += data[at : at + 2 + length]
        at += 2 + length
    return bytes(kept + _END)


def _scan_end(data: bytes, at: int) -> int:
    """Find the next marker that is no part of the scan (not 00 and not RST0 to RST7)."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:  # noqa: PLR2004
            return at
        at += 2


def png_without_tags(data: bytes) -> bytes:
    """Copy a PNG's picture chunks only."""
    if not data.startswith(_PNG_SIGNATURE):
        return b""
    kept, at = bytearray(_PNG_SIGNATURE), len(_PNG_SIGNATURE)
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in _PNG_KEPT:
            kept += data[at:end]
        at = end
    return bytes(kept)


def blanked(data: bytes, secrets: list[bytes]) -> bytes:
    """Write zeros over these pieces, wherever they stand."""
    for secret in secrets:
        if secret:
            data = data.replace(secret, bytes(len(secret)))
    return data
