"""Expenses of a day, and of an amount: found at once, so that a receipt like another is noticed."""

from alembic import op

revision = "0033"
down_revision = "0032"

INDEXES = {
    "ix_expense_owner_id_bought_on": ["owner_id", "bought_on"],
    "ix_expense_owner_id_amount_minor": ["owner_id", "amount_minor"],
}


def upgrade():
    for name, columns in INDEXES.items():
        op.create_index(op.f(name), "expense", columns, unique=False)


def downgrade():
    for name in INDEXES:
        op.drop_index(op.f(name), table_name="expense")
