"""Serving files. The route, and its ``may()``, are of the room the file belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from io import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Response, abort
from werkzeug.wsgi import FileWrapper

from app import formats
from app.access import person_id
from app.clock import now
from app.extensions import db
from app.writing import at_once
from grants.documents.models import Document
from grants.documents.store import Kind, Store
from grants.kit.errors import TooMany
from grants.people.service import count

_TYPES = {
    Kind.JPEG: ("image/jpeg", "jpg"),
    Kind.PNG: ("image/png", "png"),
    Kind.HEIC: ("image/heic", "heic"),
    Kind.PDF: ("application/pdf", "pdf"),
    Kind.CSV: ("text/csv; charset=utf-8", "csv"),
    Kind.JSON: ("application/json", "json"),
}
_IN_MEMORY = 1024 * 1024
_SAME_ENDINGS = {"jpeg": "jpg", "jpe": "jpg", "heif": "heic"}


UPLOADS, PERIOD = 60, timedelta(hours=1)


def count_upload() -> None:
    """Count one file of who is signed in, committed before the work on it. Raises TooMany."""
    try:
        with at_once(db.session()):
            count(db.session(), f"uploads-person:{person_id()}", UPLOADS, PERIOD, now())
    except TooMany as refusal:
        again_at = formats.moment(refusal.facts["again_at"])  # type: ignore[arg-type]
        raise TooMany(refusal.code, again_at=again_at) from None


def send_document(document: Document, store: Store, *, download: bool = False) -> Response:
    """Answer with the file: readable pictures in the page, all else as a download.

    404 when the bytes are gone or changed; the nightly check names those.
    """
    try:
        data = store.open(document.hash)
    except KeyError:
        abort(404)
    mime, ending = _TYPES[document.kind]
    inline = document.is_picture and not download
    response = Response(data)
    response.headers["Content-Type"] = mime
    response.headers["Content-Disposition"] = disposition(
        named(document.name, ending), inline=inline
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_made(data: bytes, mimetype: str, name: str, *, inline: bool = False) -> Response:
    """Answer with a file that was made just now and is kept nowhere; ``name`` has its ending."""
    response = Response(data, content_type=mimetype)
    response.headers["Content-Disposition"] = disposition(name, inline=inline)
    return response


def send_lines(lines: Iterable[str], mimetype: str, name: str) -> Response:
    """The same for a file that may be long: made whole before it is sent, on disk by then."""
    file = on_disk()
    for line in lines:
        file.write(line.encode())
    return send_written(file, mimetype, name)


def on_disk() -> IO[bytes]:
    """A file to write to that nobody else sees; in memory as long as it is small."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


def send_written(file: IO[bytes], mimetype: str, name: str) -> Response:
    """Answer with what was written to such a file; it is gone with the answer."""
    length = file.seek(0, SEEK_END)
    file.seek(0)
    if length <= _IN_MEMORY:
        with file:
            return send_made(file.read(), mimetype, name)
    response = send_made(b"", mimetype, name)
    response.response, response.content_length = FileWrapper(file), length
    response.call_on_close(file.close)
    return response


def named(name: str, ending: str) -> str:
    """Give the name the ending of what the file really is now (a HEIC became a JPEG)."""
    stem, dot, old = name.rpartition(".")
    if not dot:
        return f"{name}.{ending}"
    old = old.lower()
    return name if _SAME_ENDINGS.get(old, old) == ending else f"{stem or name}.{ending}"


def disposition(name: str, *, inline: bool) -> str:
    """Write RFC 6266: a plain name for old readers and the whole one in UTF-8."""
    how = "inline" if inline else "attachment"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-()") else "_" for c in name)
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
