"""No page asks its database more questions when it has more rows to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.extensions import db
from tests.house.conftest import House

pytestmark = pytest.mark.xdist_group("doors")
MOST = 12
MANY = 40
# A kind of row that was not there before may bring its own question, once.
SLACK = 2


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent in here, without those that begin and set."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def statements(house: House, name: str, path: str) -> list[str]:
    house.get(name, path).close()
    with house.app.app_context(), counted() as said:
        answer = house.get(name, path)
    assert answer.status_code == 200, path
    answer.close()
    return said


# The four that the bench measures, the desk of who holds money, and others that only must not grow.
STRICT = {
    "home": ("ada", "/"),
    "plan": ("ada", "/proposals/{agreed}"),
    "money": ("ada", "/ledger/"),
    "desk": ("rosa", "/requests/desk"),
    "bank account": ("hans", "/payments/bank/{bank-account}"),
    "line of the bank": ("hans", "/payments/bank/line/{bank-line}"),
    "bank accounts": ("hans", "/payments/bank"),
    "holder's desk": ("hans", "/payments/"),
    "new run": ("hans", "/payments/runs/new"),
    "runs": ("hans", "/payments/runs"),
    "explain a line": ("hans", "/payments/bank/line/{bank-line}/aside"),
    "undo a match": ("hans", "/payments/bank/match/{bank-match}"),
}
OTHERS = {
    "home of the holder": ("hans", "/"),
    "home of the desk": ("rosa", "/"),
    "draft": ("ada", "/proposals/{draft}"),
    "running plan": ("ada", "/proposals/{running}"),
    "plans": ("ada", "/proposals/"),
    "all plans' money": ("ada", "/ledger/?plan=all"),
    "receipts": ("ada", "/spending/"),
    "new receipt": ("ada", "/spending/new"),
    "awards": ("rosa", "/awards/desk"),
    "agreement": ("dirk", "/awards/{award-active}"),
    "part of an award": ("dirk", "/payments/pay/{instalment}"),
    "funds": ("rosa", "/funds/desk"),
    "reports": ("rosa", "/reports/desk"),
    "review": ("rosa", "/reviews/{request}"),
    "history": ("ada", "/history/proposal/{running}"),
    "report": ("ada", "/reports/{running}"),
    "receipt": ("ada", "/spending/{expense}"),
    "neighbourhoods": ("olga", "/neighbourhoods/"),
    "workgroup": ("ada", "/workgroups/{workgroup}"),
}
PAGES = STRICT | OTHERS


@pytest.mark.parametrize("page", STRICT)
def test_a_page_that_many_open_asks_few_questions(house: House, page: str) -> None:
    name, path = PAGES[page]

    said = statements(house, name, path.format(**house.things.ids))

    assert len(said) <= MOST, "\n".join(line[:150].replace("\n", " ") for line in said)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_more_when_there_is_more_to_show(
    house: House, grown: House, page: str
) -> None:
    name, path = PAGES[page]
    address = path.format(**house.things.ids)

    few, many = statements(house, name, address), statements(grown, name, address)

    assert len(many) <= len(few) + SLACK
    assert len(many) <= MANY
