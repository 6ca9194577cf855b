"""The provider's names for things are up to 255 signs, as it says itself; until now 100."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

NARROW, WIDE = 100, 255
COLUMNS = [
    ("online_difference", "ref"),
    ("online_payment", "intent_ref"),
    ("online_payment", "session_ref"),
    ("online_return", "ref"),
    ("provider_event", "about"),
    ("provider_event", "ref"),
]


def upgrade():
    change(NARROW, WIDE)


def downgrade():
    """Nothing is cut: where a longer name is kept, it cannot go back."""
    for table, column in COLUMNS:
        longer = sa.select(sa.column(column)).where(sa.func.length(sa.column(column)) > NARROW)
        if op.get_bind().execute(longer.select_from(sa.table(table)).limit(1)).first() is not None:
            raise RuntimeError(f"{table} keeps a name of more than {NARROW} signs")
    change(WIDE, NARROW)


def change(was, now):
    """In place: no row is touched, and keys, indexes and triggers stay.

    SQLite changes no type by a statement; as in 0023 the table's text is written anew, in this same
    transaction. It holds no text to a length itself, so this only keeps what is said of it true.
    """
    if op.get_bind().dialect.name == "sqlite":
        on_sqlite(was, now)
        return
    for table, column in COLUMNS:
        op.alter_column(table, column, type_=sa.String(now), existing_type=sa.String(was))


def on_sqlite(was, now):
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    for table, column in COLUMNS:
        rewrite(bind, table, f"\t{column} VARCHAR({was})", f"\t{column} VARCHAR({now})")
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    # Reads the tables' texts again, and would fail on one that it does not understand.
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")
    if bind.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
        raise RuntimeError("the tables do not keep their wider columns")


def rewrite(bind, table, old, new):
    which = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    text = bind.exec_driver_sql(which, (table,)).scalar()
    if text.count(old) != 1:
        raise RuntimeError(f"{table} is not as the migrations made it: {old}")
    keep = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
    bind.exec_driver_sql(keep, (text.replace(old, new), table))
