"""The same receipt photographed again: asked about, shown to who says yes, never refused."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image, ImageDraw, ImageEnhance
from sqlalchemy.orm import Session

from app.extensions import db
from app.gateways.uploads import Picture, inspect_upload
from app.world import world
from grants.documents.models import Document
from grants.documents.service import remember_likeness
from grants.documents.store import Kind
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.spending import queries, service
from grants.spending.models import Expense
from tests.ground import NOON
from tests.spending.stage import JPEG, Ids, ids, stage, upload
from tests.spending.story import Running, running
from tests.web import Web, text_of

__all__ = ["ids", "stage"]

LIKE, NEARLY, OTHER = "f0f0f0f0f0f0f0f0", "f0f0f0f0f0f0f0f7", "0f0f0f0f0f0f0f0f"


@pytest.fixture
def plan(session: Session) -> Running:
    found = running(session)
    found.arrives("240")
    return found


def looks(plan: Running, bits: str) -> tuple[object, ...]:
    document_id = plan.document()
    remember_likeness(plan.session, plan.session.get_one(Document, document_id), bits)
    return (document_id,)


def test_another_photo_of_the_same_receipt_is_asked_about(plan: Running) -> None:
    first = plan.asking("60", documents=looks(plan, LIKE))

    with pytest.raises(NotNow) as refusal:
        plan.noted("60", by="Ben", documents=looks(plan, NEARLY))

    assert refusal.value.code == "receipt-alike"
    assert refusal.value.facts["reference"] == first.reference


def test_whoever_says_that_it_is_another_one_is_believed_and_it_is_shown(plan: Running) -> None:
    first = plan.asking("60", documents=looks(plan, LIKE))

    second = plan.noted("60", by="Ben", documents=looks(plan, NEARLY), other=True)

    files = [one.document_id for one in second.receipts]
    assert [one for one, _ in queries.alike(plan.session, second, files)] == [first]
    assert queries.on_one_receipt(plan.session, second) == []


def test_of_two_photos_under_one_expense_the_one_that_looks_alike_is_told(plan: Running) -> None:
    [like] = looks(plan, LIKE)
    [nearly] = looks(plan, NEARLY)
    for files in ((*looks(plan, OTHER), like, nearly), (nearly, *looks(plan, OTHER), like)):
        first = plan.noted("60", documents=files, other=True)
        second = plan.noted("60", by="Ben", documents=looks(plan, LIKE), other=True)

        found = queries.alike(plan.session, second, [one.document_id for one in second.receipts])

        assert (first, like) in found
        assert len({one.id for one, _ in found}) == len(found)
        service.withdraw(plan.session, first, by=plan.actor("Ada"), at=NOON)
        service.withdraw(plan.session, second, by=plan.actor("Ben"), at=NOON)


def test_whoever_says_that_it_is_the_same_has_one_receipt_for_both(plan: Running) -> None:
    first = plan.asking("60", documents=looks(plan, LIKE))

    second = plan.noted("60", by="Ben", documents=looks(plan, NEARLY), same=True)

    assert queries.on_one_receipt(plan.session, second) == [first]
    assert queries.receipt_sum(plan.session, second) == EUR("120")


@pytest.mark.parametrize(
    ("amount", "bits"),
    [("60", OTHER), ("61", "f0f0f0f0f0f0ffff")],
)
def test_what_is_not_like_it_is_not_asked_about(plan: Running, amount: str, bits: str) -> None:
    plan.asking("60", documents=looks(plan, LIKE))

    assert plan.noted(amount, by="Ben", documents=looks(plan, bits)).reference


def test_a_receipt_that_was_taken_back_may_come_again(plan: Running) -> None:
    first = plan.asking("60", documents=looks(plan, LIKE))
    service.withdraw(plan.session, first, by=plan.actor("Ada"), at=first.noted_at)

    assert plan.noted("60", documents=looks(plan, NEARLY)).reference


def test_another_groups_receipt_is_never_told(session: Session) -> None:
    one, other = running(session), running(session, name="Elders")
    other.asking("60", documents=looks(other, LIKE))

    assert one.noted("60", documents=looks(one, LIKE)).reference


def slip(*lines: str, tilt: float = 0, light: float = 1) -> bytes:
    """A receipt on a table, as a phone sees it."""
    paper = Image.new("RGB", (300, 600), "white")
    drawn = ImageDraw.Draw(paper)
    for no, line in enumerate(lines):
        drawn.text((20, 30 + 44 * no), line, fill="black", font_size=30)
        drawn.rectangle((20, 66 + 44 * no, 40 + 11 * len(line), 69 + 44 * no), fill="black")
    table = Image.new("RGB", (500, 800), "#6b4a2f")
    table.paste(paper, (100, 100))
    seen = ImageEnhance.Brightness(table.rotate(tilt, fillcolor="#6b4a2f")).enhance(light)
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=80)
    return out.getvalue()


def test_two_photos_of_one_receipt_look_alike_and_have_other_bytes() -> None:
    words = ("DE KOM", "zaal 60,00", "koffie 4,20", "TOTAAL 64,20")
    one = inspect_upload("a.jpg", slip(*words))
    two = inspect_upload("b.jpg", slip(*words, tilt=1, light=0.85))

    assert isinstance(one, Picture)
    assert isinstance(two, Picture)
    assert one.data != two.data
    assert (int(one.likeness, 16) ^ int(two.likeness, 16)).bit_count() <= queries.NEARLY


def test_the_page_asks_and_keeps_the_photo_and_the_approver_sees_both(
    app: Flask, web: Web, ids: Ids
) -> None:
    bits = iter((LIKE, NEARLY, NEARLY))
    with app.app_context():
        world().inspect = lambda _name, data: Picture(data, Kind.JPEG, True, data, 1, 1, next(bits))
    ada = web.as_("ada")
    path = f"/spending/new?plan={ids.plan}"
    typed = {"amount": "20", "shop": "Markt", "line": str(ids.line), "who_paid": "myself"}
    first = ada.send(path, **typed, **upload(JPEG + b"1"))
    assert first.status_code == 303, text_of(first)

    asked = ada.send(path, **typed, **upload(JPEG + b"2"))

    assert asked.status_code == 409
    assert "lijkt op" in text_of(asked)
    form = {name: value for name, value in fields(asked).items() if name != "file"}
    done = ada.post(path, form | {"other": "y"})
    assert done.status_code == 303, text_of(done)
    page = text_of(web.as_("ben").get(done.location))
    assert "Deze bon lijkt op een andere" in page
    with app.app_context():
        assert db.session.query(Expense).filter_by(shop="Markt").count() == 2


def fields(answer: object) -> dict[str, object]:
    from tests.web import fields_of, soup  # noqa: PLC0415

    forms = soup(answer).find_all("form")  # type: ignore[arg-type]
    return next(found for form in forms if "shop" in (found := fields_of(form)))
