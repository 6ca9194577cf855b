"""Postings lie together on the disk, by entry and by account: sums of a million are read at once."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

MOVE = "INSERT INTO posting_moved SELECT entry_id, account_id, owner_id, amount_minor, amount_currency FROM posting ORDER BY 1, 2"
# What speaks of postings stands aside while the table moves: SQLite would not rename it otherwise.
GUARDS = {
    "posting_no_update": "CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'posting only adds'); END",
    "posting_no_delete": "CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'posting only adds'); END",
    "posting_before_entry": "CREATE TRIGGER posting_before_entry BEFORE INSERT ON posting WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id) BEGIN SELECT RAISE(ABORT, 'an entry is closed'); END",
    "entry_balances": "CREATE TRIGGER entry_balances BEFORE INSERT ON entry WHEN (SELECT count(*) FROM posting WHERE entry_id = NEW.id) < 2 OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.id GROUP BY amount_currency HAVING sum(amount_minor) <> 0) BEGIN SELECT RAISE(ABORT, 'an entry balances'); END",
}


def upgrade():
    move_postings(with_rowid=False)
    op.create_index(
        "ix_posting_account_id_amount_minor",
        "posting",
        ["account_id", "amount_minor"],
        unique=False,
    )


def downgrade():
    move_postings(with_rowid=True)
    op.create_index(op.f("ix_posting_account_id"), "posting", ["account_id"], unique=False)


def move_postings(*, with_rowid):
    """Into a table of the other kind, on SQLite; elsewhere only an index gives way to another."""
    if op.get_bind().dialect.name != "sqlite":
        was = "ix_posting_account_id_amount_minor" if with_rowid else "ix_posting_account_id"
        op.drop_index(was, table_name="posting")
        return
    for guard in GUARDS:
        op.execute(f"DROP TRIGGER {guard}")
    create("posting_moved", with_rowid)
    op.execute(MOVE)
    op.drop_table("posting")
    op.rename_table("posting_moved", "posting")
    op.create_index(op.f("ix_posting_owner_id"), "posting", ["owner_id"], unique=False)
    for statement in GUARDS.values():
        op.execute(statement)


def create(name, with_rowid):
    """The table as it always was, under this name."""
    op.create_table(
        name,
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "account_id", name=op.f("pk_posting")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_posting_account_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_posting_entry_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_posting_owner_id")),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_posting_amount_something")),
        sqlite_with_rowid=with_rowid,
    )
