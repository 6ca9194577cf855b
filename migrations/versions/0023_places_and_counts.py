"""A third place: the group's own bank account; counts of the cash box."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

REST = "'promised', 'grant', 'used', 'cost', 'owed', 'back', 'own')"
OLD, NEW = "('bank', 'cash'", "('bank', 'own-bank', 'cash'"

# By table: the checks that learn a place, as they were and as they are.
WIDER = {
    "account": {
        "kind": (f"account.kind IN {OLD}, {REST}", f"account.kind IN {NEW}, {REST}"),
        "place_holds": (
            f"kind NOT IN {OLD}) OR balance_minor >= 0",
            f"kind NOT IN {NEW}) OR balance_minor >= 0",
        ),
    },
    "allowance": {
        "place": (f"allowance.place IN {OLD}, {REST}", f"allowance.place IN {NEW}, {REST}"),
        "place_is_one": (f"place IN {OLD})", f"place IN {NEW})"),
    },
    "arrival": {
        "kind": (
            "arrival.kind IN ('instalment', 'own', 'return', 'move')",
            "arrival.kind IN ('instalment', 'own', 'return', 'move', 'surplus', 'shortage')",
        ),
        "place": (f"arrival.place IN {OLD}, {REST}", f"arrival.place IN {NEW}, {REST}"),
        "place_is_one": (f"place IN {OLD})", f"place IN {NEW})"),
    },
    "expense": {
        "place": (f"expense.place IN {OLD}, {REST}", f"expense.place IN {NEW}, {REST}"),
        "place_is_one": (f"place IN {OLD})", f"place IN {NEW})"),
    },
}

ADDED = {
    "arrival": {
        "origin": f"arrival.origin IN {NEW}, {REST}",
        "origin_is_one": f"origin IN {NEW})",
        "moved_from": "(kind = 'move') = (origin IS NOT NULL)",
        "moves_elsewhere": "origin <> place",
        "difference_because": "kind NOT IN ('surplus', 'shortage') OR (place = 'cash' AND length(words) > 0)",
    },
}


def upgrade():
    op.add_column(
        "workgroup",
        sa.Column("has_account", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("arrival", sa.Column("origin", sa.String(30)))
    # Until now money moved between two places only.
    op.execute(
        "UPDATE arrival SET origin = CASE place WHEN 'bank' THEN 'cash' ELSE 'bank' END WHERE kind = 'move'"
    )
    checks(lambda old, new: (old, new), add=True)
    op.create_table(
        "cash_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=False),
        sa.Column("counted_currency", sa.String(3), nullable=False),
        sa.Column("booked_minor", sa.BigInteger(), nullable=False),
        sa.Column("booked_currency", sa.String(3), nullable=False),
        sa.Column("pending_minor", sa.BigInteger(), nullable=False),
        sa.Column("pending_currency", sa.String(3), nullable=False),
        sa.Column("book_no", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("at_table", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("vouched_at", sa.DateTime(timezone=True)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Uuid()),
        sa.Column("arrival_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_count")),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrival.id"], name=op.f("fk_cash_count_arrival_id")
        ),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["person.id"], name=op.f("fk_cash_count_counter_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_cash_count_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_cash_count_proposal_id")
        ),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_cash_count_second_id")),
        sa.UniqueConstraint("arrival_id", name=op.f("uq_cash_count_arrival_id")),
        sa.CheckConstraint(
            "cash_count.state IN ('counted', 'confirmed', 'dropped')",
            name=op.f("ck_cash_count_state"),
        ),
        sa.CheckConstraint("counted_minor >= 0", name=op.f("ck_cash_count_counted_not_negative")),
        sa.CheckConstraint("booked_minor >= 0", name=op.f("ck_cash_count_booked_not_negative")),
        sa.CheckConstraint("pending_minor >= 0", name=op.f("ck_cash_count_pending_not_negative")),
        sa.CheckConstraint("second_id <> counter_id", name=op.f("ck_cash_count_two_people")),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_at IS NOT NULL)",
            name=op.f("ck_cash_count_confirmed_when"),
        ),
        sa.CheckConstraint(
            "vouched_at IS NULL OR at_table", name=op.f("ck_cash_count_vouched_after_table")
        ),
        sa.CheckConstraint(
            "NOT at_table OR state = 'confirmed'", name=op.f("ck_cash_count_table_confirms")
        ),
        sa.CheckConstraint(
            "(proposal_id IS NULL) = (length(why) = 0)", name=op.f("ck_cash_count_why_given")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (counted_minor + pending_minor = booked_minor) = (arrival_id IS NULL)",
            name=op.f("ck_cash_count_difference_booked"),
        ),
        sa.CheckConstraint(
            "arrival_id IS NULL OR proposal_id IS NOT NULL",
            name=op.f("ck_cash_count_booked_because"),
        ),
    )
    op.create_index(op.f("ix_cash_count_counter_id"), "cash_count", ["counter_id"], unique=False)
    op.create_index(op.f("ix_cash_count_proposal_id"), "cash_count", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_cash_count_second_id"), "cash_count", ["second_id"], unique=False)
    op.create_index(
        "ix_cash_count_owner_id_counted_at", "cash_count", ["owner_id", "counted_at"], unique=False
    )
    op.create_index(
        "uq_cash_count_open",
        "cash_count",
        ["owner_id"],
        unique=True,
        sqlite_where=sa.text("state = 'counted'"),
        postgresql_where=sa.text("state = 'counted'"),
    )


def downgrade():
    used = "SELECT 1 FROM account WHERE kind = 'own-bank'"
    if op.get_bind().execute(sa.text(used)).first() is not None:
        raise RuntimeError("a book knows the group's own account: it cannot go back")
    op.drop_table("cash_count")
    checks(lambda old, new: (new, old), add=False)
    op.drop_column("arrival", "origin")
    op.drop_column("workgroup", "has_account")


def checks(turned, *, add):
    """Exchange checks in place. No row is touched, and keys, indexes and triggers stay.

    SQLite changes no check by a statement; copying the tables would mean switching foreign keys
    off. Where only a check is wider, its own way is to write the table's text anew
    (sqlite.org/lang_altertable.html, part 7), in this same transaction.
    """
    changed = [
        (table, f"ck_{table}_{name}", *turned(*pair))
        for table, several in WIDER.items()
        for name, pair in several.items()
    ]
    extra = [
        (table, f"ck_{table}_{name}", check)
        for table, several in ADDED.items()
        for name, check in several.items()
    ]
    write = on_sqlite if op.get_bind().dialect.name == "sqlite" else on_postgresql
    write(changed, extra, add)


def on_postgresql(changed, extra, add):
    for table, name, _, new in changed:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({new})")
    for table, name, check in extra:
        if add:
            op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({check})")
        else:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def on_sqlite(changed, extra, add):
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    for table, name, old, new in changed:
        rewrite(bind, table, f"CONSTRAINT {name} CHECK ({old})", f"CONSTRAINT {name} CHECK ({new})")
    for table, name, check in extra:
        told = f"CONSTRAINT {name} CHECK ({check})"
        if add:
            add_to(bind, table, told)
        else:
            rewrite(bind, table, f", {told}", "")
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    # Reads the tables' texts again, and would fail on one that it does not understand.
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")
    if bind.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
        raise RuntimeError("the tables do not keep their new checks")


def rewrite(bind, table, old, new):
    text = text_of(bind, table)
    if text.count(old) != 1:
        raise RuntimeError(f"{table} is not as the migrations made it: {old}")
    keep(bind, table, text.replace(old, new))


def add_to(bind, table, told):
    text = text_of(bind, table).rstrip()
    keep(bind, table, f"{text[:-1].rstrip()}, {told})")


def text_of(bind, table):
    which = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    return bind.exec_driver_sql(which, (table,)).scalar()


def keep(bind, table, text):
    which = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
    bind.exec_driver_sql(which, (text, table))
