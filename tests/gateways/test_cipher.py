import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gateways.cipher import AesCipher, FakeCipher, new_key
from grants.people.cipher import Cipher

IBAN = "NL00TEST0123456789"
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.fixture(params=["aes", "fake"])
def cipher(request: pytest.FixtureRequest) -> Cipher:
    return AesCipher(KEY) if request.param == "aes" else FakeCipher()


def test_what_was_sealed_for_ada_opens_for_ada(cipher: Cipher) -> None:
    assert cipher.open(cipher.seal(IBAN, about=b"ada"), about=b"ada") == IBAN


def test_what_was_sealed_for_ada_opens_for_nobody_else(cipher: Cipher) -> None:
    with pytest.raises(ValueError, match="sealed"):
        cipher.open(cipher.seal(IBAN, about=b"ada"), about=b"eve")


@given(st.text(), st.binary())
def test_any_text_comes_back(text: str, about: bytes) -> None:
    text = text.encode(errors="ignore").decode()

    assert AesCipher(KEY).open(AesCipher(KEY).seal(text, about=about), about=about) == text


def test_the_number_is_nowhere_to_be_read_and_never_sealed_alike() -> None:
    first, second = (AesCipher(KEY).seal(IBAN, about=b"ada") for _ in range(2))

    assert first != second
    assert IBAN.encode() not in first


@pytest.mark.parametrize("place", [0, 1, 12, 13, 20, -1])
def test_one_changed_byte_is_refused(place: int) -> None:
    sealed = bytearray(AesCipher(KEY).seal(IBAN, about=b"ada"))
    sealed[place] ^= 1

    with pytest.raises(ValueError, match="sealed"):
        AesCipher(KEY).open(bytes(sealed), about=b"ada")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(27)])
def test_what_is_too_short_is_refused(sealed: bytes) -> None:
    with pytest.raises(ValueError, match="sealed"):
        AesCipher(KEY).open(sealed, about=b"ada")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(ValueError, match="sealed"):
        AesCipher(new_key()).open(AesCipher(KEY).seal(IBAN, about=b"ada"), about=b"ada")


@pytest.mark.parametrize("key", ["", "short", "!" * 43, base64.b64encode(bytes(16)).decode()])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="the key"):
        AesCipher(key)


def test_a_key_may_be_written_without_its_filling() -> None:
    assert AesCipher(KEY.rstrip("=")).open(AesCipher(KEY).seal(IBAN, about=b""), about=b"") == IBAN
