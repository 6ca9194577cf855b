from datetime import UTC, datetime
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_options_header

from app.documents import disposition, named, send_document
from app.gateways.files import MemoryStore
from grants.documents.models import Document
from tests.gateways import samples


def document(store: MemoryStore, data: bytes, **more: object) -> Document:
    stored = store.put(data)
    known: dict[str, object] = {
        "id": UUID(int=1), "owner_id": UUID(int=2), "hash": stored.hash, "kind": stored.kind,
        "size": stored.size, "name": "bon.jpg", "readable": True,
        "created_at": datetime(2026, 11, 21, tzinfo=UTC),
    }  # fmt: skip
    return Document(**known | more)


def test_every_file_is_sent_fenced_in() -> None:
    store = MemoryStore()

    with Flask("x").test_request_context():
        sent = send_document(document(store, samples.jpeg()), store)

    assert sent.get_data() == samples.jpeg()
    assert sent.headers["Content-Type"] == "image/jpeg"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert sent.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert sent.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("data", "readable", "download", "how"),
    [
        (samples.jpeg(), True, False, "inline"),
        (samples.jpeg(), True, True, "attachment"),
        (samples.jpeg(), False, False, "attachment"),
        (samples.heic(), False, False, "attachment"),
        (samples.pdf(), True, False, "attachment"),
        (b"a,b", True, False, "attachment"),
    ],
    ids=["picture", "asked to save", "unreadable", "heic", "pdf", "csv"],
)
def test_only_a_picture_that_could_be_opened_shows_in_a_page(
    data: bytes,
    readable: bool,
    download: bool,
    how: str,
) -> None:
    store = MemoryStore()

    with Flask("x").test_request_context():
        sent = send_document(document(store, data, readable=readable), store, download=download)

    assert sent.headers["Content-Disposition"].startswith(how + ";")


def test_a_file_that_is_gone_is_not_found() -> None:
    with Flask("x").test_request_context(), pytest.raises(NotFound):
        send_document(document(MemoryStore(), b"a"), MemoryStore())


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_arrives_whole_and_adds_no_header(name: str) -> None:
    value = disposition(name, inline=False)

    assert value.isascii()
    assert not set(value) & set("\r\n\0")
    how, options = parse_options_header(value)
    assert (how, options["filename"]) == ("attachment", name)
    EmailMessage()["Content-Disposition"] = value


@pytest.mark.parametrize(
    ("name", "ending", "sent"),
    [("IMG_1.HEIC", "jpg", "IMG_1.jpg"), ("bon.JPEG", "jpg", "bon.JPEG"), ("bon", "pdf", "bon.pdf"),
     ("bon.pdf.exe", "pdf", "bon.pdf.pdf"), (".jpg", "pdf", ".jpg.pdf")],
)  # fmt: skip
def test_a_name_ends_in_what_the_file_is(name: str, ending: str, sent: str) -> None:
    assert named(name, ending) == sent
