"""Receipts shared by expenses; lost receipts; money shifted between lines."""

revision = "0025"
down_revision = "0024"


def upgrade():
    """Filled in with its capability."""


def downgrade():
    """As above."""
