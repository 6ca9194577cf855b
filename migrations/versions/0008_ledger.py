"""Books, accounts, entries and postings."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# An entry closes its postings: they balance, and none comes later.
BALANCES = {
    "sqlite": [
        "CREATE TRIGGER entry_balances BEFORE INSERT ON entry WHEN (SELECT count(*) FROM posting WHERE entry_id = NEW.id) < 2 OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.id GROUP BY amount_currency HAVING sum(amount_minor) <> 0) BEGIN SELECT RAISE(ABORT, 'an entry balances'); END",
        "CREATE TRIGGER posting_before_entry BEFORE INSERT ON posting WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id) BEGIN SELECT RAISE(ABORT, 'an entry is closed'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT count(*) FROM posting WHERE entry_id = NEW.id) < 2 OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.id GROUP BY amount_currency HAVING sum(amount_minor) <> 0) THEN RAISE EXCEPTION 'an entry balances' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER entry_balances BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_balances()",
        "CREATE OR REPLACE FUNCTION posting_before_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id) THEN RAISE EXCEPTION 'an entry is closed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER posting_before_entry BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION posting_before_entry()",
    ],
}


def upgrade():
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("ref_id", sa.Uuid(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_account_owner_id")),
        sa.UniqueConstraint(
            "plan_id", "kind", "ref_id", name=op.f("uq_account_plan_id_kind_ref_id")
        ),
        sa.CheckConstraint(
            "account.kind IN ('bank', 'cash', 'promised', 'grant', 'used', 'cost', 'owed', 'back', 'own')",
            name=op.f("ck_account_kind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('bank', 'cash') OR balance_minor >= 0",
            name=op.f("ck_account_place_holds"),
        ),
    )
    op.create_index(op.f("ix_account_owner_id"), "account", ["owner_id"], unique=False)
    op.create_table(
        "book",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("last_no", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_book")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_book_owner_id")),
        sa.CheckConstraint("length(last_hash) IN (0, 64)", name=op.f("ck_book_last_hash_whole")),
        sa.CheckConstraint("last_no >= 0", name=op.f("ck_book_last_no_counts")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("source_kind", sa.String(30), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_id", sa.Uuid()),
        sa.Column("by_id", sa.Uuid()),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_entry_owner_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["entry.id"], name=op.f("fk_entry_reverses_id")),
        sa.UniqueConstraint("owner_id", "no", name=op.f("uq_entry_owner_id_no")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_entry_reverses_id")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_entry_hash_whole")),
        sa.CheckConstraint("no > 0", name=op.f("ck_entry_no_counts")),
        sa.CheckConstraint("reverses_id <> id", name=op.f("ck_entry_not_its_own_mirror")),
    )
    op.create_index(
        op.f("ix_entry_owner_id_booked_on"), "entry", ["owner_id", "booked_on"], unique=False
    )
    op.create_index(
        op.f("uq_entry_source"),
        "entry",
        ["source_kind", "source_id", "act"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NULL"),
        postgresql_where=sa.text("reverses_id IS NULL"),
    )
    op.create_table(
        "posting",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "account_id", name=op.f("pk_posting")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_posting_account_id")),
        # Postings are written before the entry that closes them.
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_posting_entry_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_posting_owner_id")),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_posting_amount_something")),
    )
    op.create_index(op.f("ix_posting_account_id"), "posting", ["account_id"], unique=False)
    op.create_index(op.f("ix_posting_owner_id"), "posting", ["owner_id"], unique=False)
    for table in (
        "entry",
        "posting",
    ):
        for statement in only_adds(table, op.get_bind().dialect.name):
            op.execute(statement)
    for statement in BALANCES[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade():
    op.drop_table("posting")
    op.drop_table("entry")
    op.drop_table("book")
    op.drop_table("account")
    if op.get_bind().dialect.name == "postgresql":
        for function in ("entry_balances", "posting_before_entry"):
            op.execute(f"DROP FUNCTION {function}")


def only_adds(table, dialect):
    """The triggers that let this table only add."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{table} only adds'); END"
            for verb in ("update", "delete")
        ]
    refuse = "EXECUTE FUNCTION only_adds()"
    return [
        "CREATE OR REPLACE FUNCTION only_adds() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% only adds', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_only_adds BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]
