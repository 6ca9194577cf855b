"""Who withdraws a run, or writes down what the bank did, sees what lines of the bank show of it."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from app.clock import now, today
from app.extensions import db
from app.world import world
from grants.kit.money import Money
from grants.payments import queries
from grants.payments.models import Format, MatchKind, PayRun
from grants.payments.rules.statements import ReadFile, ReadLine, ReadStatement
from grants.payments.service import statements, tying
from grants.payments.service.tying import Booked
from grants.payments.states import RunState
from tests.cast import actor
from tests.payments.test_run_pages import approved, hans, made, state_of
from tests.spending.stage import Ids, ids, stage
from tests.web import Browser, Web, soup, text_of

__all__ = ["hans", "ids", "stage"]


@pytest.fixture
def at_bank(web: Web, hans: Browser) -> str:
    path = made(hans)
    approved(web, path)
    assert hans.send(f"{path}/hand-in", on=path).status_code == 303
    return path


def shown(app: Flask, path: str, kind: MatchKind) -> UUID:
    """Somebody matched a line with the payment of this run: it went, or it came back."""
    with app.app_context():
        session, at = db.session(), now()
        by = actor(session, "hans")
        payment = session.get_one(PayRun, UUID(path.rsplit("/", 1)[-1])).payments[0]
        [account] = queries.accounts(session, [payment.owner_id])
        amount: Money = payment.amount if kind is MatchKind.PAYMENT_BACK else -payment.amount
        read = ReadLine(today(), amount, end_to_end=payment.end_to_end)
        told = ReadStatement("", "1", today(), today(), None, None, (read,))
        file = ReadFile(Format.CAMT, "a" * 64, (told,))
        statements.keep(session, account, file, vault=world().vault, by=by, at=at)
        lines = queries.open_lines(session, account.id)
        made = Booked(kind, payment.id, payment.proposal_id, amount, booked=False)
        match = tying.tie(session, account, lines, [made], by=by, at=at)
        session.commit()
        return match.id


def test_a_run_that_the_bank_paid_of_is_not_withdrawn_and_says_where_that_match_is(
    app: Flask, hans: Browser, at_bank: str
) -> None:
    match = shown(app, at_bank, MatchKind.PAYMENT)

    answer = hans.send(f"{at_bank}/withdraw", why="De bank weigerde.")

    assert answer.status_code == 409
    assert "Een bankregel van" in text_of(answer)
    assert "aan B. Bakker is betaald" in text_of(answer)
    assert soup(answer).select_one(f"a[href='/payments/bank/match/{match}']") is not None
    assert state_of(app, at_bank) is RunState.HANDED_IN


def test_with_that_match_undone_the_run_is_withdrawn(
    app: Flask, hans: Browser, at_bank: str
) -> None:
    match = shown(app, at_bank, MatchKind.PAYMENT)
    hans.send(f"/payments/bank/match/{match}", mirror="keep", why="Van iets anders.")

    answer = hans.send(f"{at_bank}/withdraw", why="De bank weigerde.")

    assert (answer.status_code, state_of(app, at_bank)) == (303, RunState.WITHDRAWN)


def test_who_undoes_what_the_bank_shows_reads_that_its_line_waits_again(
    app: Flask, hans: Browser, at_bank: str, ids: Ids
) -> None:
    path, words = f"/spending/{ids.approved}/correct", "Een bankregel laat dit zien."
    assert hans.send(f"{at_bank}/result").status_code == 303
    before = text_of(hans.get(path))
    shown(app, at_bank, MatchKind.PAYMENT)

    after = text_of(hans.get(path))

    assert (words in before, words in after) == (False, True)


def test_what_the_bank_shows_is_filled_in_as_what_it_did(
    app: Flask, hans: Browser, at_bank: str, ids: Ids
) -> None:
    shown(app, at_bank, MatchKind.PAYMENT_BACK)
    page = hans.get(f"{at_bank}/result")
    fields = hans.form(f"{at_bank}/result")
    name = next(one for one in fields if one.startswith("of-"))

    otherwise = hans.post(f"{at_bank}/result", fields | {name: "paid"})
    so = hans.send(f"{at_bank}/result")

    assert "Teruggekomen op" in text_of(page)
    assert fields[name] == "other-fault"
    assert (otherwise.status_code, "terugkwam" in text_of(otherwise)) == (422, True)
    assert (so.status_code, state_of(app, at_bank)) == (303, RunState.PARTLY_FAILED)
