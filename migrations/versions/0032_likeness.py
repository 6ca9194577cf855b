"""Likeness: what a picture looks like, so that another photo of the same receipt is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade():
    op.create_table(
        "likeness",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("bits", sa.String(16), nullable=False),
        sa.CheckConstraint("length(bits) = 16", name=op.f("ck_likeness_bits_whole")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_likeness_document_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_likeness_owner_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_likeness")),
    )
    op.create_index(op.f("ix_likeness_owner_id"), "likeness", ["owner_id"], unique=False)
    for statement in only_adds("likeness", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade():
    op.drop_table("likeness")


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
