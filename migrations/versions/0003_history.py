"""Who did what, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.create_table(
        "event",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("capacity", sa.String(30), nullable=False),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("thing_kind", sa.String(40), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "no", name=op.f("pk_event")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_event_owner_id")),
        sa.CheckConstraint(
            "event.capacity IN ('resident', 'coach', 'funder', 'holder', 'operator', 'system')",
            name=op.f("ck_event_capacity"),
        ),
        sa.CheckConstraint("no >= 1", name=op.f("ck_event_no_from_one")),
        sa.CheckConstraint(
            "(no = 1) = (previous = '')", name=op.f("ck_event_only_first_has_no_previous")
        ),
    )
    op.create_index(op.f("ix_event_thing"), "event", ["thing_id", "no"], unique=False)
    for table in ("event",):
        for statement in only_adds(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade():
    op.drop_table("event")


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
