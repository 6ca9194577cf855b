"""Forms that did their work."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("route", sa.String(100), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    for table in ("submission",):
        for statement in only_adds(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade():
    op.drop_table("submission")


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
