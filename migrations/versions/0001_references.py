"""Numbers that people see."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "series",
        sa.Column("letter", sa.String(1), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("letter", "year", name=op.f("pk_series")),
    )


def downgrade():
    op.drop_table("series")
