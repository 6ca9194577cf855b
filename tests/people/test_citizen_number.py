"""A number that could be a BSN is noticed, in text and in the names of files; nothing is refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.people.rules import has_citizen_number
from tests.web import Web, text_of

WARNING = "burgerservicenummer"


@pytest.mark.parametrize(
    "text",
    [
        "111222333",
        "Mijn nummer is 111.222.333.",
        "1112 22 333",
        "nr 111-222-333, bel maar",
        "١١١٢٢٢٣٣٣",
        "bon-123456782.jpg",
        "bel 0612345678 of 111222333",
        "x111222333y",
    ],
)
def test_a_number_that_passes_the_eleven_test_is_noticed(text: str) -> None:
    assert has_citizen_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789",
        "000000000",
        "06 12345678",
        "0611122233",
        "NL91 ABNA 0417 1643 00",
        "2026-11-21",
        "€ 1.112.223,33",
        "111.222.333.444",
        "0111 222 333 4",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not has_citizen_number(text)


@given(st.integers(10_000_000, 99_999_999))
def test_of_the_ten_last_digits_at_most_one_passes(first: int) -> None:
    assert sum(has_citizen_number(f"{first}{last}") for last in range(10)) <= 1


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    assert has_citizen_number(text) in {True, False}


def test_a_form_with_such_a_number_warns_and_keeps_the_text(web: Web) -> None:
    ada = web.as_("ada")

    answer = ada.send("/people/me", name="Ada 111222333")

    assert answer.status_code == 303
    page = text_of(ada.get("/people/me"))
    assert WARNING in page
    assert "Ada 111222333" in page


def test_a_form_without_one_says_nothing(web: Web) -> None:
    ada = web.as_("ada")

    ada.send("/people/me", name="Ada 123456789")

    assert WARNING not in text_of(ada.get("/people/me"))


def test_the_name_of_a_file_is_looked_at_too(web: Web) -> None:
    ada = web.as_("ada")
    fields = ada.form("/people/me")
    ada.client.post(
        "/people/me",
        data=fields | {"file": (io.BytesIO(b"x"), "brief 111222333.pdf")},
        content_type="multipart/form-data",
    )

    assert WARNING in text_of(ada.get("/people/me"))
