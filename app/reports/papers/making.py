"""The report on paper: made once of what the group sealed, with its figures attached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from app.clock import now
from app.extensions import db
from app.gateways.pdf import Attached
from app.gateways.squares import square
from app.jobs import Facts
from app.mails import link
from app.reports.papers.sheet import sheet_of
from app.reports.routes.figures import line_note
from app.sheets import sheet
from app.world import world
from grants.documents.models import Document
from grants.documents.queries import documents, made_from
from grants.documents.service import keep
from grants.documents.store import Kind
from grants.kit.access import SYSTEM
from grants.reports import service
from grants.reports.models import Report
from grants.reports.rules import Gathered, read_facts

LANGUAGE = "nl"  # whoever gave the money reads Dutch, whatever the group's own language is


@dataclass
class Pictures:
    """What the page shows, by name; and what travels inside as a file."""

    shown: dict[str, bytes] = field(default_factory=dict)
    files: list[Attached] = field(default_factory=list)


def make_paper(facts: Facts) -> None:
    """Make and keep the paper of a sealed report; the first one stays."""
    report = db.session.get(Report, UUID(facts["report"]))
    if report is None or report.facts is None or report.document_id is not None:
        db.session.rollback()
        return
    sealed, made_at, report_id = read_facts(report.facts), report.sealed_at, report.id
    if made_at is None:
        raise LookupError("not-sealed")
    with force_locale(LANGUAGE):
        address = link("reports.verify", mark=report.mark.replace(" ", ""))
        pictures = _pictures(sealed, address)
        shown = sheet_of(report, sealed, address=address, pictures=pictures.shown.keys())
        html = render_template("reports/paper.html", **shown)
        title = f"{_('Report')} {report.reference}: {report.title}"
        name = f"{_('report')}-{report.reference}.pdf"
        attached = [*_tables(sealed, str(report.facts)), *pictures.files]
    db.session.rollback()
    data = world().pdf.render(
        html,
        title=title,
        language=LANGUAGE,
        made_at=made_at,
        attachments=attached,
        pictures=pictures.shown,
    )
    stored = world().store.put(data)
    report = db.session.get_one(Report, report_id, with_for_update=True)
    if report.document_id is None:
        owner = report.owner_id
        document = keep(db.session(), stored, owner_id=owner, name=name, by=SYSTEM, at=now())
        service.file_paper(db.session(), report, document)


def _pictures(sealed: Gathered, address: str) -> Pictures:
    """Photos whole, receipts small, both as they lie in the store; receipts as PDF go along."""
    found = Pictures({"qr": square(address, light="#ffffff")})
    ids = [photo.file.id for photo in sealed.photos]
    ids += [file.id for bill in sealed.bills for file in bill.files]
    known, smaller = documents(db.session(), ids), made_from(db.session(), ids)
    for no, photo in enumerate(sealed.photos, start=1):
        _show(found, f"photo-{no}", known.get(photo.file.id))
    for bill in sealed.bills:
        for no, file in enumerate(bill.files, start=1):
            document = known.get(file.id)
            small = smaller.get(file.id, [])
            name = f"bill-{bill.no}-{no}"
            _show(found, name, small[0] if small and document else document)
            if document is not None and document.kind is Kind.PDF:
                data = _bytes(document)
                if data:
                    words = f"{_('Receipt')} {bill.no}, {bill.shop}"
                    found.files.append(Attached(f"{_('receipt')}-{bill.no}-{no}.pdf", data, words))
    return found


def _show(found: Pictures, name: str, document: Document | None) -> None:
    data = _bytes(document) if document is not None and document.is_picture else b""
    if data:
        found.shown[name] = data


def _bytes(document: Document) -> bytes:
    try:
        return world().store.open(document.hash)
    except KeyError:
        return b""


def _tables(sealed: Gathered, text: str) -> list[Attached]:
    """The figures for who wants to add them up, and the very text that the fingerprint is of."""
    figures = [
        *(
            (
                "cost",
                one.words,
                one.planned + one.shifted,
                one.real,
                one.difference,
                line_note(one),
            )
            for one in sealed.lines
        ),
        *(
            ("income", one.reference or str(one.kind), one.planned, one.real, one.difference, "")
            for one in sealed.sources
        ),
        ("left", "", None, sealed.left, None, sealed.leftover_why),
        ("to-come", "", None, sealed.to_come, None, ""),
    ]
    lines = {line.id: line.words for line in sealed.lines}
    receipts = [
        (bill.no, bill.reference, bill.on, bill.shop, lines.get(bill.line_id, ""), bill.amount)
        for bill in sealed.bills
    ]
    heads = ("kind", "name", "planned", "real", "difference", "why")
    receipt_heads = ("no", "reference", "day", "shop", "line", "amount")
    return [
        Attached("figures.csv", _csv(heads, figures), _("Planned and real, line by line")),
        Attached("receipts.csv", _csv(receipt_heads, receipts), _("The receipts")),
        Attached("facts.json", text.encode(), _("The text that the fingerprint is of")),
    ]


def _csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    return sheet(heads, rows).encode("utf-8-sig")


HANDLERS: Mapping[str, Any] = {"reports.paper": make_paper}
