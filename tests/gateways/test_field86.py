"""MT940 in the way of each bank: other side, name, id and words come out of field 86."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gateways.bank.fields import told_in
from grants.payments.rules.statements import ReadLine, check_sums
from tests.gateways.test_bank import lines, read, sample

GEMEENTE, ADA = "NL20INGB0001234567", "NL91ABNA0417164300"
OWN = "NL02ABNA0123456789EUR"


def told(line: ReadLine) -> tuple[str, str, str, str]:
    return line.iban, line.name, line.words, line.end_to_end


@pytest.mark.parametrize(
    ("bank", "expected"),
    [
        (
            "asn",
            [
                (GEMEENTE, "gemeente almelo", "Toekenning T-2026-0001 eerste deel", ""),
                (ADA, "a. de wit", "Bon B-2026-0001 van het oudercafe", "WK-1"),
                ("", "", "Kosten betaalpakket", ""),
            ],
        ),
        (
            "triodos",
            [
                (
                    GEMEENTE,
                    "",
                    "GEMEENTE ALMELO STADHUISPLEIN 1 ALMELO TOEKENNING T-2026-0001",
                    "",
                ),
                ("", "", "KOSTEN EN RENTE TOT EN MET 28-02-2026", ""),
            ],
        ),
        (
            "bunq",
            [
                (GEMEENTE, "Gemeente Almelo", "Toekenning T-2026-0001", ""),
                (ADA, "A. de Wit", "", ""),
                ("", "Bakker Bruin", "Bakker Bruin Almelo, NL", ""),
            ],
        ),
        (
            "knab",
            [
                (GEMEENTE, "GEMEENTE ALMELO", "TOEKENNING T-2026-0001", ""),
                (ADA, "A. DE WIT", "BON B-2026-0001", "108318805"),
            ],
        ),
        (
            "numbered",
            [
                (
                    GEMEENTE,
                    "Gemeente Almelo, afdeling Welzijn",
                    "Toekenning T-2026-0001 voor Zuidwest",
                    "GEM-77",
                ),
                (ADA, "A. de Wit", "Bon B-2026-0001, thee koekjes en limonade voor de kinderen", "WK-1"),
                ("", "", "Kosten betaalpakket maart", ""),
            ],
        ),
    ],
)  # fmt: skip
def test_each_bank_is_read_in_its_own_way(
    bank: str, expected: list[tuple[str, str, str, str]]
) -> None:
    data = sample(f"{bank}.940")

    assert [told(line) for line in lines(data)] == expected
    for statement in read(data).statements:
        check_sums(statement)


@pytest.mark.parametrize(
    "words",
    [
        "Heb je het? Ja, bijdrage A-2026-0001",
        "123?Vraag over A-2026-0001",
        "Bel 020?00 A-2026-0001",
        "NL is een land",
        "5>20 euro?",
    ],
)
def test_words_that_only_look_like_fields_stay_as_they_are(words: str) -> None:
    assert told_in(words, OWN) == {"words": words}


@pytest.mark.parametrize(
    "text",
    [
        f"166?00SEPA?20Rente?31{OWN[:18]}?32Wij",
        f"{OWN[:18]} wij\nRente",
        f"Rente\nREK: {OWN[:18]}/NAAM: WIJ",
    ],
)
def test_our_own_account_is_never_the_other_side(text: str) -> None:
    found = told_in(text, OWN)

    assert "iban" not in found
    assert (found["words"], found["name"].lower()) == ("Rente", "wij")


def test_an_account_alone_on_the_first_row_has_no_name() -> None:
    assert told_in(f"{ADA}\nBon B-2026-0001", OWN) == {
        "iban": ADA,
        "name": "",
        "words": "Bon B-2026-0001",
    }


def test_an_account_may_stand_among_the_words() -> None:
    found = told_in(f"177?00X?20Bijdrage?21IBAN+ {ADA}?22ABWA+Bea", OWN)

    assert found == {"iban": ADA, "name": "Bea", "id": "", "words": "Bijdrage"}


@given(st.text(alphabet="01236?>+SVWZERF ab\n/:-", max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_stands_there_is_told_in_words(text: str) -> None:
    assert set(told_in(f"166?20{text}", OWN)) >= {"words"}
    assert set(told_in(text, OWN)) >= {"words"}
