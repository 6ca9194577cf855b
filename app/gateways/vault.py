"""A sealed file: compressed, encrypted and authenticated in chunks, under a key from a passphrase.

Header: magic, version, cost, salt, and a check of the key. Then AES-256-GCM chunks of 64 KiB whose
nonce counts them and marks the last one, each bound to the header: nothing can be changed, left
out, put in another order or cut off without being noticed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import zlib
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MAGIC = b"WIJKKAS-BACKUP\n"
_VERSION = 1
_SALT = _CHECK = 16
_TAG = 16
_CHUNK = 64 * 1024
_HEADER = len(_MAGIC) + 2 + _SALT + _CHECK
# 2**17 × 8 × 128 bytes: 128 MB and a third of a second for each guess at a passphrase.
COST = 17
_MOST_COST = 20


class Damaged(Exception):
    """This is no sealed file, or not as it was written."""


class WrongKey(Exception):
    """Another passphrase, or a header that was changed."""


class Sealer:
    """Write a sealed file."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        """Write the header."""
        start = _MAGIC + bytes([_VERSION, COST]) + os.urandom(_SALT)
        self._aes, check = _keys(start, passphrase)
        self._file, self._header = file, start + check
        self._squeeze, self._held, self._count = zlib.compressobj(3), bytearray(), 0
        file.write(self._header)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._hold(self._squeeze.compress(data))

    def finish(self) -> None:
        """Write what is still held, marked as the end."""
        self._hold(self._squeeze.flush())
        self._seal(len(self._held), last=True)

    def _hold(self, data: bytes) -> None:
        self._held += data
        while len(self._held) > _CHUNK:
            self._seal(_CHUNK, last=False)

    def _seal(self, size: int, *, last: bool) -> None:
        plain = bytes(self._held[:size])
        del self._held[:size]
        self._file.write(self._aes.encrypt(_nonce(self._count, last=last), plain, self._header))
        self._count += 1


class Opener:
    """Read a sealed file."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        """Read the header; ``Damaged`` or ``WrongKey`` when it does not fit."""
        self._header = file.read(_HEADER)
        magic, rest = self._header[: len(_MAGIC)], self._header[len(_MAGIC) :]
        if magic != _MAGIC or len(self._header) < _HEADER:
            raise Damaged("no-backup")
        if rest[0] != _VERSION or rest[1] > _MOST_COST:
            raise Damaged("unknown-version")
        self._aes, check = _keys(self._header[:-_CHECK], passphrase)
        if not hmac.compare_digest(check, self._header[-_CHECK:]):
            raise WrongKey
        self._file, self._count, self._ended = file, 0, False
        self._open, self._held = zlib.decompressobj(), bytearray()
        self._next = file.read(_CHUNK + _TAG)

    def read(self, size: int) -> bytes:
        """Exactly so many bytes; ``Damaged`` when they are not there as they were written."""
        while len(self._held) < size:
            if self._ended:
                raise Damaged("too-short")
            self._held += self._open.decompress(self._chunk())
        data = bytes(self._held[:size])
        del self._held[:size]
        return data

    def finish(self) -> None:
        """Nothing may come after what was read."""
        while not self._ended:
            self._held += self._open.decompress(self._chunk())
        if self._held or not self._open.eof:
            raise Damaged("too-long")

    def _chunk(self) -> bytes:
        sealed, self._next = self._next, self._file.read(_CHUNK + _TAG)
        self._ended = not self._next
        try:
            nonce = _nonce(self._count, last=self._ended)
            plain = self._aes.decrypt(nonce, sealed, self._header)
        except (InvalidTag, ValueError) as changed:
            raise Damaged("changed-or-cut-off") from changed
        self._count += 1
        return plain


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _keys(start: bytes, passphrase: str) -> tuple[AESGCM, bytes]:
    cost = start[len(_MAGIC) + 1]
    derive = Scrypt(salt=start[-_SALT:], length=64, n=2**cost, r=8, p=1)
    both = derive.derive(passphrase.encode())
    check = hmac.new(both[32:], start, hashlib.sha256).digest()[:_CHECK]
    return AESGCM(both[:32]), check
