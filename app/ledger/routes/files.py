"""What the page shows, as a file: a table for a spreadsheet, a journal for Beancount."""

from __future__ import annotations

from collections.abc import Iterator

from flask.typing import ResponseReturnValue

from app.documents import send_lines
from app.extensions import db
from app.ledger.forms import asked
from app.ledger.papers import Told, book_csv, journal
from app.ledger.routes import bp
from app.ledger.routes.rows import group_asked, papers_of, plans_seen, sources
from app.messages.ledger import note_of, title_of
from grants.ledger import queries
from grants.proposals.queries import cost_lines
from grants.workgroups.models import Workgroup


@bp.get("/book.csv")
def book_file() -> ResponseReturnValue:
    """The bookings as a table."""
    group = group_asked()
    names = {plan.id: plan.title for plan in plans_seen(group)}
    lines = book_csv(_told(group), names)
    return send_lines(lines, "text/csv; charset=utf-8", "kasboek.csv")


@bp.get("/book.beancount")
def journal_file() -> ResponseReturnValue:
    """The bookings as a journal, with the balance of each account at the end."""
    group = group_asked()
    plans = plans_seen(group)
    costs = cost_lines(db.session(), [plan.id for plan in plans])
    lines = journal(group.name, {plan: costs[plan.id] for plan in plans}, _told(group))
    return send_lines(lines, "text/plain; charset=utf-8", "kasboek.beancount")


def _told(group: Workgroup) -> Iterator[Told]:
    """All that is asked for, each with what it is about: some hundreds at a time."""
    for found in queries.export(db.session(), group.id, asked().filter_of(group.id)):
        papers = papers_of(sources(found))
        yield from (Told(one, title_of(one, papers), note_of(one, papers)) for one in found)
