"""What a bank paid in a year of which nobody wrote the amounts yet is written down all the same."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

WHOLE = "(paid_at IS NULL) = (paid_on IS NULL) AND (paid_at IS NULL) = (place IS NULL)"
NAME = "ck_allowance_payment_whole"
OLD = f"{WHOLE} AND (paid_at IS NULL) = (cap_id IS NULL)"
# From the box nothing is given without them: nobody but a bank pays without asking.
NEW = (
    f"{WHOLE} AND (cap_id IS NULL OR paid_at IS NOT NULL)"
    " AND (cap_id IS NOT NULL OR place IS NULL OR place <> 'cash')"
)


def upgrade():
    change(OLD, NEW)


def downgrade():
    """What was not held against the amounts of its year yet has no row to go back to."""
    used = "SELECT 1 FROM allowance WHERE paid_at IS NOT NULL AND cap_id IS NULL LIMIT 1"
    if op.get_bind().execute(sa.text(used)).first() is not None:
        raise RuntimeError(
            "an allowance was paid without the amounts of its year: it cannot go back"
        )
    change(NEW, OLD)


def change(old, new):
    """In place: no row is touched, and keys, indexes and triggers stay.

    SQLite changes no check by a statement; as in 0023 the table's text is written anew, in this
    same transaction.
    """
    if op.get_bind().dialect.name == "sqlite":
        on_sqlite(f"CONSTRAINT {NAME} CHECK ({old})", f"CONSTRAINT {NAME} CHECK ({new})")
        return
    op.execute(f"ALTER TABLE allowance DROP CONSTRAINT {NAME}")
    op.execute(f"ALTER TABLE allowance ADD CONSTRAINT {NAME} CHECK ({new})")


def on_sqlite(old, new):
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    rewrite(bind, old, new)
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    # Reads the tables' texts again, and would fail on one that it does not understand.
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")
    if bind.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
        raise RuntimeError("the tables do not keep their new checks")


def rewrite(bind, old, new):
    which = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'allowance'"
    text = bind.exec_driver_sql(which).scalar()
    if text.count(old) != 1:
        raise RuntimeError(f"allowance is not as the migrations made it: {old}")
    keep = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'allowance'"
    bind.exec_driver_sql(keep, (text.replace(old, new),))
