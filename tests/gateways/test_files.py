import os
import stat
import threading
from pathlib import Path

import pytest

from app.gateways.files import FileStore, MemoryStore
from grants.documents.store import Kind, Store
from tests.gateways import samples

BON = b"%PDF-1.7 bon"


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return FileStore(tmp_path / "kept") if request.param == "folder" else MemoryStore()


def test_what_was_put_comes_back_by_its_hash(store: Store) -> None:
    stored = store.put(b"hello, world")

    assert stored.hash == "09ca7e4eaa6e8ae9c7d261167129184883644d07dfba7cbfbc4c8a2e08360d5b"
    assert stored.size == 12
    assert store.open(stored.hash) == b"hello, world"
    assert store.has(stored.hash)


def test_the_same_bytes_twice_are_one_file(store: Store) -> None:
    assert store.put(BON) == store.put(BON)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (BON, Kind.PDF),
        (samples.jpeg(), Kind.JPEG),
        (samples.png(), Kind.PNG),
        (samples.heic(), Kind.HEIC),
        (b'{"a": 1}', Kind.JSON),
        (b"post,bedrag\r\n", Kind.CSV),
    ],
    ids=["pdf", "jpeg", "png", "heic", "json", "csv"],
)
def test_the_kind_is_told_by_the_content(store: Store, data: bytes, kind: Kind) -> None:
    assert store.put(data).kind is kind


def test_what_is_not_there_is_said(store: Store) -> None:
    assert not store.has("0" * 64)
    with pytest.raises(KeyError):
        store.open("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_hash_names_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyError):
        FileStore(tmp_path).open(name)


def test_a_file_is_its_owners_only_and_lies_under_two_folders(tmp_path: Path) -> None:
    stored = FileStore(tmp_path).put(BON)

    path = tmp_path / stored.hash[:2] / stored.hash[2:4] / stored.hash
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_one_changed_byte_is_noticed_and_mended_by_putting_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    stored = store.put(BON)
    path = tmp_path / stored.hash[:2] / stored.hash[2:4] / stored.hash
    path.write_bytes(BON.replace(b"bon", b"bom"))

    with pytest.raises(KeyError):
        store.open(stored.hash)
    store.put(BON)

    assert store.open(stored.hash) == BON


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        FileStore(tmp_path).put(BON)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_many_at_once_put_one_whole_file(tmp_path: Path) -> None:
    data = bytes(1_000_000)
    people = [threading.Thread(target=FileStore(tmp_path).put, args=(data,)) for _ in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [data]
