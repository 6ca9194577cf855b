"""PDFs that people send: parsed, freed of everything that acts or tells, written anew."""

from __future__ import annotations

import io
from typing import Any

from app.gateways.renderer.tags import jpeg_without_tags
from app.gateways.renderer.wire import Message

# What runs, opens, carries or tells something besides the pages themselves.
_ACTING = frozenset({
    "/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/AF",
    "/XFA", "/RichMediaContent", "/RichMediaSettings", "/Launch", "/Collection", "/Requirements",
})  # fmt: skip
_TELLING = frozenset({"/Metadata", "/PieceInfo", "/LastModified"})
_ACTS = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition",
    "/RichMediaExecute", "/Movie", "/Sound", "/SetOCGState", "/Trans",
})  # fmt: skip
_DEEPEST = 100


def warm_up() -> None:
    """Import the parser."""
    import pikepdf  # noqa: F401, PLC0415  heavy, and only in the renderer


def cleaned(question: Message) -> Message:
    """Answer with the cleaned paper and its number of pages, or with a refusal."""
    import pikepdf  # noqa: PLC0415

    try:
        with pikepdf.open(io.BytesIO(question.blobs[0])) as paper:
            pages = len(paper.pages)
            if pages == 0:
                return Message({"refused": "file-not-what-it-says"})
            found = sum(_clean(thing, 0) for thing in paper.objects)
            _forget_author(paper)
            out = io.BytesIO()
            paper.save(out, deterministic_id=True, encryption=False, fix_metadata_version=False)
    except pikepdf.PasswordError:
        return Message({"refused": "file-encrypted"})
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a broken paper breaks in many ways
        return Message({"refused": "file-not-what-it-says"})
    return Message({"pages": pages, "cleaned": found > 0}, [out.getvalue()])


def _forget_author(paper: Any) -> None:
    if "/Info" in paper.trailer:
        del paper.trailer["/Info"]


def _clean(thing: Any, depth: int) -> int:
    """Take out of this object what acts or tells; say how many acting things there were."""
    import pikepdf  # noqa: PLC0415

    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(thing, pikepdf.Array):
        return sum(_clean(part, depth + 1) for part in thing if not _stands_apart(part))
    if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return 0
    if isinstance(thing, pikepdf.Stream):
        _plain_picture(thing)
    found = 0
    acting = _acting(thing)
    for key in list(thing.keys()):
        if key in acting:
            del thing[key]
            found += 1
        elif key in _TELLING:
            del thing[key]
        elif not _stands_apart(thing.get(key)):
            found += _clean(thing.get(key), depth + 1)
    return found


def _acting(thing: Any) -> frozenset[str]:
    """Name the keys that act here: in an action of a kind we do not want, all of them."""
    is_action = str(thing.get("/Type", "/Action")) == "/Action"
    if is_action and str(thing.get("/S")) in _ACTS:
        return frozenset(thing.keys()) - {"/Type"}
    return _ACTING


def _plain_picture(stream: Any) -> None:
    """A photo inside the paper carries tags of its own."""
    import pikepdf  # noqa: PLC0415

    if str(stream.get("/Filter")) == "/DCTDecode":
        picture = jpeg_without_tags(stream.read_raw_bytes())
        if picture:
            parameters = stream.get("/DecodeParms")
            stream.write(picture, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def _stands_apart(part: Any) -> bool:
    """Plain values and numbered objects: the latter have their own turn."""
    return bool(getattr(part, "is_indirect", True))
