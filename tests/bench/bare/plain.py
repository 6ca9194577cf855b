"""What a plain page would be: Flask, SQLAlchemy and Jinja as their tutorials use them.

No rights, no translations, no macros, no headers: one view a page asks for the rows that our page
shows and prints them. What is left to our page's number of bytes is one piece of plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, render_template, session
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from grants.kit import database
from grants.kit.money import Money
from grants.people.models import Person
from grants.people.models import Session as SignedIn
from grants.people.rules import hash_of
from tests.bench.bare import rows

View = Callable[[Session, Person, UUID], dict[str, Any]]
VIEWS: dict[str, View] = {
    "start page": rows.home,
    "a plan": rows.plan,
    "the group's money": rows.money,
    "the partner's list": rows.desk,
}
TEMPLATES = dict(zip(VIEWS, ("home.html", "plan.html", "money.html", "desk.html"), strict=True))


class Bare:
    """The bare app on the same database, with one page beside each of ours."""

    def __init__(self, file: Path, plan_id: UUID) -> None:
        """Open the file as SQLAlchemy does by itself."""
        self.plan_id = plan_id
        self.engine: Engine = create_engine(
            f"sqlite:///{file}",
            module=database.sqlite_module(),
            connect_args={"check_same_thread": False},
        )
        self.rest: dict[str, str] = dict.fromkeys(VIEWS, "")
        self.app = Flask(__name__, template_folder=str(Path(__file__).parent))
        self.app.secret_key = "bare"
        self.app.add_template_filter(_amount, "amount")
        self.app.add_url_rule("/<name>", "page", self.page)

    def page(self, name: str) -> str:
        """Answer with this page."""
        with Session(self.engine) as asked:
            person = asked.scalars(
                select(Person)
                .join(SignedIn, SignedIn.person_id == Person.id)
                .where(
                    SignedIn.token_hash == hash_of(session["token"]), SignedIn.ended_at.is_(None)
                )
            ).one()
            shown = VIEWS[name](asked, person, self.plan_id)
            return render_template(TEMPLATES[name], person=person, rest=self.rest[name], **shown)

    def get(self, name: str, token: str, size: int) -> Callable[[], bytes]:
        """A call that gets the page, filled up to so many bytes."""
        client = self.app.test_client()
        with client.session_transaction() as kept:
            kept["token"] = token

        def get() -> bytes:
            answer = client.get(f"/{name}")
            if answer.status_code != 200:
                raise LookupError(f"{name} answers {answer.status}")
            return bytes(answer.data)

        self.rest[name] = ""
        self.rest[name] = "." * max(0, size - len(get()))
        return get


def _amount(amount: Money | int) -> str:
    minor = amount.minor if isinstance(amount, Money) else amount
    return f"€ {minor // 100},{minor % 100:02d}"
