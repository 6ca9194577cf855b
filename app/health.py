"""Whether this process can work: the database answers and has the tables that the code expects."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.access import public
from app.config import ROOT
from app.extensions import db
from grants.documents.queries import lost
from grants.documents.store import Store
from grants.history import queries as history
from grants.ledger import queries as ledger

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("")
@public
def ready() -> ResponseReturnValue:
    """200 when ready; 503 when the tables are of another release."""
    if schema() != head():
        return {"ready": False}, 503
    return {"ready": True}


def schema() -> str | None:
    """The migration that the database stands at."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def head() -> str | None:
    """The migration that the code expects."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()


def faults(session: Session, store: Store) -> list[str]:
    """Everything that does not hold: the books, the chains of history, the bytes of documents."""
    found = [f"book of {one.owner_id}: {one.code} {one.no or ''}" for one in ledger.check(session)]
    for owner_id in history.owners(session):
        broken = history.verify(session, owner_id)
        found += [f"history of {owner_id}: {fault.code} at {fault.no}" for fault in broken]
    found += [f"document {one.id}: lost or changed" for one in lost(session, store)]
    return found
