"""The audit on paper: made once of what both signed, with the text itself attached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from app import formats, messages
from app.audits.routes import rows
from app.clock import now
from app.extensions import db
from app.gateways.pdf import Attached
from app.gateways.squares import square
from app.jobs import Facts
from app.mails import link
from app.sheets import sheet
from app.world import world
from grants.audits import service
from grants.audits.models import CashAudit
from grants.audits.rules import Found, Seen, read_facts
from grants.documents.service import keep
from grants.kit.access import SYSTEM
from grants.neighbourhoods.models import Neighbourhood
from grants.people.queries import names
from grants.workgroups.models import Workgroup

LANGUAGE = "nl"  # whoever holds the money reads Dutch, whatever the group's own language is
HEADS = ("no", "day", "what", "reference", "amount", "receipts", "bank", "answer", "words")


def make_paper(facts: Facts) -> None:
    """Make and keep the paper of a sealed audit; the first one stays."""
    audit = db.session.get(CashAudit, UUID(facts["audit"]))
    if audit is None or audit.facts is None or audit.document_id is not None:
        db.session.rollback()
        return
    found, made_at, audit_id = read_facts(audit.facts), audit.sealed_at, audit.id
    if made_at is None:
        raise LookupError("not-sealed")
    with force_locale(LANGUAGE):
        address = link("audits.verify", mark=audit.mark.replace(" ", ""))
        html = render_template("audits/paper.html", **_sheet(audit, found, address))
        title = f"{_('Cash audit')} {audit.year}"
        name = f"kascontrole-{audit.reference}.pdf"
        table = sheet(HEADS, (_told(one) for one in found.items)).encode("utf-8-sig")
        attached = [
            Attached("payments.csv", table, _("The payments that were looked at")),
            Attached("facts.json", audit.facts.encode(), _("The text that both signed")),
        ]
    db.session.rollback()
    data = world().pdf.render(
        html,
        title=title,
        language=LANGUAGE,
        made_at=made_at,
        attachments=attached,
        pictures={"qr": square(address, light="#ffffff")},
    )
    stored = world().store.put(data)
    audit = db.session.get_one(CashAudit, audit_id, with_for_update=True)
    if audit.document_id is None:
        owner = audit.owner_id
        document = keep(db.session(), stored, owner_id=owner, name=name, by=SYSTEM, at=now())
        service.file_paper(db.session(), audit, document)


def _sheet(audit: CashAudit, found: Found, address: str) -> dict[str, Any]:
    """All that the paper says, ready-made."""
    group = db.session.get_one(Workgroup, audit.owner_id)
    place = db.session.get_one(Neighbourhood, group.neighbourhood_id)
    called = names(db.session(), rows.people_in(found))
    times = (audit.first_signed_at, audit.second_signed_at)
    return {
        "audit": audit,
        "found": found,
        "group": group.name,
        "where": place.name,
        "who": [called.get(one, "") for one in found.auditors],
        "verdict": messages.label(found.conclusion) if found.conclusion else "",
        "places": rows.places(found),
        "count": rows.count_words(found.count, called),
        "items": [_row(one, called) for one in found.items],
        "signs_rows": [
            {"name": called.get(one, ""), "text": _("signed on %(day)s", day=formats.day_year(at))}
            for one, at in zip(found.auditors, times, strict=True)
        ],
        "qr": "picture:qr",
        "address": address.split("://", maxsplit=1)[-1],
    }


def _row(one: Seen, called: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "no": one.no,
        "on": formats.day(one.on),
        "name": rows.name_of(one),
        "amount": one.amount,
        "why": messages.label(one.reason),
        "proof": rows.proof_of(one),
        "bank": rows.bank_of(one),
        "answer": messages.label(one.looked) if one.looked else "",
        "by": called.get(one.by_id, "") if one.by_id else "",
        "note": one.note,
        "own": one.own,
    }


def _told(one: Seen) -> tuple[object, ...]:
    return (
        one.no,
        one.on,
        rows.name_of(one),
        one.reference,
        one.amount,
        len(one.files),
        rows.bank_of(one),
        messages.label(one.looked) if one.looked else "",
        one.note,
    )


HANDLERS: Mapping[str, Any] = {"audits.paper": make_paper}
