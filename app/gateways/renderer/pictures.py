"""Pictures: decoded, turned upright, made small, written anew. Nothing else of them is kept."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from typing import Any

from app.gateways.renderer.tags import blanked, jpeg_without_tags, png_without_tags
from app.gateways.renderer.wire import Message

_FORMATS = ("JPEG", "PNG", "HEIF")
_QUALITY = 85
_GREY_STEPS = 256


def warm_up() -> None:
    """Import the decoders."""
    import pillow_heif  # noqa: PLC0415  heavy, and only in the renderer
    from PIL import Image, ImageCms, ImageOps  # noqa: F401, PLC0415

    pillow_heif.register_heif_opener()
    pillow_heif.options.DECODE_THREADS = 1
    Image.init()
    # We look at the size ourselves, before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None


def remade(question: Message) -> Message:
    """Answer with the picture and its small one as JPEG, or say that it cannot be read."""
    from PIL import Image, ImageFile  # noqa: PLC0415

    # The page renderer sets this when it is imported; half a receipt is no receipt.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    data = question.blobs[0]
    facts = question.facts
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > facts["most_pixels"]:
                    return Message({"refused": "picture-too-many-pixels"})
                picture = _upright(image)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  decoders raise anything
        return _kept_as_it_is(data)
    full = _jpeg(_within(picture, facts["side"]))
    small = _jpeg(_within(picture, facts["small_side"]))
    facts = {"width": full[1], "height": full[2], "likeness": _likeness(picture)}
    return Message({"readable": True, **facts}, [full[0], small[0]])


def _likeness(picture: Any) -> str:
    """64 bits of how light goes from left to right: another photo of the same has nearly the same.

    Known as dHash: nine by eight greys, and whether each is lighter than its neighbour.
    """
    from PIL import Image  # noqa: PLC0415

    greys = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for place in range(72):
        if place % 9 != 8:  # noqa: PLR2004  the last of a row has no neighbour
            bits = bits << 1 | (greys[place] < greys[place + 1])
    return f"{bits:016x}"


def _upright(image: Any) -> Any:
    from PIL import Image, ImageOps  # noqa: PLC0415

    image.load()
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        upright = upright.point(lambda value: value / _GREY_STEPS).convert("L")
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        upright = Image.new("RGBA", seen.size, "white")
        upright.alpha_composite(seen)
        profile = None
    elif profile:
        upright = _in_common_colours(upright, profile)
    plain = upright.convert("RGB")
    # Comments, XMP and the like would be written along from here.
    plain.info = {}
    return plain


def _in_common_colours(image: Any, profile: bytes) -> Any:
    from PIL import ImageCms  # noqa: PLC0415

    with suppress(Exception):  # a profile that makes no sense changes nothing
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        common = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, common, outputMode="RGB") or image
    return image


def _within(picture: Any, side: int) -> Any:
    from PIL import Image  # noqa: PLC0415

    copy = picture.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return copy


def _jpeg(picture: Any) -> tuple[bytes, int, int]:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue(), picture.width, picture.height


def _kept_as_it_is(data: bytes) -> Message:
    """Keep a picture nobody here can open as a file, without what it says of place and maker."""
    kept = jpeg_without_tags(data) or png_without_tags(data) or _heic_without_tags(data)
    if not kept:
        return Message({"refused": "file-not-what-it-says"})
    return Message({"readable": False}, [kept])


def _heic_without_tags(data: bytes) -> bytes:
    import pillow_heif  # noqa: PLC0415

    try:
        info = pillow_heif.open_heif(data, convert_hdr_to_8bit=False).info
    except Exception:  # noqa: BLE001  the box itself cannot be read: nothing says where tags are
        return b""
    secrets = [info.get("exif") or b"", info.get("xmp") or b""]
    secrets += [piece.get("data") or b"" for piece in info.get("metadata") or []]
    return blanked(data, secrets)
