"""The file that a bank takes: SEPA credit transfers (ISO 20022 pain.001), checked against its schema."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from grants.kit.money import total
from grants.payments.models import FileKind
from grants.payments.rules.runs import FileWriter, Order, Transfer


class SepaWriter:
    """Writes with sepaxml, puts our own ids and moment in, and checks before it lets go."""

    def write(self, order: Order) -> bytes:
        """The same bytes for the same order; ``ValueError`` when they do not fit the schema."""
        from lxml import etree  # noqa: PLC0415  heavy, and only where a file is written

        document = etree.fromstring(_drawn(order), _parser())
        _put(document, "CreDtTm", order.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        _put(document, "PmtInfId", order.message_id)
        _say_no_bank(document)
        _check(document, order)
        data: bytes = etree.tostring(document, xml_declaration=True, encoding="UTF-8")
        return data


class FakeSepa:
    """The plain twin: a line for each payment, and the same refusals of what cannot be."""

    def write(self, order: Order) -> bytes:
        """One line a payment, after one that says from where and how much."""
        head = f"{order.message_id} {order.pay_on} {order.iban} {_sum_of(order)}"
        return "\n".join([head, *map(_line, order.transfers)]).encode()


def _line(one: Transfer) -> str:
    return f"{one.end_to_end} {one.iban} {one.amount.digits} {one.name}"


def _sum_of(order: Order) -> str:
    return total(one.amount for one in order.transfers).digits


def _drawn(order: Order) -> bytes:
    from sepaxml import SepaTransfer  # noqa: PLC0415  heavy, and only where a file is written

    head = {"name": order.name, "IBAN": order.iban, "batch": True, "currency": "EUR"}
    drawn = SepaTransfer(head, schema=str(order.file_kind), clean=False)
    drawn.msg_id = order.message_id
    drawn._xml.find(".//MsgId").text = order.message_id  # noqa: SLF001  it draws its own at once
    for one in order.transfers:
        drawn.add_payment(
            {
                "name": one.name,
                "IBAN": one.iban,
                "amount": one.amount.minor,
                "execution_date": order.pay_on,
                "description": one.words,
                "endtoend_id": one.end_to_end,
            }
        )
    data: bytes = drawn.export(validate=False)
    return data


def _put(document: Any, name: str, text: str) -> None:
    for node in document.iter(f"{{*}}{name}"):
        node.text = text


def _say_no_bank(document: Any) -> None:
    """The bank is known by the account number; where it must be named, banks ask for this word."""
    for node in document.iter("{*}FinInstnId"):
        if len(node) == 0:
            space = node.tag.partition("}")[0] + "}"
            other = node.makeelement(f"{space}Othr")
            other.append(node.makeelement(f"{space}Id"))
            other[0].text = "NOTPROVIDED"
            node.append(other)


def _check(document: Any, order: Order) -> None:
    """The schema, the sum and the count: a file that is wrong never leaves."""
    schema = _schema(order.file_kind)
    if not schema.validate(document):
        # What the log says names a place and a rule, never what stands there.
        raise ValueError("the file does not fit its schema")
    sums = {node.text for node in document.iter("{*}CtrlSum")}
    counts = {node.text for node in document.iter("{*}NbOfTxs")}
    if sums != {_sum_of(order)} or counts != {str(len(order.transfers))}:
        raise ValueError("the file has another sum or count than the run")


@cache
def _schema(kind: FileKind) -> Any:
    from lxml import etree  # noqa: PLC0415  heavy, and only where a file is written

    data = files("sepaxml").joinpath("schemas", f"{kind}.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(data, _parser()))


def _parser() -> Any:
    from lxml import etree  # noqa: PLC0415  heavy, and only where a file is written

    return etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)


def _both_write() -> tuple[FileWriter, FileWriter]:
    return SepaWriter(), FakeSepa()
