"""Whether this process can work: the database answers and has the tables that the code expects."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.access import public
from app.config import ROOT
from app.extensions import db

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
