"""Files of banks: every form with its signs, wrong encodings, and files that mean harm."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.gateways import bank
from app.gateways.bank import Table, camt, fake_bank, read_bank, swift, table
from app.gateways.renderer.client import Renderer, RenderFailed
from app.gateways.renderer.wire import Message
from grants.kit.errors import Invalid
from grants.kit.money import EUR
from grants.payments.models import Format
from grants.payments.rules.columns import Columns
from grants.payments.rules.statements import ReadFile, ReadLine, check_sums

HERE = Path(__file__).parent
SAMPLES = HERE / "bank" / "samples"
CAMT = (SAMPLES / "camt-08.xml").read_bytes()
MT940 = (SAMPLES / "abnamro.940").read_bytes()
ING = (SAMPLES / "ing.csv").read_bytes()
DAY = date(2026, 3, 3)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def read(data: bytes, columns: Columns | None = None) -> ReadFile:
    found = fake_bank(data, columns)
    if isinstance(found, Table):
        assert found.guess is not None
        found = fake_bank(data, found.guess)
    assert isinstance(found, ReadFile)
    return found


def lines(data: bytes, columns: Columns | None = None) -> tuple[ReadLine, ...]:
    return read(data, columns).statements[0].lines


def refusal(data: bytes, columns: Columns | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        fake_bank(data, columns)
    return refused.value.code


@pytest.mark.parametrize("version", ["02", "08"])
def test_the_samples_are_what_the_schema_of_iso_20022_allows(version: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(HERE / "schemas" / f"camt.053.001.{version}.xsd")))

    schema.assertValid(etree.fromstring(sample(f"camt-{version}.xml")))


@pytest.mark.parametrize("version", ["02", "08"])
def test_camt_gives_lines_signs_and_who_is_on_the_other_side(version: str) -> None:
    file = read(sample(f"camt-{version}.xml"))

    first, empty = file.statements
    assert (file.format, first.account, first.label) == (Format.CAMT, "NL02ABNA0123456789", "42")
    assert (first.opening, first.closing) == (EUR("1000"), EUR("1117.50"))
    assert empty.lines == ()
    assert first.lines[0] == ReadLine(
        DAY,
        EUR("240"),
        "NL20INGB0001234567",
        "Gemeente Almelo",
        "Toekenning T-2026-0001 eerste deel",
        bank_reference="R001",
    )


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_batch_with_amounts_is_taken_apart_and_what_is_pending_is_left(version: str) -> None:
    found = lines(sample(f"camt-{version}.xml"))

    assert [line.amount.digits for line in found] == [
        "240.00", "-60.00", "-50.00", "-25.00", "25.00", "-12.50",
    ]  # fmt: skip
    assert [line.end_to_end for line in found] == ["", "WK-1", "WK-2", "WK-3", "WK-3", ""]


def test_what_came_back_says_from_whom() -> None:
    back = lines(CAMT)[4]

    assert (back.reversal, back.name, back.iban) == (
        True,
        "Buurthuis De Kom",
        "NL39RABO0300065264",
    )


def test_a_batch_without_amounts_is_one_line_with_the_id_that_we_gave() -> None:
    whole = CAMT.replace(b'<Amt Ccy="EUR">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>', b"")
    batch = whole.replace(
        b"<NtryDtls><TxDtls><Refs><EndToEndId>WK-2",
        b"<NtryDtls><Btch><PmtInfId>R-2026-0001</PmtInfId></Btch><TxDtls><Refs><EndToEndId>WK-2",
    )

    found = lines(batch)

    assert (found[2].amount, found[2].end_to_end) == (EUR("-75"), "R-2026-0001")


@pytest.mark.parametrize(
    ("said", "other"),
    [
        (b'<Amt Ccy="EUR">50.00</Amt>', b'<Amt Ccy="USD">50.00</Amt>'),
        (b"50.00</Amt><CdtDbtInd>DBIT", b"50.00</Amt><CdtDbtInd>CRDT"),
    ],
    ids=["currency", "way"],
)
def test_a_batch_with_a_part_in_another_currency_or_way_is_one_line(
    said: bytes, other: bytes
) -> None:
    assert CAMT.count(said) == 1

    found = lines(CAMT.replace(said, other))

    assert [line.amount.digits for line in found] == [
        "240.00",
        "-60.00",
        "-75.00",
        "25.00",
        "-12.50",
    ]


def test_a_prefix_before_every_name_reads_the_same() -> None:
    plain = CAMT.decode()
    prefixed = plain.replace("xmlns=", "xmlns:a=").replace("<", "<a:").replace("<a:/", "</a:")
    prefixed = prefixed.replace("<a:?", "<?")

    assert read(prefixed.encode()).statements == read(CAMT).statements


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_xml_says_how_it_is_written(code: str) -> None:
    declared = "utf-16" if code.startswith("utf-16") else code.removesuffix("-sig")
    text = CAMT.decode().replace('"UTF-8"', f'"{declared}"').replace("De Kom", "De Köm")

    assert lines(text.encode(code))[4].name == "Buurthuis De Köm"


def test_the_balance_before_opens_where_no_opening_is_said() -> None:
    found = read(CAMT.replace(b"OPBD", b"PRCD"))

    assert found.statements[0].opening == EUR("1000")


def test_mt940_of_abn_amro_has_reversals_both_ways() -> None:
    file = read(MT940)

    found = file.statements[0].lines
    assert [line.amount.digits for line in found] == ["240.00", "-60.00", "25.00", "-5.00"]
    assert [line.reversal for line in found] == [False, False, True, True]
    assert (found[2].name, found[2].end_to_end) == ("Buurthuis De Kom", "WK-3")
    assert file.format is Format.MT940
    check_sums(file.statements[0])


def test_mt940_of_ing_names_the_other_side_and_not_the_sum_below() -> None:
    line = lines(sample("ing.940"))[0]

    assert (line.iban, line.name, line.words) == (
        "NL91ABNA0417164300",
        "A. de Wit",
        "Bon B-2026-0001",
    )
    assert (line.end_to_end, line.bank_reference) == ("WK-1", "R0002")


def test_mt940_of_rabobank_goes_on_in_the_middle_of_a_word() -> None:
    line = lines(sample("rabobank.940"))[0]

    assert (line.iban, line.words, line.end_to_end) == (
        "NL20INGB0001234567",
        "Toekenning T-2026-0001",
        "GEM-77",
    )


def test_pages_of_one_statement_are_one() -> None:
    page = MT940.decode()
    first = page.replace(":62F:", ":62M:")
    second = (
        ":20:ABN AMRO BANK NV\n:25:NL02ABNA0123456789\n:28C:6201/2\n:60M:C260304EUR1200,00\n"
        ":61:2603040304C1,50N658NONREF\n:86:RENTE\n:62F:C260304EUR1201,50\n-\n"
    )

    file = read((first + second).encode())

    assert len(file.statements) == 1
    assert file.statements[0].closing == EUR("1201.50")


def test_two_statements_stay_two() -> None:
    other = MT940.decode().replace("6201/1", "6202/1")

    assert len(read(MT940 + other.encode()).statements) == 2


@pytest.mark.parametrize("name", ["ing.csv", "rabobank.csv", "abnamro.tab"])
def test_csv_of_dutch_banks_is_known_by_its_columns(name: str) -> None:
    file = read(sample(name))

    amounts = sorted(line.amount for line in file.statements[0].lines)
    assert (amounts[-1], amounts[-2]) == (EUR("240"), EUR("-60")) or name == "ing.csv"
    assert EUR("240") in amounts
    assert file.statements[0].opening == EUR("1000")
    check_sums(file.statements[0])


def test_windows_letters_come_through() -> None:
    assert lines(sample("rabobank.csv"))[0].words.endswith("café")


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_comes_in_many_encodings(code: str) -> None:
    text = ING.decode().replace("A. de Wit", "Zoë")

    assert "Zoë" in {line.name for line in lines(text.encode(code))}


def test_a_csv_that_nobody_knows_shows_its_rows() -> None:
    found = fake_bank(b"Dag;Wat;Erbij;Eraf\n1-2-26;Soep;;12,50\n")

    assert isinstance(found, Table)
    assert (found.guess, found.delimiter) == (None, ";")
    assert found.rows[1] == ("1-2-26", "Soep", "", "12,50")


def test_columns_that_somebody_named_are_read() -> None:
    columns = Columns(day=0, amount=3, came=2, words=(1,), day_shape="dmy")
    data = b"Dag;Wat;Erbij;Eraf\n1-2-26;Soep;;1.012,50\n2-2-2026;Zaal;3;\n3-2-2026;Niets;;\n"

    found = lines(data, columns)

    assert [(line.on.day, line.amount.digits, line.words) for line in found] == [
        (1, "-1012.50", "Soep"),
        (2, "3.00", "Zaal"),
    ]


@pytest.mark.parametrize(
    ("row", "code", "told"),
    [
        (b"31-31-2026;1;x", "statement-row-day", {"told": "31-31-2026"}),
        (b"1-1-2026;veel;x", "statement-row-amount", {"told": "veel"}),
        (b"1-1-2026", "statement-row-short", {"told": ""}),
        (b"Totaal;1;x", "statement-row-no-day", {"told": ""}),
    ],
    ids=["day", "amount", "short", "sum"],
)
def test_a_row_that_cannot_be_is_named(row: bytes, code: str, told: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        fake_bank(b"a;b;c\n1-1-2026;2;y\n\n" + row + b"\n", Columns(0, 1, day_shape="dmy"))

    assert (refused.value.code, refused.value.facts) == (code, {"row": 4} | told)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">%s]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">&z;</Document>""" % b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(98, 123)
)
OUTSIDE = b"""<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><Id>&x;</Id></Document>"""

