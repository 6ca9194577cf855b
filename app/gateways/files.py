"""Where bytes lie: a folder on disk, each file named by its own hash."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from grants.documents.rules import kind_of
from grants.documents.store import Store, Stored

_HASH = re.compile(r"[0-9a-f]{64}")


def hash_of(data: bytes) -> str:
    """Name bytes by their SHA-256."""
    return hashlib.sha256(data).hexdigest()


class FileStore:
    """A folder: ``ab/cd/abcd…``; readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is made at the first file."""
        self.folder = folder

    def put(self, data: bytes) -> Stored:
        """Keep the bytes; harmless twice; whole or not at all."""
        name = hash_of(data)
        stored = Stored(name, len(data), kind_of(data))
        target = self._path(name)
        if not self._is_whole(target, name):
            write_whole(target, data)
            # These folders may be new: their names have to last too.
            settle(target.parent.parent)
            settle(self.folder)
        return stored

    def open(self, hash: str) -> bytes:  # noqa: A002
        """Give the bytes back; ``KeyError`` when they are not there or no longer the same."""
        try:
            data = self._path(hash).read_bytes()
        except FileNotFoundError as gone:
            raise KeyError(hash) from gone
        if hash_of(data) != hash:
            # A byte that changed on disk is never passed off as the paper that was stored.
            raise KeyError(hash)
        return data

    def has(self, hash: str) -> bool:  # noqa: A002
        """Say whether these bytes are here."""
        return self._path(hash).is_file()

    def _path(self, name: str) -> Path:
        if not _HASH.fullmatch(name):
            raise KeyError(name)
        return self.folder / name[:2] / name[2:4] / name

    @staticmethod
    def _is_whole(path: Path, name: str) -> bool:
        try:
            return hash_of(path.read_bytes()) == name
        except FileNotFoundError:
            return False


def write_whole(target: Path, data: bytes) -> None:
    """Write a file of mode 0600 whole or not at all, so that it outlives a power cut."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
    settle(target.parent)


def settle(folder: Path) -> None:
    """Let the names in this folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class MemoryStore:
    """The plain twin: a dictionary."""

    def __init__(self) -> None:
        """Begin empty."""
        self.kept: dict[str, bytes] = {}

    def put(self, data: bytes) -> Stored:
        """Keep the bytes."""
        name = hash_of(data)
        self.kept[name] = data
        return Stored(name, len(data), kind_of(data))

    def open(self, hash: str) -> bytes:  # noqa: A002
        """Give the bytes back."""
        return self.kept[hash]

    def has(self, hash: str) -> bool:  # noqa: A002
        """Say whether these bytes are here."""
        return hash in self.kept


def _both_are_stores(folder: Path) -> tuple[Store, Store]:
    return FileStore(folder), MemoryStore()
