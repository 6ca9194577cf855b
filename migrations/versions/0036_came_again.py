"""Of money that was sent back too much, some came again: a movement of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

KINDS = "arrival.kind IN ('instalment', 'own', 'return', 'move', 'surplus', 'shortage'"
# The checks of an arrival that learn it, as they were and as they are.
WIDER = {
    "kind": (f"{KINDS})", f"{KINDS}, 'came-again')"),
    "returned_to": (
        "(kind = 'return') = (organisation_id IS NOT NULL)",
        "(kind IN ('return', 'came-again')) = (organisation_id IS NOT NULL)",
    ),
}


def upgrade():
    change(WIDER)


def downgrade():
    """A book that has it keeps it: it cannot go back."""
    used = "SELECT 1 FROM arrival WHERE kind = 'came-again' LIMIT 1"
    if op.get_bind().execute(sa.text(used)).first() is not None:
        raise RuntimeError("a book knows money that came again: it cannot go back")
    change({name: (new, old) for name, (old, new) in WIDER.items()})


def change(checks):
    """In place: no row is touched, and keys, indexes and triggers stay.

    SQLite changes no check by a statement; as in 0023 the table's text is written anew, in this
    same transaction.
    """
    if op.get_bind().dialect.name == "sqlite":
        on_sqlite(checks)
        return
    for name, (_, new) in checks.items():
        op.execute(f"ALTER TABLE arrival DROP CONSTRAINT ck_arrival_{name}")
        op.execute(f"ALTER TABLE arrival ADD CONSTRAINT ck_arrival_{name} CHECK ({new})")


def on_sqlite(checks):
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    for name, (old, new) in checks.items():
        told = f"CONSTRAINT ck_arrival_{name} CHECK"
        rewrite(bind, f"{told} ({old})", f"{told} ({new})")
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    # Reads the tables' texts again, and would fail on one that it does not understand.
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")
    if bind.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
        raise RuntimeError("the tables do not keep their new checks")


def rewrite(bind, old, new):
    which = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'arrival'"
    text = bind.exec_driver_sql(which).scalar()
    if text.count(old) != 1:
        raise RuntimeError(f"arrival is not as the migrations made it: {old}")
    keep = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'arrival'"
    bind.exec_driver_sql(keep, (text.replace(old, new),))
