"""Payments through a provider, their events; gifts."""

revision = "0027"
down_revision = "0026"


def upgrade():
    """Filled in with its capability."""


def downgrade():
    """As above."""
