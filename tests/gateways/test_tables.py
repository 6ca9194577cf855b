"""CSV: an amount has one meaning or none, and what somebody said of a file holds for such files only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.gateways.bank import Table, fake_bank
from grants.kit.errors import Invalid
from grants.payments.rules.columns import Columns
from grants.payments.rules.statements import ReadFile
from tests.gateways.test_bank import ING, MT940, sample

HEAD = "Datum;Bedrag;Omschrijving\n"
COLUMNS = Columns(day=0, amount=1, words=(2,), day_shape="dmy")


def digits(amount: str, **said: object) -> str:
    """What is read of one amount, in a file of one line."""
    found = fake_bank(
        f"{HEAD}2-3-2026;{amount};x\n".encode(),
        replace(COLUMNS, **said),  # type: ignore[arg-type]
    )
    assert isinstance(found, ReadFile)
    return found.statements[0].lines[0].amount.digits


def refused(data: str, columns: Columns = COLUMNS) -> tuple[str, object, object]:
    with pytest.raises(Invalid) as no:
        fake_bank(data.encode(), columns)
    return no.value.code, no.value.facts.get("row"), no.value.facts.get("told")


def looked(data: str) -> Table:
    found = fake_bank(data.encode())
    assert isinstance(found, Table)
    return found


@pytest.mark.parametrize(
    ("written", "decimal", "read"),
    [
        ("12,50", ",", "12.50"),
        ("1.234,56", ",", "1234.56"),
        ("1 234,5", ",", "1234.50"),
        ("1.234.567", ",", "1234567.00"),
        ("12,5000", ",", "12.50"),
        ("12", ",", "12.00"),
        ("12.50", ".", "12.50"),
        ("1,234.56", ".", "1234.56"),
    ],
)
def test_an_amount_has_the_sign_before_the_cents_that_somebody_chose(
    written: str, decimal: str, read: str
) -> None:
    assert digits(written, decimal=decimal) == read


@pytest.mark.parametrize(
    ("written", "decimal"),
    [
        ("12.50", ","),
        ("12,50", "."),
        ("12.5,00", ","),
        ("1.23", ","),
        ("12 50", ","),
        ("0.001", ","),
        ("1.234.56", ","),
        ("1.234 567", ","),
        ("12,500", ","),
        ("12,505", ","),
        ("12,", ","),
        ("12,-", ","),
        ("", ","),
        ("=1+1", ","),
        ("$ 12,50", ","),
        ("12,50 USD", ","),
        ("+12,50-", ","),
        ("--12", ","),
        ("123456789012300", ","),
    ],
)
def test_an_amount_that_could_be_another_one_is_named_and_not_guessed(
    written: str, decimal: str
) -> None:
    data = f"{HEAD}2-3-2026;{written};x\n"

    code, row, told = refused(data, replace(COLUMNS, decimal=decimal))

    assert (code, row, told) == ("statement-row-amount", 2, written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12,50-", "-12.50"),
        ("12,50 -", "-12.50"),
        ("\u221212,50", "-12.50"),
        ("+ 12,50", "12.50"),
        ("€ 12,50", "12.50"),
        ("€ -12,50", "-12.50"),
        ("-€12,50", "-12.50"),
        ("-12,50 EUR", "-12.50"),
        ("1\u00a0234,56 €", "1234.56"),
    ],
)
def test_amounts_with_other_signs_are_read(written: str, read: str) -> None:
    assert digits(written) == read


@pytest.mark.parametrize("written", ["2-3-2026 10:15", "02/03/2026T10:15:00", "02.03.26, 10:15"])
def test_a_day_may_have_its_time_behind_it(written: str) -> None:
    found = fake_bank(f"{HEAD}{written};1;x\n".encode(), COLUMNS)

    assert isinstance(found, ReadFile)
    assert found.statements[0].lines[0].on.isoformat() == "2026-03-02"


@pytest.mark.parametrize("written", ["2 mrt 2026", "2-3/2026", "2-3-0226", "29-2-2026", "46083"])
def test_what_is_no_day_as_somebody_chose_is_named(written: str) -> None:
    assert refused(f"{HEAD}{written};1;x\n") == ("statement-row-day", 2, written)


@pytest.mark.parametrize(
    ("head", "cell", "told"),
    [("Munt", "USD", "USD"), ("Currency", "gbp", "gbp"), ("Valuta", "Euro", None)],
)
def test_a_line_in_another_currency_is_named(head: str, cell: str, told: str | None) -> None:
    data = f"Datum;Bedrag;Omschrijving;{head}\n2-3-2026;1;x;EUR\n3-3-2026;1;x;{cell}\n"

    if told is None:
        assert isinstance(fake_bank(data.encode(), COLUMNS), ReadFile)
    else:
        assert refused(data) == ("statement-row-currency", 3, told)


def test_a_column_of_amounts_in_another_currency_is_named_by_its_head() -> None:
    data = "Datum;Bedrag (USD);Omschrijving\n2-3-2026;1;x\n"

    assert refused(data) == ("statement-row-currency", 1, "USD")


def test_without_heads_the_column_of_the_currency_is_the_one_that_was_said() -> None:
    data = "2-3-2026;1;x;USD\n"

    assert refused(data, replace(COLUMNS, skip=0, currency=3))[0] == "statement-row-currency"


@pytest.mark.parametrize("bank", ["rabobank.csv", "abnamro.tab"])
def test_banks_that_name_a_currency_are_held_to_it(bank: str) -> None:
    data = sample(bank)
    last = data.rstrip().rpartition(b"\n")[2]
    dollars = data.replace(last, last.replace(b"EUR", b"USD"))
    found = fake_bank(dollars)
    assert isinstance(found, Table)

    with pytest.raises(Invalid, match="statement-row-currency"):
        fake_bank(dollars, found.guess)


@pytest.mark.parametrize("word", ["??", "", "C"])
def test_a_word_that_nobody_explained_is_neither_in_nor_out(word: str) -> None:
    columns = Columns(0, 1, sign=2, minus="Af", plus="Bij", day_shape="dmy")
    data = f"Datum;Bedrag;Af Bij\n2-3-2026;1;af\n2-3-2026;1;BIJ\n2-3-2026;1;{word}\n"

    assert refused(data, columns) == ("statement-row-way", 4, word)


def test_an_amount_below_nothing_that_came_in_is_named() -> None:
    columns = Columns(0, 1, sign=2, day_shape="dmy")
    both = Columns(0, 1, came=2, day_shape="dmy")

    assert refused("D;B;W\n2-3-2026;-1;Bij\n", columns)[0] == "statement-row-way"
    assert refused("D;Af;Bij\n2-3-2026;;-1\n", both)[0] == "statement-row-amount"
    assert refused("D;Af;Bij\n2-3-2026;2;1\n", both)[0] == "statement-row-amount"


# ---- Whether there are heads, and whether they are those of last time ----------------------------


def test_a_payment_among_what_is_passed_over_is_named() -> None:
    assert refused("2-3-2026;1;een\n3-3-2026;2;twee\n") == ("statement-row-passed", 1, "")


@pytest.mark.parametrize(
    ("above", "skip"), [("", 0), (HEAD, 1), ("Rekening;;\nPeriode;1-1-2026;\n" + HEAD, 3)]
)
def test_the_file_itself_shows_how_many_rows_stand_above(above: str, skip: int) -> None:
    assert looked(above + "2-3-2026;1,50;een\n3-3-2026;2,50;twee\n").seen.skip == skip


def test_the_file_itself_shows_how_it_writes_days_cents_and_ways() -> None:
    seen = looked("Dag;Bedrag;Wat;W\n2026-03-02;1.50;C;EUR\n2026-03-03;1,234.50;D;EUR\n").seen

    assert seen.shapes[0] == "ymd"
    assert seen.decimals[:2] == ("", ".")
    assert (seen.ways[2], seen.currency) == (("d", "c"), 3)


def test_a_column_of_currencies_shows_itself_without_heads() -> None:
    assert looked("2-3-2026;1,50;x;USD\n3-3-2026;1,50;y;EUR\n").seen.currency == 3


def test_a_file_of_abn_amro_in_dollars_is_known_and_named() -> None:
    dollars = sample("abnamro.tab").replace(b"\tEUR\t", b"\tUSD\t")
    found = fake_bank(dollars)
    assert isinstance(found, Table)

    with pytest.raises(Invalid, match="statement-row-currency") as no:
        fake_bank(dollars, found.guess)
    assert no.value.facts == {"row": 1, "told": "USD"}


def test_each_account_of_a_file_has_its_own_currency() -> None:
    data = "Datum;Bedrag;Wat;Rekening;Munt\n2-3-2026;1;x;A;EUR\n3-3-2026;2;y;B;usd\n"
    columns = replace(COLUMNS, account=3)

    found = fake_bank(data.encode(), columns)

    assert isinstance(found, ReadFile)
    euro, dollar = found.statements
    assert (euro.account, [one.amount.currency for one in euro.lines]) == ("A", ["EUR"])
    assert (dollar.account, [one.amount.currency for one in dollar.lines]) == ("B", ["USD"])
    unnamed = data.replace("usd", "$")
    assert refused(unnamed, columns) == ("statement-row-currency", 3, "$")


def test_a_table_without_any_amount_shows_nothing_of_itself() -> None:
    seen = looked("a;b;c\nd;e;f\n").seen

    assert (seen.skip, set(seen.decimals), seen.currency) == (1, {""}, None)


def remembered(encoding: str = "", skip: int = 1) -> Columns:
    """What is kept of a file that somebody named the columns of."""
    columns = replace(COLUMNS, encoding=encoding, skip=skip)
    data = f"{HEAD if skip else ''}2-3-2026;1;x\n".encode(encoding or "utf-8")
    found = fake_bank(data, columns)
    assert isinstance(found, ReadFile)
    return replace(columns, heads=found.heads)


def test_what_was_said_holds_for_a_file_with_the_same_heads_alone() -> None:
    kept = remembered()
    swapped = "Datum;Saldo;Bedrag\n2-3-2026;900;1\n"

    assert kept.heads == ("Datum", "Bedrag", "Omschrijving")
    assert isinstance(fake_bank(f"{HEAD.upper()}2-3-2026;1;x\n".encode(), kept), ReadFile)
    assert isinstance(fake_bank(swapped.encode(), kept), Table)
    assert isinstance(fake_bank(b"2-3-2026;1;x\n", kept), Table)


def test_a_csv_that_its_bank_publishes_is_known_beside_what_was_said() -> None:
    for kept in (remembered(), remembered(encoding="utf-16"), remembered(skip=0)):
        found = fake_bank(ING, kept)
        assert isinstance(found, Table)
        assert found.guess is not None


def test_without_heads_what_was_said_holds_for_as_many_columns() -> None:
    bare = remembered(skip=0)

    assert bare.heads == ("", "", "")
    assert isinstance(fake_bank(b"3-3-2026;1;x\n", bare), ReadFile)
    assert isinstance(fake_bank(b"3-3-2026;1;x;y\n", bare), Table)
    assert isinstance(fake_bank(b"3-3-2026;1;x\n", replace(bare, heads=())), Table)


def test_what_was_said_of_a_csv_does_not_stand_in_the_way_of_other_forms() -> None:
    assert isinstance(fake_bank(MT940, remembered(encoding="utf-16")), ReadFile)


# ---- Signs around words --------------------------------------------------------------------------

ASN = (
    "02-03-2026,NL02ASNB0123456789,NL91ABNA0417164300,{name},,,,EUR,100.00,EUR,-12.50,"
    "02-03-2026,02-03-2026,9999,IDB,12345678,,{words},3\r\n"
)
OF_ASN = Columns(
    0, 10, ",", skip=0, day_shape="dmy", decimal=".", iban=2, name=3, words=(17,), heads=("",) * 19
)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("'Zaal, huur, U-2026-0001'", "Zaal, huur, U-2026-0001"),
        ("'Zaal van 't dorp, U-2026-0001'", "Zaal van 't dorp, U-2026-0001"),
        ("'Zaal van ''t dorp, foto''s'", "Zaal van 't dorp, foto's"),
        ("'Zaal \"De Kom\", U-2026-0001'", 'Zaal "De Kom", U-2026-0001'),
        ("''", ""),
        ("Zaal", "Zaal"),
    ],
)
@pytest.mark.parametrize("name", ["de kom", "'t hart", "bakker d'or"])
def test_words_between_single_signs_are_whole_and_of_the_same_file(
    name: str, words: str, read: str
) -> None:
    data = (ASN.format(name=name, words=words) * 2).encode()

    found = fake_bank(data, OF_ASN)

    assert isinstance(found, ReadFile)
    assert {(one.name, one.words) for one in found.statements[0].lines} == {(name, read)}


@pytest.mark.parametrize("cell", ["'t Hart", "foto's", "'t Hart en d'r foto's", "Jan's'"])
def test_a_single_sign_that_stands_around_nothing_is_a_part_of_the_words(cell: str) -> None:
    for data in (f"2-3-2026;1;{cell}\n", f'2-3-2026;"1";{cell}\n'):
        found = fake_bank(data.encode(), replace(COLUMNS, skip=0))

        assert isinstance(found, ReadFile)
        assert found.statements[0].lines[0].words == cell
