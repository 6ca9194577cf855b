"""The paper: what stands on it, the same each time, tagged, with its figures inside."""

from __future__ import annotations

import io

import pikepdf
import pytest
from sqlalchemy import update

from app.extensions import db
from app.gateways.pdf import FakePdf, WarmPdf
from app.reports.papers.making import make_paper
from grants.documents.models import Document
from grants.reports.models import Report
from grants.spending import service as spending
from grants.spending.rules import Losing
from tests.ground import NOON
from tests.reports.conftest import House
from tests.reports.story import Told
from tests.web import text_of


def sealed(told: Told, report: Report) -> None:
    told.answered(told.put(report))


def made(house: House) -> bytes:
    """Make the paper, as the job does, and give its bytes."""
    with house.app.app_context():
        make_paper({"report": str(house.report)})
        db.session.commit()
        report = db.session.get_one(Report, house.report)
        return house.store.open(db.session.get_one(Document, report.document_id).hash)


def test_the_paper_says_the_account(house: House) -> None:
    house.do(sealed)

    page = made(house).decode("utf-8", "replace")

    for words in ("Onze verantwoording", "V-2026-0001", "Een extra ochtend.", "Iedereen zei ja"):
        assert words in page
    assert "figures.csv receipts.csv facts.json" in page


def test_the_same_account_gives_the_same_paper(house: House) -> None:
    house.do(sealed)
    first = made(house)
    with house.app.app_context():
        db.session.execute(update(Report).values(document_id=None, document_hash=None))
        db.session.commit()

    assert made(house) == first


def test_a_paper_is_made_once(house: House) -> None:
    house.do(sealed)
    made(house)
    made(house)

    assert isinstance(house.world.pdf, FakePdf)
    assert len(house.world.pdf.pages) == 1


def test_nothing_is_made_of_what_is_not_sealed(house: House) -> None:
    with house.app.app_context():
        make_paper({"report": str(house.report)})

    assert isinstance(house.world.pdf, FakePdf)
    assert house.world.pdf.pages == []


@pytest.mark.xdist_group("renderer")
def test_the_paper_is_tagged_and_carries_its_figures(house: House) -> None:
    house.do(sealed)
    house.world.pdf = WarmPdf()

    with pikepdf.open(io.BytesIO(made(house))) as paper:
        assert paper.Root.MarkInfo.Marked
        assert str(paper.Root.Lang) == "nl"
        assert set(paper.attachments) == {"figures.csv", "receipts.csv", "facts.json"}
        figures = paper.attachments["figures.csv"].get_file().read_bytes().decode("utf-8-sig")
    assert "cost,Oppas,142.00,150.00,8.00,Een extra ochtend.\r\n" in figures


def test_the_paper_says_that_a_receipt_was_lost_also_where_a_file_came_later(
    house: House,
) -> None:
    def lost(told: Told, report: Report) -> None:
        spending.seed_ceiling(told.session, at=NOON)
        said = Losing("Verf", "Uit mijn tas gevallen.")
        for amount, files in (("1", ["later.jpg"]), ("0.50", [])):
            one = told.plan.paid(amount, documents=(), lost=said)
            for name in files:
                file = told.plan.document(name)
                spending.add(told.session, one, [file], by=told.plan.actor("Ada"), at=NOON)
        told.whole()
        sealed(told, report)

    house.do(lost)

    page = made(house).decode("utf-8", "replace")
    assert "Kwijt, zo is gezegd: Uit mijn tas gevallen. Later kwam er een foto of bestand." in page
    assert "Geen bon: Uit mijn tas gevallen." in page
    assert "Kwijt, zo is gezegd" in text_of(house.as_("ada").get(house.page))


def test_noon_is_when_it_was_sealed(house: House) -> None:
    house.do(sealed)

    assert NOON.isoformat() in made(house).decode("utf-8", "replace")
