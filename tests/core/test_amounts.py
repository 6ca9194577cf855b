"""Amounts as people write them: understood, or asked about, never 100 times wrong."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as some

from app import formats
from app.amounts import read_amount, written_amount
from grants.kit.errors import Invalid
from grants.kit.money import EUR, Money

ARABIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٬٫")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12", "12.00"),
        ("12,50", "12.50"),
        ("12.50", "12.50"),
        ("12,5", "12.50"),
        ("0,05", "0.05"),
        ("1.000,50", "1000.50"),
        ("1,000.50", "1000.50"),
        ("1 000,50", "1000.50"),
        ("1\u00a0000,50", "1000.50"),
        ("1'000.50", "1000.50"),
        ("1.234.567", "1234567.00"),
        ("1.234.567,89", "1234567.89"),
        ("€ 12,-", "12.00"),
        ("€ 12,--", "12.00"),
        ("€ 12,–", "12.00"),
        ("12,=", "12.00"),
        ("€12.50", "12.50"),
        ("12,50 €", "12.50"),
        ("12,50 euro", "12.50"),
        ("EUR 12,50", "12.50"),
        (" 12,50 ", "12.50"),
        ("\u200f12,50\u200e", "12.50"),
        ("١٢٫٥٠", "12.50"),
        ("١٢،٥٠", "12.50"),
        ("١٬٠٠٠٫٥٠", "1000.50"),
        ("۱۲٫۵۰", "12.50"),
        ("１２,５０", "12.50"),
    ],
)
def test_an_amount_is_understood(typed: str, amount: str) -> None:
    assert read_amount(typed) == EUR(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "twaalf",
        "12€50",
        "12 50",
        "12 5",
        "12,50,00",
        "1.000.00",
        "1,000,00",
        "12,505,5",
        "12,5050",
        "12²",
        "½",
        "1e3",
        "0x10",
        "-5",
        "−5",
        "5-",
        "12,",
        ",50",
        "12..50",
        "12,.50",
        "1234567890",
        "1.00.000",
        "10%",
        "12 50 00",
        "NaN",
        "inf",
        "12\x0050",
        "9" * 5000,
    ],
)
def test_what_cannot_be_read_is_asked_about(typed: str) -> None:
    with pytest.raises(Invalid, match="amount-not-read"):
        read_amount(typed)


@pytest.mark.parametrize("typed", ["", "  ", "€", "\u200f"])
def test_nothing_is_missed(typed: str) -> None:
    with pytest.raises(Invalid, match="amount-missing"):
        read_amount(typed)


@pytest.mark.parametrize("typed", ["1.000", "1,000", "١٬٠٠٠", "€ 1.000,-"])
def test_one_or_a_thousand_is_asked(typed: str) -> None:
    with pytest.raises(Invalid, match="amount-unclear") as refusal:
        read_amount(typed)

    assert refusal.value.facts == {"small": EUR("1"), "large": EUR("1000")}


# Longer than nine digits before the comma is no amount of a neighbourhood.
amounts = some.integers(0, 99_999_999_999).map(Money)


@pytest.mark.parametrize("language", ["nl", "en", "ar"])
def test_what_we_show_can_be_typed_back(app: Flask, language: str) -> None:
    @given(amounts)
    def check(amount: Money) -> None:
        with app.test_request_context(), force_locale(language):
            shown = formats.money(amount)

        assert read_amount(shown) == amount
        assert read_amount(shown.translate(ARABIC) if language == "ar" else shown) == amount

    check()


@given(
    amounts,
    some.sampled_from(["{}", "€ {}", "{} €", "{} euro", "EUR {}", "\u200f{}\u200f"]),
    some.sampled_from([".,", ",.", " ,", " .", "\u00a0,", "\u202f,", "٬٫", "'."]),
)
def test_every_way_of_writing_reads_back_the_same(amount: Money, frame: str, signs: str) -> None:
    whole, cents = divmod(amount.minor, 100)
    written = f"{whole:,}".replace(",", signs[0]) + f"{signs[1]}{cents:02d}"

    assert read_amount(frame.format(written)) == amount
    assert (
        read_amount(frame.format(written).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
        == amount
    )


@given(some.text(alphabet="0123456789.,  '€-٫٬،١", max_size=14))
def test_what_is_read_has_the_digits_that_were_typed(typed: str) -> None:
    try:
        amount = read_amount(typed)
    except Invalid:
        return

    digits = re.sub(r"\D", "", typed.translate(str.maketrans("١", "1")))
    after = re.search(r"[.,٫٬،]\s*(\d*)\D*$", typed)
    cents = len(after[1]) if after and len(after[1]) in {1, 2} else 0
    assert amount.minor == int(digits) * 10 ** (2 - cents)


@given(some.text(max_size=40))
def test_any_text_at_all_is_read_or_asked_about(typed: str) -> None:
    try:
        minor = read_amount(typed).minor
    except Invalid:
        minor = 0

    assert 0 <= minor < 100_000_000_000


@given(some.integers(0, 99_999_999_999))
def test_what_a_field_shows_is_read_back_as_the_same_amount(minor: int) -> None:
    assert read_amount(written_amount(Money(minor))) == Money(minor)
