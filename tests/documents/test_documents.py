from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from grants.documents import queries, service
from grants.documents.models import Document
from grants.documents.rules import clean_name
from grants.documents.store import Kind, Stored
from grants.kit.access import SYSTEM
from grants.owners.models import OwnerKind
from grants.owners.service import create

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BON = Stored("a" * 64, 12, Kind.JPEG)

NAMES = {
    "plain": ("bon.jpg", "bon.jpg"),
    "folder": ("../../etc/passwd", "passwd"),
    "windows folder": (r"C:\fakepath\bon.jpg", "bon.jpg"),
    "turned round": ("bon\u202efdp.exe", "bonfdp.exe"),
    "nul and line end": ("bon\x00\r\n.jpg", "bon.jpg"),
    "two ways to write é": ("cafe\u0301.pdf", "café.pdf"),
    "nothing": ("", "bestand"),
    "only dots": ("../..", "bestand"),
    "spaces": ("  mijn   bon .jpg ", "mijn bon .jpg"),
    "arabic": ("إيصال.pdf", "إيصال.pdf"),
    "long": ("x" * 5000 + ".jpeg", "x" * 115 + ".jpeg"),
    "long without an end": ("x" * 5000, "x" * 120),
}


@pytest.mark.parametrize(("given_", "kept"), NAMES.values(), ids=NAMES.keys())
def test_a_name_shows_as_it_is(given_: str, kept: str) -> None:
    assert clean_name(given_) == kept


@given(st.text())
def test_any_name_becomes_one_that_can_be_kept(name: str) -> None:
    kept = clean_name(name)

    assert 1 <= len(kept) <= 120
    assert kept == clean_name(kept)
    assert not set(kept) & set("/\\\r\n\0\u202e")


@pytest.fixture
def owner(session: Session) -> UUID:
    return create(session, OwnerKind.WORKGROUP, at=NOON)


def keep(session: Session, owner: UUID, stored: Stored = BON, **more: object) -> Document:
    return service.keep(
        session, stored, owner_id=owner, name="bon.jpg", by=SYSTEM, at=NOON,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_kept_file_is_found_with_what_was_made_from_it(session: Session, owner: UUID) -> None:
    photo = keep(session, owner, small=replace(BON, hash="b" * 64, size=3))

    assert queries.documents(session, [photo.id]) == {photo.id: photo}
    (small,) = queries.made_from(session, [photo.id])[photo.id]
    assert (small.size, small.owner_id, small.received_hash) == (3, owner, None)


def test_a_picture_that_is_small_already_is_kept_once(session: Session, owner: UUID) -> None:
    photo = keep(session, owner, small=BON)

    assert queries.made_from(session, [photo.id]) == {photo.id: []}


def test_nothing_is_asked_for_no_ids(session: Session) -> None:
    assert queries.documents(session, []) == {}
    assert queries.made_from(session, []) == {}


def test_a_picture_that_could_not_be_opened_is_not_shown(session: Session, owner: UUID) -> None:
    assert keep(session, owner).is_picture
    assert not keep(session, owner, readable=False).is_picture


@pytest.mark.parametrize("change", ["UPDATE document SET name = 'x'", "DELETE FROM document"])
def test_the_database_changes_no_kept_file(session: Session, owner: UUID, change: str) -> None:
    keep(session, owner)

    with pytest.raises(DatabaseError, match="only adds"):
        session.execute(text(change))


@pytest.mark.parametrize("wrong", [{"hash": "abc"}, {"size": 0}])
def test_the_database_refuses_a_file_that_is_none(
    session: Session, owner: UUID, wrong: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError):
        keep(session, owner, replace(BON, **wrong))  # type: ignore[arg-type]
