"""The look at everything: at the start, every night, in slices that hold nobody up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app

from app.clock import day_here, now
from app.extensions import db
from app.jobs import Facts, Handler
from app.world import world
from grants.checks import queries, service
from grants.checks.models import Audit
from grants.checks.rules import DOCUMENTS_AT_ONCE, OWNERS_AT_ONCE, Finding, Stage
from grants.kit import database
from grants.outbox import service as outbox

AT_NIGHT = time(3, 0)
MOST = 1000


def ask_now() -> None:
    """Ask for a look at the start of a server; many who start in one minute ask once."""
    at = now()
    outbox.enqueue(db.session(), "checks.begin", f"checks.begin:start:{at:%Y%m%dT%H%M}", at=at)
    db.session.commit()


def begin(_facts: Facts) -> None:
    """Begin a look, and ask for the one of the coming night."""
    at = now()
    audit = service.begin(db.session(), at=at)
    _ask_slice(audit.id, Stage.OWNERS, None, at)
    night = _next_night(at)
    key = f"checks.begin:{day_here(night)}"
    outbox.enqueue(db.session(), "checks.begin", key, at=at, due=night)
    db.session.commit()


def slice_(facts: Facts) -> None:
    """One slice of a look; it asks for the next one."""
    audit_id, stage = UUID(facts["audit"]), Stage(facts["stage"])
    after = UUID(facts["after"]) if facts.get("after") else None
    coming = step(audit_id, stage, after)
    if coming is not None:
        _ask_slice(audit_id, *coming, now())
        db.session.commit()


def look() -> Audit:
    """A whole look, here and now."""
    audit_id = service.begin(db.session(), at=now()).id
    db.session.commit()
    coming: tuple[Stage, UUID | None] | None = (Stage.OWNERS, None)
    while coming is not None:
        coming = step(audit_id, *coming)
    return db.session.get_one(Audit, audit_id)


def step(audit_id: UUID, stage: Stage, after: UUID | None) -> tuple[Stage, UUID | None] | None:
    """Look at the next few, write down what was found, and say where to go on; None: it is over.

    What is looked at is one snapshot that locks nobody out; what was found is written after it.
    """
    if stage is Stage.OWNERS:
        return _owners(audit_id, after)
    if stage is Stage.DOCUMENTS:
        return _documents(audit_id, after)
    found = _seen(_rows())
    audit = _note(audit_id, found)
    service.end(db.session(), audit, at=now())
    db.session.commit()
    return None


def _owners(audit_id: UUID, after: UUID | None) -> tuple[Stage, UUID | None]:
    session = db.session()
    session.rollback()
    with database.snapshot():
        owner_ids = queries.owners_after(session, after, OWNERS_AT_ONCE)
        found = queries.faults_of(session, owner_ids)
        bad = {finding.id for finding in found}
        heads = list(queries.heads(session, [one for one in owner_ids if one not in bad]))
        session.rollback()
    audit = _note(audit_id, found)
    audit.owners += len(owner_ids)
    service.anchor(session, heads, at=now())
    session.commit()
    full = len(owner_ids) == OWNERS_AT_ONCE
    return (Stage.OWNERS, owner_ids[-1]) if full else (Stage.DOCUMENTS, None)


def _documents(audit_id: UUID, after: UUID | None) -> tuple[Stage, UUID | None]:
    session = db.session()
    session.rollback()
    with database.reading():
        rows = queries.documents_after(session, after, DOCUMENTS_AT_ONCE)
        session.rollback()
    found = list(queries.files(rows, world().store))
    audit = _note(audit_id, found)
    audit.documents += len(rows)
    session.commit()
    full = len(rows) == DOCUMENTS_AT_ONCE
    return (Stage.DOCUMENTS, rows[-1].id) if full else (Stage.ROWS, None)


def _rows() -> Iterator[Finding]:
    yield from queries.damage(db.session())
    yield from queries.orphans(db.session())
    yield from queries.unopened(db.session(), world().cipher)


def _seen(findings: Iterator[Finding]) -> list[Finding]:
    db.session.rollback()
    with database.snapshot():
        found = list(islice(findings, MOST))
        db.session.rollback()
    return found


def _note(audit_id: UUID, found: list[Finding]) -> Audit:
    audit = db.session.get_one(Audit, audit_id, with_for_update=True)
    service.note(db.session(), audit, found)
    return audit


def _ask_slice(audit_id: UUID, stage: Stage, after: UUID | None, at: datetime) -> None:
    key = f"checks.slice:{audit_id}:{stage}:{after or ''}"
    outbox.enqueue(
        db.session(),
        "checks.slice",
        key,
        at=at,
        audit=audit_id,
        stage=str(stage),
        after=str(after or ""),
    )


def _next_night(at: datetime) -> datetime:
    zone = ZoneInfo(current_app.config["ZONE"])
    tonight = datetime.combine(day_here(at), AT_NIGHT, zone)
    if tonight > at:
        return tonight
    return datetime.combine(day_here(at) + timedelta(days=1), AT_NIGHT, zone)


HANDLERS: dict[str, Handler] = {"checks.begin": begin, "checks.slice": slice_}
