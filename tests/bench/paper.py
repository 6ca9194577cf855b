"""The report on paper, from the sealed facts to a kept file, beside the renderer alone."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from sqlalchemy import select, update

from app.extensions import db
from app.gateways.pdf import Pdf
from app.reports.papers.making import make_paper
from app.world import world
from grants.reports.models import Report
from tests.bench.measure import Figure, beside
from tests.bench.stage import Site

MOST = 1.1


class Overheard:
    """Hands every page on to the renderer, and remembers the last one."""

    def __init__(self, pdf: Pdf) -> None:
        """Stand before it."""
        self.pdf = pdf
        self.last: tuple[str, dict[str, Any]] = ("", {})

    def render(self, html: str, **about: Any) -> bytes:
        """As the renderer does it."""
        self.last = html, about
        return self.again()

    def again(self) -> bytes:
        """The same page once more: HTML, pictures and attached files, and nothing else."""
        html, about = self.last
        return self.pdf.render(html, **about)


def report(site: Site, rounds: int) -> Iterator[Figure]:
    """How many times the renderer alone the whole job takes, by the clock on the wall."""
    with site.app.app_context():
        which = _unmade()
        overheard = Overheard(world().pdf)
        world().pdf = overheard

        def ours() -> None:
            make_paper({"report": which})
            db.session.rollback()

        found = beside(ours, overheard.again, rounds, perf_counter)
        world().pdf = overheard.pdf
    note = f"{found.ours:.0f} ms beside {found.bare:.0f} ms"
    yield Figure("report.pdf", "time beside the renderer", round(found.ratio, 2), "×", MOST, note)


def _unmade() -> str:
    """A sealed report whose paper is taken away, so that it is made anew."""
    sealed = select(Report.id).where(Report.sealed_at.is_not(None)).order_by(Report.reference)
    which = db.session.scalars(sealed.limit(1)).one()
    nothing = {"document_id": None, "document_hash": None}
    db.session.execute(update(Report).where(Report.id == which).values(**nothing))
    db.session.commit()
    return str(which)
