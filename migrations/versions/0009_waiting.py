"""What waits for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade():
    op.create_table(
        "waiting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("thing_kind", sa.String(40), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger()),
        sa.Column("amount_currency", sa.String(3)),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_waiting_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiting_person_id")),
    )
    op.create_index(op.f("ix_waiting_thing"), "waiting", ["thing_id", "act"], unique=False)
    op.create_index(
        op.f("uq_waiting_open"),
        "waiting",
        ["person_id", "act", "thing_id"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def downgrade():
    op.drop_table("waiting")
