"""Whether this process can work: the database answers and has the tables that the code expects."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.access import public
from app.config import ROOT
from app.extensions import db
from grants.checks.queries import everything, last_audit
from grants.documents.store import Store

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("")
@public
def ready() -> ResponseReturnValue:
    """200 when ready; 503 when the tables are of another release.

    ``whole``: what the last look at everything found; null before the first one.
    """
    if schema() != head():
        return {"ready": False}, 503
    last = last_audit(db.session())
    return {"ready": True, "whole": last.is_whole if last else None}


def schema() -> str | None:
    """The migration that the database stands at."""
    return revision_of(db.session.connection())


def revision_of(connection: Connection) -> str | None:
    """The migration that a database stands at."""
    context: Any = import_module("alembic.migration").MigrationContext
    revision: str | None = context.configure(connection).get_current_revision()
    return revision


def is_known(revision: str) -> bool:
    """Whether this release has that migration."""
    return revision in {one.revision for one in _scripts().walk_revisions()}


def head() -> str | None:
    """The migration that the code expects."""
    newest: str | None = _scripts().get_current_head()
    return newest


def _scripts() -> Any:
    # A worker that only answers pages does without: it is a tenth of its memory.
    return import_module("alembic.script").ScriptDirectory(str(ROOT / "migrations"))


def faults(session: Session, store: Store) -> list[str]:
    """Everything that does not hold: books, histories, bytes of documents, rows without parent."""
    return [str(finding) for finding in everything(session, store)]
