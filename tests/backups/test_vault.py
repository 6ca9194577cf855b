"""A sealed file opens whole with its own passphrase, or says why not."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gateways import vault
from app.gateways.vault import Damaged, Opener, Sealer, WrongKey

KEY = "zeven paarse fietsen"
CHUNK = 64 * 1024


@pytest.fixture(autouse=True, scope="module")
def cheap() -> object:
    patch = pytest.MonkeyPatch()
    patch.setattr(vault, "COST", 4)
    yield
    patch.undo()


def sealed(*parts: bytes) -> bytes:
    file = io.BytesIO()
    sealer = Sealer(file, KEY)
    for part in parts:
        sealer.write(part)
    sealer.finish()
    return file.getvalue()


def opened(data: bytes, size: int, key: str = KEY) -> bytes:
    opener = Opener(io.BytesIO(data), key)
    plain = opener.read(size)
    opener.finish()
    return plain


@pytest.mark.parametrize("size", [0, 1, CHUNK - 40, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_what_was_sealed_opens(size: int) -> None:
    data = os.urandom(size)

    assert opened(sealed(data[: size // 2], data[size // 2 :]), size) == data


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(WrongKey):
        opened(sealed(b"abc"), 3, "acht paarse fietsen")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_byte_anywhere_is_noticed(data: st.DataObject) -> None:
    whole = bytearray(sealed(os.urandom(CHUNK + 100)))
    at = data.draw(st.integers(0, len(whole) - 1))
    # A header that asks for the largest cost would only take long.
    whole[at] ^= 0x80 if at == 16 else data.draw(st.integers(1, 255))

    with pytest.raises((Damaged, WrongKey)):
        opened(bytes(whole), CHUNK + 100)


@pytest.mark.parametrize("left", [0, 20, 49, 60, 49 + CHUNK + 16, 49 + 2 * CHUNK])
def test_a_cut_off_file_is_noticed(left: int) -> None:
    with pytest.raises(Damaged):
        opened(sealed(os.urandom(3 * CHUNK))[:left], 3 * CHUNK)


def test_bytes_after_the_end_are_noticed() -> None:
    with pytest.raises(Damaged):
        opened(sealed(b"abc") + b"x", 3)
    with pytest.raises(Damaged):
        opened(sealed(b"abc"), 2)


def test_chunks_in_another_order_are_noticed() -> None:
    whole, step = sealed(os.urandom(3 * CHUNK)), CHUNK + 16
    head, one = whole[:49], whole[49 : 49 + step]
    two, rest = whole[49 + step : 49 + 2 * step], whole[49 + 2 * step :]

    with pytest.raises(Damaged):
        opened(head + two + one + rest, 3 * CHUNK)


def test_nothing_of_the_plain_text_lies_in_the_file() -> None:
    assert b"NL00BANK" not in sealed(b"NL00BANK0123456789" * 10)
