"""Pay runs and their payments."""

revision = "0024"
down_revision = "0023"


def upgrade():
    """Filled in with its capability."""


def downgrade():
    """As above."""
