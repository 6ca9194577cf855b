"""Stored files."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade():
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_from_id", sa.Uuid()),
        sa.Column("readable", sa.Boolean(), nullable=False),
        sa.Column("kept_by", sa.Uuid()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.ForeignKeyConstraint(
            ["made_from_id"], ["document.id"], name=op.f("fk_document_made_from_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_document_owner_id")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_document_hash_whole")),
        sa.CheckConstraint(
            "document.kind IN ('jpeg', 'png', 'heic', 'pdf', 'csv', 'json')",
            name=op.f("ck_document_kind"),
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_document_name_length")),
        sa.CheckConstraint("made_from_id <> id", name=op.f("ck_document_not_from_itself")),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_size_positive")),
    )
    op.create_index(op.f("ix_document_hash"), "document", ["hash"], unique=False)
    op.create_index(op.f("ix_document_kept_by"), "document", ["kept_by"], unique=False)
    op.create_index(op.f("ix_document_made_from_id"), "document", ["made_from_id"], unique=False)
    op.create_index(op.f("ix_document_owner_id"), "document", ["owner_id"], unique=False)
    for table in ("document",):
        for statement in only_adds(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade():
    op.drop_table("document")


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
