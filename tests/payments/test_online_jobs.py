"""Events, looks, the nightly comparison and refunds, through the app and its jobs."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import now, told
from app.extensions import db
from app.gateways.provider import FakeProvider
from app.payments import jobs
from app.world import world
from grants.outbox.models import Job
from grants.payments.models import (
    Difference,
    OnlineReturn,
    ProviderEvent,
)
from grants.payments.provider import Standing, Truth
from grants.payments.rules.online import LOST_AFTER
from grants.payments.states import BackState, OnlineState
from tests.payments.online_stage import (
    bank,
    begun,
    held,
    ids,
    opened,
    paid,
    reversed_gift,
    stage,
    tell,
    the,
    work,
    work_on,
)
from tests.spending.stage import Ids
from tests.web import Web, soup, text_of

__all__ = ["bank", "ids", "stage"]


def test_a_forged_event_changes_nothing_and_tires(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.payments.routes.provider.FORGED_A_PLACE", 2)

    assert [tell(web, "bad") for _time in range(3)] == [400, 400, 429]
    assert tell(web, words="x" * 70_000) == 413
    with app.app_context():
        assert db.session.scalars(select(ProviderEvent)).all() == []


def test_an_event_with_names_longer_than_any_column_is_answered_as_every_other(
    web: Web, app: Flask, ids: Ids, bank: FakeProvider
) -> None:
    begun(web, app, ids)

    long = [tell(web, ref="evt_".ljust(size, "a"), about="cs_1") for size in (255, 300)]
    strange = tell(web, ref="evt_2", about="cs_".ljust(300, "a"))

    assert [*long, strange] == [200, 200, 200]
    with app.app_context():
        kept = db.session.scalars(select(ProviderEvent)).all()
        assert {len(one.their_ref) for one in kept} == {255, len("evt_2")}
        assert {len(one.about) for one in kept} == {255, len("cs_1")}


def test_an_event_twice_is_one_event_and_one_booking(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    begun(web, app, ids)
    bank.becomes("cs_1", Standing.PAID)

    assert [tell(web) for _time in range(3)] == [200, 200, 200]
    work(app)
    work_on(app, "payments.event")

    assert held(app, ids) == "245.00 EUR"
    with app.app_context():
        event = db.session.scalars(select(ProviderEvent)).one()
        assert event.outcome == "asked"
        jobs.event({"event": str(event.id)})
    assert held(app, ids) == "245.00 EUR"


def test_one_question_answers_all_that_was_told_before_it_and_no_more(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(web, app, ids)
    bank.becomes("cs_1", Standing.PENDING)
    ask, asked = bank.ask, list[str]()

    def answer(ref: str, *, went_back: bool = False) -> Truth | None:
        """While it answers the first time, it goes on there, and that is told."""
        truth = ask(ref, went_back=went_back)
        if not asked:
            bank.becomes("cs_1", Standing.PAID)
            tell(web, ref="evt_late")
        asked.append(ref)
        return truth

    monkeypatch.setattr(bank, "ask", answer)
    for no in range(3):
        tell(web, ref=f"evt_{no}")

    work(app)

    assert (asked, held(app, ids)) == (["cs_1"] * 2, "245.00 EUR")
    with app.app_context():
        outcomes = list(db.session.scalars(select(ProviderEvent.outcome)))
        done = select(Job.attempts).where(Job.kind == "payments.event", Job.done_at.is_not(None))
        attempts = sorted(db.session.scalars(done))
    assert (outcomes, attempts) == (["asked"] * 4, [0, 0, 1, 1])


def test_an_event_of_nobodys_payment_is_taken_and_shown(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    assert tell(web, about="cs_9") == 200

    hans, olga = (
        text_of(web.as_(name).get("/payments/online/differences")) for name in ("hans", "olga")
    )
    assert "cs_9" not in hans
    assert "cs_9" in olga
    assert web.as_("ada").get("/payments/online/differences").status_code == 404


def test_we_look_by_ourselves_as_long_as_it_is_under_way(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    begun(web, app, ids)
    bank.becomes("cs_1", Standing.PENDING)
    work_on(app, "payments.look")
    bank.becomes("cs_1", Standing.PAID)
    work_on(app, "payments.look")

    assert held(app, ids) == "245.00 EUR"
    with app.app_context():
        numbers = [
            json.loads(row.facts)["no"]
            for row in db.session.scalars(select(Job).where(Job.kind == "payments.look"))
        ]
    assert sorted(numbers) == [0, 1]
    work_on(app, "payments.look")


def test_what_the_provider_lost_is_a_difference(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    begun(web, app, ids)
    bank.truths.clear()

    work_on(app, "payments.look")

    with app.app_context():
        assert [str(row.kind) for row in db.session.scalars(select(Difference))] == ["missing"]


def test_what_was_never_opened_is_given_up(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = opened(web, app, ids)
    bank.down = True
    web.nobody().send(path)
    bank.down = False
    work_on(app, "payments.look")
    assert the(app).state is OnlineState.MADE
    monkeypatch.setattr(jobs, "GIVEN_UP", -jobs.GIVEN_UP)

    work_on(app, "payments.look")

    assert the(app).state is OnlineState.EXPIRED


def test_an_answer_that_is_old_each_time_is_no_answer(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begun(web, app, ids)
    monkeypatch.setattr("grants.payments.service.online.apply", lambda *_a, **_k: False)

    assert web.nobody().send(page).status_code == 303
    assert the(app).state is OnlineState.OPENED


def test_the_night_finds_what_was_never_told_and_a_person_books_it(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    reversed_gift(web, app, ids, bank)
    work_on(app, "payments.compare")
    hans = web.as_("hans")
    page = "/payments/online/differences"
    assert "verder dan ons kasboek" in text_of(hans.get(page))
    action = str(soup(hans.get(page)).select("main form")[0]["action"])
    fields = hans.form(page)
    assert held(app, ids) == "245.00 EUR"
    bank.down = True
    assert hans.post(action, fields).status_code == 303
    assert the(app).state is OnlineState.PAID
    bank.down = False

    assert hans.post(action, hans.form(page)).status_code == 303

    assert held(app, ids) == "240.00 EUR"
    assert "geen verschillen" in text_of(hans.get(page))
    assert hans.post(action, fields | {"form_id": "x"}).status_code == 422
    again = hans.form("/payments/income/" + str(ids.plan))
    assert hans.post(action, again).status_code == 409


def test_a_treasurer_sees_a_reversal_and_says_so(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    reversed_gift(web, app, ids, bank)
    tell(web)
    work(app)
    dan = web.as_("dan")
    assert "teruggehaald" in text_of(dan.get("/"))
    path = f"/payments/online/{the(app).id}"
    assert "haalde dit geld terug" in text_of(dan.get(path))

    dan.send(path)

    assert "Ik heb het gezien" not in text_of(dan.get(path))
    assert "De bank heeft het teruggehaald" in text_of(
        web.nobody().get(f"/payments/standing/{the(app).token}")
    )


def test_the_holder_sends_a_gift_back(app: Flask, web: Web, ids: Ids, bank: FakeProvider) -> None:
    hans, path = paid(web, app, ids, bank)
    assert hans.send(f"{path}/back", amount="6").status_code == 422
    assert hans.send(f"{path}/back", amount="2").status_code == 303
    assert "gevraagd" in text_of(hans.get(path))

    work(app)
    work_on(app, "payments.refund")

    assert held(app, ids) == "243.00 EUR"
    assert [order.amount.digits for order in bank.refunds] == ["2.00"]
    assert "Een deel is teruggestuurd" in text_of(
        web.nobody().get(f"/payments/standing/{the(app).token}")
    )


def test_a_refund_without_an_answer_stays_and_is_sent_once(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    hans, path = paid(web, app, ids, bank)
    hans.send(f"{path}/back", amount="2")
    bank.down = True
    work(app)
    assert held(app, ids) == "245.00 EUR"
    assert "Het duurt lang" not in text_of(hans.get(path))
    with told(now() + LOST_AFTER):
        hans = web.as_("hans")
        again = str(soup(hans.get(path)).select("main form")[-1]["action"])
        fields = hans.form(path, action=again)
        assert hans.post(again, fields).status_code == 303
        bank.down = False
        assert hans.post(again, fields | {"form_id": "x"}).status_code == 303

        hans.post(again, hans.form(path, action=again))
        work(app)

    assert held(app, ids) == "243.00 EUR"
    assert len(bank.keys) == 2
    with app.app_context():
        assert db.session.scalars(select(OnlineReturn)).one().state is BackState.DONE
    nowhere, hans = f"/payments/online/back/{UUID(int=1)}/again", web.as_("hans")
    assert hans.post(nowhere, hans.form("/payments/income/" + str(ids.plan))).status_code == 404


def test_a_refund_that_was_done_without_an_answer_is_found_by_asking(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    hans, path = paid(web, app, ids, bank)
    hans.send(f"{path}/back", amount="2")
    bank.silent = True

    work(app)

    assert held(app, ids) == "243.00 EUR"


def test_a_refund_of_days_ago_is_asked_after_before_it_is_sent_again(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    hans, path = paid(web, app, ids, bank)
    hans.send(f"{path}/back", amount="2")
    bank.silent = True
    with monkeypatch.context() as away:
        away.setattr(bank, "ask", lambda _ref, **_how: bank._up("away"))
        bank.broken_keys.add("away")
        work(app)
    bank.silent = False
    bank.keys.clear()  # after a day a provider may know a key no more

    with told(now() + timedelta(days=2)):
        work_on(app, "payments.refund")

    assert (held(app, ids), len(bank.refunds)) == ("243.00 EUR", 1)


def test_a_refund_that_is_neither_there_nor_answered_is_tried_later(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    hans, path = paid(web, app, ids, bank)
    hans.send(f"{path}/back", amount="2")
    with app.app_context():
        row = db.session.scalars(select(OnlineReturn)).one()
        bank.broken_keys.add(str(row.id))
    work(app)

    with app.app_context():
        job = db.session.scalars(select(Job).where(Job.kind == "payments.refund")).one()
        assert (job.done_at, job.fault) == (None, "Unknown")


def test_a_refund_that_is_declined_is_said(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    hans, path = paid(web, app, ids, bank)
    hans.send(f"{path}/back", amount="2")
    bank.refuses = "insufficient_funds"

    work(app)

    assert "niet gelukt" in text_of(hans.get(path))
    assert held(app, ids) == "245.00 EUR"


def test_without_a_provider_jobs_wait(app: Flask, web: Web, ids: Ids, bank: FakeProvider) -> None:
    page = begun(web, app, ids)
    with app.app_context():
        world().provider = None

    assert web.nobody().send(page).status_code == 303
    assert web.nobody().get(page).status_code == 200
    with pytest.raises(jobs.NoProvider):
        work_on(app, "payments.look")
