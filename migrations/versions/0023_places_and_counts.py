"""The group's own bank account; counts of the cash box."""

revision = "0023"
down_revision = "0022"


def upgrade():
    """Filled in with its capability."""


def downgrade():
    """As above."""
