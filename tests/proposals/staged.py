"""Plans made by the verbs, in the database of a test that uses the web."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.extensions import db
from grants.consent.models import Round
from grants.kit.access import Actor
from grants.kit.money import EUR
from grants.proposals import service
from grants.proposals.models import CoverKind, LineKind, Proposal
from grants.workgroups.models import Workgroup
from tests.cast import actor
from tests.proposals.plans import TEXTS

Made = TypeVar("Made")


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    """A session in the app's own database; what was done is kept."""
    with app.app_context():
        yield db.session()
        db.session.commit()


def read(app: Flask, ask: Callable[[Session], Made]) -> Made:
    """What stands in the database now."""
    with app.app_context():
        found = ask(db.session())
        db.session.rollback()
        return found


def plan(app: Flask, *, whole: bool = True) -> UUID:
    """A plan of Ada's group: whole, or just its name."""
    with writing(app) as session:
        ada = actor(session, "ada")
        group = session.scalars(select(Workgroup).where(Workgroup.name == "Ontmoeting")).one()
        made = service.create(session, group, service.NewPlan("Koffie"), by=ada, at=now())
        if whole:
            _fill(session, made, ada)
        return made.id


def _fill(session: Session, made: Proposal, by: Actor) -> None:
    for kind, answers in TEXTS.items():
        service.write_part(session, made, kind, answers, 0, by=by, at=now())
    line = service.LineData(LineKind.FOOD, "Koffie en fruit", 6, EUR("14.00"))
    service.put_line(session, made, line, by=by, at=now())
    cover = service.CoverData(CoverKind.ASKED, "Buurtpotje", EUR("84.00"))
    service.put_cover(session, made, cover, by=by, at=now())


def asked(app: Flask) -> tuple[UUID, UUID]:
    """A plan that was put to the group, and its round."""
    plan_id = plan(app)
    with writing(app) as session:
        ada = actor(session, "ada")
        made = session.get_one(Proposal, plan_id)
        closes_at = now() + timedelta(days=7)
        round_: Round = service.put(session, made, closes_at=closes_at, by=ada, at=now())
        return plan_id, round_.id