HOSTILE = {
    "bomb": (BOMB, "statement-unsafe"),
    "bomb-16": (BOMB.decode().encode("utf-16"), "statement-unsafe"),
    "outside": (OUTSIDE, "statement-unsafe"),
    "late-doctype": (b"<!--" + b"x" * 9000 + b"-->" + OUTSIDE, "statement-unsafe"),
    "truncated": (CAMT[:2000], "statement-broken"),
    "other-xml": (b"<html><body>inloggen</body></html>", "statement-unknown"),
    "camt-052": (CAMT.replace(b"camt.053", b"camt.052"), "statement-unknown"),
    "no-sign": (CAMT.replace(b"<CdtDbtInd>CRDT", b"<CdtDbtInd>XXXX"), "statement-broken"),
    "no-day": (CAMT.replace(b"BookgDt", b"X").replace(b"ValDt", b"Y"), "statement-broken"),
    "no-amount": (CAMT.replace(b"<Amt Ccy", b"<Amx Ccy").replace(b"</Amt>", b"</Amx>"),
                  "statement-broken"),
    "minus": (CAMT.replace(b">240.00<", b">-240.00<"), "statement-broken"),
    "words": (CAMT.replace(b">240.00<", b">veel<"), "statement-broken"),
    "deep": (b"<a>" * 5000 + b"</a>" * 5000, "statement-broken"),
    "empty": (b" \n ", "file-empty"),
    "nothing": (b"", "file-empty"),
    "huge": (b"<" + b"x" * (100 << 20), "file-too-large"),
    "picture": (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "statement-unknown"),
    "program": (b"MZ\x90\x00" + b"\x00" * 500, "statement-unknown"),
    "one-word": (b"hallo", "statement-unknown"),
    "swift-cut": (MT940[:-20].replace(b":62F", b""), "statement-broken"),
    "swift-line": (MT940.replace(b"C240,N658", b"Q240!N658"), "statement-broken"),
    "swift-day": (MT940.replace(b"2603030303C", b"2613990303C"), "statement-broken"),
    "wide-cell": (b'a;b;c\n"' + b"x" * 9000 + b'";1;2\n', "statement-broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_is_refused_at_once(name: str) -> None:
    data, code = HOSTILE[name]
    begun = time.process_time()

    assert refusal(data) == code

    assert time.process_time() - begun < 1


@pytest.mark.parametrize("form", ["camt", "swift", "table"])
def test_too_many_lines_are_refused(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # All are imported before the first is patched: two take their number from it.
    for module in (camt, swift, table):
        monkeypatch.setattr(module, "MOST_LINES", 1)
    data = {"camt": CAMT, "swift": MT940, "table": ING}[form]

    assert refusal(data, Columns(0, 6) if form == "table" else None) == "statement-too-long"


def test_what_stands_around_and_between_is_read_too() -> None:
    data = b"Dag;Wat;Bedrag;Saldo\n1-2-26;Soep;-2;8\n2-2-26;Brood;-1;7\n"
    columns = Columns(0, 2, day_shape="dmy", encoding="cp1252", balance=3, words=(1, 9))

    assert read(data, columns).statements[0].opening == EUR("10")


def test_nine_or_more_figures_after_the_cents_are_no_amount() -> None:
    assert lines(CAMT.replace(b">240.00<", b">240.00000<"))[0].amount == EUR("240")
    assert refusal(CAMT.replace(b">240.00<", b">240.00001<")) == "statement-broken"


def test_a_statement_without_any_day_is_empty() -> None:
    bare = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
    <Stmt><Id>1</Id></Stmt></BkToCstmrStmt></Document>"""

    assert refusal(bare) == "statement-empty"


@given(st.binary(max_size=300), st.sampled_from([CAMT, MT940, ING]), st.integers(0, 2000))
@settings(max_examples=40, deadline=None)
def test_whatever_is_spliced_in_is_read_or_refused(noise: bytes, file: bytes, at: int) -> None:
    data = file[:at] + noise + file[at:]

    with suppress(Invalid):
        assert isinstance(fake_bank(data), ReadFile | Table)


@pytest.fixture(scope="module")
def child() -> Renderer:
    return Renderer()


def test_the_real_reader_reads_in_a_child_of_its_own(child: Renderer) -> None:
    try:
        assert read_bank(CAMT, by=child) == fake_bank(CAMT)
        with pytest.raises(Invalid, match="statement-unsafe"):
            read_bank(BOMB, by=child)
    finally:
        child.close()


def test_a_child_that_had_to_be_stopped_is_a_file_that_cannot_be_read() -> None:
    class Stopped:
        def ask(self, work: bytes, question: Message) -> Message:
            raise RenderFailed("too-slow")

    with pytest.raises(Invalid, match="file-unreadable"):
        read_bank(CAMT, by=Stopped())  # type: ignore[arg-type]


def test_the_child_is_asked_for_statements_by_its_own_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bytes] = []

    class Here:
        def ask(self, work: bytes, question: Message) -> Message:
            asked.append(work)
            return Message({"refused": "statement-unknown", "row": None})

    made: Callable[[], Here] = Here
    monkeypatch.setattr(bank, "renderer", made)

    with pytest.raises(Invalid, match="statement-unknown"):
        read_bank(CAMT)
    assert asked == [b"s"]
