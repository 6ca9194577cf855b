"""Small files made on the spot: good ones, broken ones, and ones that lie."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image

PLACE = {1: "N", 2: (52.0, 4.0, 30.0), 3: "E", 4: (4.0, 18.0, 5.0)}


def _tags() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update(PLACE)
    return exif


@cache
def jpeg(width: int = 400, height: int = 300) -> bytes:
    """A photo with its place, its maker, an XMP packet and a remark in it."""
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.save(out, "JPEG", exif=_tags(), comment=b"at Ada's home", xmp=b"<x:xmpmeta>Ada home")
    data = out.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0c\x1c\x02\x50\x00\x07Ada Bos"
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + data[2:]


@cache
def png() -> bytes:
    """A see-through drawing with tags."""
    out = io.BytesIO()
    picture = Image.new("RGBA", (300, 200), (0, 90, 60, 40))
    picture.save(out, "PNG", exif=_tags())
    return out.getvalue()


@cache
def heic(width: int = 320, height: int = 240) -> bytes:
    """A phone's photo with its place."""
    out = io.BytesIO()
    pillow_heif.register_heif_opener()
    Image.new("RGB", (width, height), "green").save(out, "HEIF", exif=_tags().tobytes())
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_bomb(side: int = 30_000) -> bytes:
    """A few hundred bytes that say they are 900 million pixels."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    rows = _chunk(b"IDAT", zlib.compress(bytes(100_000)))
    return b"\x89PNG\r\n\x1a\n" + header + rows + _chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A small picture with a remark that unpacks to 200 MB."""
    squeezed = zlib.compressobj(9)
    packed = b"".join(squeezed.compress(bytes(1 << 20)) for _ in range(200)) + squeezed.flush()
    return png()[:33] + _chunk(b"zTXt", b"remark\x00\x00" + packed) + png()[33:]


def lying_heic() -> bytes:
    """A phone's photo whose header says 60,000 by 60,000."""
    data = bytearray(heic())
    at = data.find(b"ispe")
    while at >= 0:
        data[at + 8 : at + 16] = struct.pack(">II", 60_000, 60_000)
        at = data.find(b"ispe", at + 4)
    return bytes(data)


def pdf(*, password: str = "", acting: bool = False, pages: int = 2) -> bytes:
    """A paper; with a password, or with all that acts in it."""
    paper = pikepdf.new()
    for _ in range(pages):
        paper.add_blank_page(page_size=(200, 200))
    paper.docinfo["/Author"] = "Ada Bos"
    if acting:
        _make_act(paper)
    out = io.BytesIO()
    lock = pikepdf.Encryption(owner=password, user=password) if password else False
    paper.save(out, encryption=lock, deterministic_id=not password)
    return out.getvalue()


def _make_act(paper: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")
    paper.Root.OpenAction = act
    paper.Root.AA = pikepdf.Dictionary(WC=act)
    paper.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["run", act]))
    )
    paper.attachments["run.exe"] = b"MZ canary"
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    box = pikepdf.Array([0, 0, 9, 9])
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=box, A=launch
    )
    paper.pages[0].Annots = pikepdf.Array([link])
    paper.pages[0].AA = pikepdf.Dictionary(O=act)


def pdf_with_photo() -> bytes:
    """A scanned receipt: a paper around a photo with its place in it."""
    paper = pikepdf.new()
    paper.add_blank_page(page_size=(200, 200))
    photo = pikepdf.Stream(paper, jpeg())
    photo.update(pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=400, Height=300,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    ))  # fmt: skip
    paper.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))
    out = io.BytesIO()
    paper.save(out, deterministic_id=True)
    return out.getvalue()
