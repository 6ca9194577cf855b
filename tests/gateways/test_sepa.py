"""The file for the bank: fits its schema, adds up, and is the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import etree

from app.gateways.sepa import FakeSepa, SepaWriter
from grants.kit.money import EUR
from grants.payments.models import FileKind
from grants.payments.rules.runs import Order, Transfer

ONE = Transfer("U-2026-0001-0001", "A. de Vries", "NL91ABNA0417164300", EUR("12.50"), "B-2026-0001")
TWO = Transfer("U-2026-0001-0002", "Bakker + Zn", "NL02ABNA0123456789", EUR("1000"), "B-2026-0002")
ORDER = Order(
    file_kind=FileKind.PAIN_09,
    message_id="U-2026-0001",
    made_at=datetime(2026, 11, 21, 20, 30, tzinfo=UTC),
    pay_on=date(2026, 11, 24),
    name="Stichting De Brug",
    iban="NL44RABO0123456789",
    transfers=[ONE, TWO],
)


def texts(data: bytes, name: str) -> list[str]:
    return [str(node.text) for node in etree.fromstring(data).iter(f"{{*}}{name}")]


@pytest.mark.parametrize("kind", list(FileKind))
def test_the_file_says_all_of_the_run_in_either_version(kind: FileKind) -> None:
    data = SepaWriter().write(replace(ORDER, file_kind=kind))

    assert f"xsd:{kind}".encode() in data
    assert texts(data, "MsgId") == texts(data, "PmtInfId") == ["U-2026-0001"]
    assert texts(data, "EndToEndId") == [ONE.end_to_end, TWO.end_to_end]
    assert texts(data, "InstdAmt") == ["12.50", "1000.00"]
    assert texts(data, "IBAN") == [ORDER.iban, ONE.iban, TWO.iban]
    assert texts(data, "Nm")[-2:] == [ONE.name, TWO.name]
    assert texts(data, "CtrlSum") == ["1012.50"] * 2
    assert texts(data, "NbOfTxs") == ["2", "2"]


@pytest.mark.parametrize("kind", list(FileKind))
def test_neither_address_nor_bic_is_sent(kind: FileKind) -> None:
    data = SepaWriter().write(replace(ORDER, file_kind=kind))

    assert not any(texts(data, name) for name in ("PstlAdr", "BIC", "BICFI", "AdrLine"))


@pytest.mark.parametrize("kind", list(FileKind))
def test_where_a_bank_must_be_named_the_file_says_that_it_is_not(kind: FileKind) -> None:
    root = etree.fromstring(SepaWriter().write(replace(ORDER, file_kind=kind)))

    [agent] = root.iter("{*}DbtrAgt")
    [identified] = agent.iter("{*}Othr")
    assert [node.text for node in identified] == ["NOTPROVIDED"]
    assert all(len(node) for node in root.iter("{*}FinInstnId"))


def test_the_same_order_gives_the_same_bytes() -> None:
    first, again = SepaWriter().write(ORDER), SepaWriter().write(ORDER)

    assert first == again
    assert texts(first, "CreDtTm") == ["2026-11-21T20:30:00Z"]
    assert texts(first, "Dt") == ["2026-11-24"]


def test_signs_of_xml_in_a_name_stay_a_name() -> None:
    hostile = replace(ONE, name="</Nm><Nm>Eva", words="&lt; ]]>")

    data = SepaWriter().write(replace(ORDER, transfers=[hostile]))

    assert texts(data, "Nm")[-1] == "</Nm><Nm>Eva"
    assert texts(data, "Ustrd") == ["&lt; ]]>"]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(ONE, name="x" * 300),
        replace(ONE, name=""),
        replace(ONE, iban="not a number"),
        replace(ONE, end_to_end="x" * 36),
        replace(ONE, words="w" * 141),
    ],
    ids=["name-long", "name-none", "number", "id-long", "words-long"],
)
def test_what_does_not_fit_the_schema_never_leaves(wrong: Transfer) -> None:
    with pytest.raises(ValueError, match="schema"):
        SepaWriter().write(replace(ORDER, transfers=[wrong]))


def test_the_plain_twin_says_as_much() -> None:
    data = FakeSepa().write(ORDER).decode()

    assert data.splitlines()[0] == "U-2026-0001 2026-11-24 NL44RABO0123456789 1012.50"
    assert TWO.end_to_end in data
