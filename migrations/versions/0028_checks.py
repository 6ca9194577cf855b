"""Checks: looks at everything, and where each chain stood when it was last whole."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade():
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("owners", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "owners >= 0 AND documents >= 0 AND found >= 0", name=op.f("ck_audit_counts")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_audit_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_ended_at", "audit", ["ended_at"], unique=False)
    op.create_index(op.f("ix_audit_owner_id"), "audit", ["owner_id"], unique=False)
    op.create_table(
        "anchor",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("chain", sa.String(30), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("no >= 1", name=op.f("ck_anchor_no_from_one")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_anchor_hash_whole")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_anchor_owner_id")),
        sa.PrimaryKeyConstraint("owner_id", "chain", name=op.f("pk_anchor")),
        sa.CheckConstraint("anchor.chain IN ('book', 'history')", name=op.f("ck_anchor_chain")),
    )


def downgrade():
    op.drop_table("anchor")
    op.drop_table("audit")
