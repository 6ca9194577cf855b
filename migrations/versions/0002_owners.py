"""Whose a thing is."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_table(
        "owner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner")),
        sa.CheckConstraint(
            "owner.kind IN ('installation', 'neighbourhood', 'organisation', 'workgroup')",
            name=op.f("ck_owner_kind"),
        ),
    )


def downgrade():
    op.drop_table("owner")
