"""The app that is measured, its people, and the four pages that stand for all pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app import create_app
from app.clock import now, today
from app.extensions import db
from app.gateways.testbank.vault import Vault
from app.play import sample
from app.play.acting import act
from app.serving import HOST
from app.who import TOKEN
from app.world import World
from grants.kit.access import Role
from grants.kit.database import sqlite_module
from grants.neighbourhoods.models import Seat
from grants.people import service as people
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.spending.models import Expense
from grants.workgroups.models import Membership
from tests.bench import grow
from tests.web import Browser

ADDRESS = "http://127.0.0.1:5050"


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and who looks at it."""

    name: str
    path: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Site:
    """An app on a database of its own."""

    app: Flask
    file: Path
    plan_id: UUID
    pages: tuple[Page, ...]

    @property
    def engine(self) -> Engine:
        """What it asks its database through."""
        with self.app.app_context():
            return db.engine

    def browser(self, person_id: UUID, language: str = "nl") -> Browser:
        """A browser in which this person is signed in."""
        browser = Browser(self.app.test_client(), self.app)
        token = self.token(person_id)
        with browser.client.session_transaction() as kept:
            kept[TOKEN] = token
            kept["language"] = language
        return browser

    def token(self, person_id: UUID) -> str:
        """What lets this person in."""
        with self.app.app_context():
            person = db.session.get_one(Person, person_id)
            _, token = people.begin_session(db.session(), person, fresh=True, at=now())
            db.session.commit()
        return token

    def get(self, page: Page, language: str = "nl") -> Callable[[], bytes]:
        """A call that gets the page, again and again."""
        client = self.browser(page.person_id, language).client
        return partial(_get, client, page.path)


def _get(client: FlaskClient, path: str) -> bytes:
    answer = client.get(path)
    if answer.status_code != 200:
        raise LookupError(f"{path} answers {answer.status}")
    return bytes(answer.data)


def play(folder: Path) -> None:
    """Play the sample neighbourhood into a folder."""
    sample.make_sample(folder, today(), _play_into)


def _play_into(folder: Path) -> None:
    app = create_app(sample.settings_of(folder, address=ADDRESS))
    with app.app_context():
        act(today(), lambda _line: None)
        db.session.remove()
        db.engine.dispose()


def proefbank(port: int) -> dict[str, str]:
    """Settings that pay at the stand-in on this port; none without one."""
    if not port:
        return {}
    keys = {"stripe_key": "sk_test_proefbank", "stripe_webhook_secret": Vault.secret}
    return keys | {"stripe_base": f"http://{HOST}:{port}"}


@contextmanager
def opened(folder: Path, outside: World | None = None) -> Iterator[Site]:
    """The app on what lies in this folder."""
    app = create_app(sample.settings_of(folder, address=ADDRESS), outside)
    with app.app_context():
        plan = _busiest(db.session())
        pages, plan_id = _pages(db.session(), plan), plan.id
        db.session.remove()
    yield Site(app, folder / sample.FILE, plan_id, pages)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def copied(site: Site, folder: Path, times: int) -> dict[str, int]:
    """The same database in another folder, with so many times the rows."""
    folder.mkdir(parents=True)
    settings = site.file.parent / "settings.env"
    if settings.exists():
        shutil.copy(settings, folder)
    source, goal = (sqlite_module().connect(one) for one in (site.file, folder / sample.FILE))
    source.backup(goal)
    source.close()
    goal.close()
    return grow.grow(folder / sample.FILE, [site.plan_id.hex], times)


def _busiest(session: Session) -> Proposal:
    """The plan that runs and has most receipts."""
    return session.scalars(
        select(Proposal)
        .outerjoin(Expense, Expense.proposal_id == Proposal.id)
        .where(Proposal.state == ProposalState.RUNNING)
        .group_by(Proposal.id)
        .order_by(func.count(Expense.id).desc(), Proposal.reference)
        .limit(1)
    ).one()


def _pages(session: Session, plan: Proposal) -> tuple[Page, ...]:
    member = session.scalars(
        select(Membership.person_id)
        .where(Membership.owner_id == plan.owner_id, Membership.role == Role.TREASURER)
        .order_by(Membership.id)
    ).first()
    reviewer = session.scalars(
        select(Seat.person_id).where(Seat.role == Role.REVIEWER).order_by(Seat.id)
    ).first()
    if member is None or reviewer is None:
        raise LookupError("nobody looks")
    return (
        Page("start page", "/", member),
        Page("a plan", f"/proposals/{plan.id}", member),
        Page("the group's money", f"/ledger/?plan={plan.id}", member),
        Page("the partner's list", "/requests/desk", reviewer),
    )
