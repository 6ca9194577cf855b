"""In whose hands rights lie."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade():
    op.create_table(
        "asking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("right", sa.String(30), nullable=False),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("act", sa.String(60)),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asking")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_asking_asked_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["workgroup.id"], name=op.f("fk_asking_owner_id")),
        sa.UniqueConstraint(
            "owner_id",
            "right",
            "thing_kind",
            "thing_id",
            "mark",
            name=op.f("uq_asking_owner_id_right_thing_kind_thing_id_mark"),
        ),
        sa.CheckConstraint(
            "asking.\"right\" IN ('lead', 'write-plan', 'send', 'approve', 'pay', 'write-report', 'invite', 'speak', 'hold-money')",
            name=op.f("ck_asking_right"),
        ),
    )
    op.create_index(op.f("ix_asking_asked_by_id"), "asking", ["asked_by_id"], unique=False)
    op.create_table(
        "mandate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("right", sa.String(30), nullable=False),
        sa.Column("hand", sa.String(30), nullable=False),
        sa.Column("limit_minor", sa.BigInteger()),
        sa.Column("limit_currency", sa.String(3)),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.ForeignKeyConstraint(["owner_id"], ["workgroup.id"], name=op.f("fk_mandate_owner_id")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_mandate_days_ordered")),
        sa.CheckConstraint(
            "mandate.hand IN ('coach', 'together', 'group')", name=op.f("ck_mandate_hand")
        ),
        sa.CheckConstraint(
            "(limit_minor IS NOT NULL) = (\"right\" = 'approve')",
            name=op.f("ck_mandate_limit_is_for_approving"),
        ),
        sa.CheckConstraint("limit_minor >= 0", name=op.f("ck_mandate_limit_sign")),
        sa.CheckConstraint(
            "(limit_minor IS NULL) = (limit_currency IS NULL)", name=op.f("ck_mandate_limit_whole")
        ),
        sa.CheckConstraint(
            "mandate.\"right\" IN ('lead', 'write-plan', 'send', 'approve', 'pay', 'write-report', 'invite', 'speak', 'hold-money')",
            name=op.f("ck_mandate_right"),
        ),
    )
    op.create_index(op.f("ix_mandate_owner_id"), "mandate", ["owner_id"], unique=False)
    op.create_index(
        op.f("uq_mandate_open"),
        "mandate",
        ["owner_id", "right"],
        unique=True,
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )
    op.create_table(
        "nod",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("right", sa.String(30), nullable=False),
        sa.Column("thing_kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nod")),
        sa.ForeignKeyConstraint(["owner_id"], ["workgroup.id"], name=op.f("fk_nod_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nod_person_id")),
        sa.UniqueConstraint(
            "owner_id",
            "right",
            "thing_kind",
            "thing_id",
            "mark",
            name=op.f("uq_nod_owner_id_right_thing_kind_thing_id_mark"),
        ),
        sa.CheckConstraint(
            "nod.\"right\" IN ('lead', 'write-plan', 'send', 'approve', 'pay', 'write-report', 'invite', 'speak', 'hold-money')",
            name=op.f("ck_nod_right"),
        ),
    )
    op.create_index(op.f("ix_nod_person_id"), "nod", ["person_id"], unique=False)
    for table in (
        "asking",
        "nod",
    ):
        for statement in only_adds(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade():
    op.drop_table("nod")
    op.drop_table("mandate")
    op.drop_table("asking")


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
