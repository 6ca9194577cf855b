"""What the page shows, as a file: a table or a workbook for a spreadsheet, a journal for Beancount."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.documents import on_disk, send_lines, send_written
from app.extensions import db
from app.ledger.forms import asked
from app.ledger.papers import Told, book_table, journal
from app.ledger.routes import bp
from app.ledger.routes.rows import group_asked, papers_of, plans_seen, sources
from app.messages.ledger import note_of, title_of
from app.sheets import sheet_lines, workbook
from grants.ledger import queries
from grants.proposals.queries import cost_lines
from grants.workgroups.models import Workgroup

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/book.csv")
def book_file() -> ResponseReturnValue:
    """The bookings as a table."""
    group = group_asked()
    lines = sheet_lines(*book_table(_told(group), _titles(group)))
    return send_lines(lines, "text/csv; charset=utf-8", "kasboek.csv")


@bp.get("/book.xlsx")
def workbook_file() -> ResponseReturnValue:
    """The bookings as a workbook: days and amounts to count with, all else words."""
    group = group_asked()
    heads, rows = book_table(_told(group), _titles(group))
    file = on_disk()
    from_right = get_locale().text_direction == "rtl"
    workbook(file, _("Our money"), heads, rows, right_to_left=from_right)
    return send_written(file, WORKBOOK, "kasboek.xlsx")


@bp.get("/book.beancount")
def journal_file() -> ResponseReturnValue:
    """The bookings as a journal, with the balance of each account at the end."""
    group = group_asked()
    plans = plans_seen(group)
    costs = cost_lines(db.session(), [plan.id for plan in plans])
    lines = journal(group.name, {plan: costs[plan.id] for plan in plans}, _told(group))
    return send_lines(lines, "text/plain; charset=utf-8", "kasboek.beancount")


def _titles(group: Workgroup) -> dict[UUID, str]:
    return {plan.id: plan.title for plan in plans_seen(group)}


def _told(group: Workgroup) -> Iterator[Told]:
    """All that is asked for, each with what it is about: some hundreds at a time."""
    for found in queries.export(db.session(), group.id, asked().filter_of(group.id)):
        papers = papers_of(sources(found))
        yield from (Told(one, title_of(one, papers), note_of(one, papers)) for one in found)
