"""Bank statements, their lines and what they match."""

revision = "0026"
down_revision = "0025"


def upgrade():
    """Filled in with its capability."""


def downgrade():
    """As above."""
