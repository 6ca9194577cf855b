"""Expenses and receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade():
    op.create_table(
        "expense",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("shop", sa.Text(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("who_paid", sa.String(30), nullable=False),
        sa.Column("spender_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("mendings", sa.Integer(), nullable=False),
        sa.Column("asks_round", sa.Boolean(), nullable=False),
        sa.Column("asks_holder", sa.Boolean(), nullable=False),
        sa.Column("refused_why", sa.Text(), nullable=False),
        sa.Column("refused_code", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("paid_at", sa.DateTime(timezone=True)),
        sa.Column("paid_on", sa.Date()),
        sa.Column("place", sa.String(30)),
        sa.Column("paid_by_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_expense_line_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_expense_owner_id")),
        sa.ForeignKeyConstraint(["paid_by_id"], ["person.id"], name=op.f("fk_expense_paid_by_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_expense_proposal_id")
        ),
        sa.ForeignKeyConstraint(["spender_id"], ["person.id"], name=op.f("fk_expense_spender_id")),
        sa.UniqueConstraint("id", "spender_id", name=op.f("uq_expense_id_spender_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_expense_reference")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_expense_amount_positive")),
        sa.CheckConstraint(
            "paid_at IS NULL OR approved_at IS NOT NULL", name=op.f("ck_expense_approved_first")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'paid', 'corrected') OR approved_at IS NOT NULL",
            name=op.f("ck_expense_approved_when"),
        ),
        sa.CheckConstraint("mendings >= 0", name=op.f("ck_expense_mendings_count")),
        sa.CheckConstraint(
            "paid_at IS NULL OR state IN ('paid', 'corrected')", name=op.f("ck_expense_paid_ends")
        ),
        sa.CheckConstraint(
            "state <> 'paid' OR paid_at IS NOT NULL", name=op.f("ck_expense_paid_when")
        ),
        sa.CheckConstraint(
            "(paid_at IS NULL) = (paid_on IS NULL) AND (paid_at IS NULL) = (place IS NULL)",
            name=op.f("ck_expense_payment_whole"),
        ),
        sa.CheckConstraint(
            "expense.place IN ('bank', 'cash', 'promised', 'grant', 'used', 'cost', 'owed', 'back', 'own')",
            name=op.f("ck_expense_place"),
        ),
        sa.CheckConstraint("place IN ('bank', 'cash')", name=op.f("ck_expense_place_is_one")),
        sa.CheckConstraint(
            "state <> 'refused' OR length(refused_why) + length(refused_code) > 0",
            name=op.f("ck_expense_refused_because"),
        ),
        sa.CheckConstraint("length(shop) > 0", name=op.f("ck_expense_shop_given")),
        sa.CheckConstraint(
            "expense.state IN ('noted', 'asking', 'approved', 'paid', 'refused', 'corrected', 'withdrawn')",
            name=op.f("ck_expense_state"),
        ),
        sa.CheckConstraint(
            "expense.who_paid IN ('myself', 'invoice', 'cash')", name=op.f("ck_expense_who_paid")
        ),
    )
    op.create_index(op.f("ix_expense_line_id"), "expense", ["line_id"], unique=False)
    op.create_index(
        op.f("ix_expense_owner_id_state"), "expense", ["owner_id", "state"], unique=False
    )
    op.create_index(op.f("ix_expense_paid_by_id"), "expense", ["paid_by_id"], unique=False)
    op.create_index(
        op.f("ix_expense_proposal_id_state"), "expense", ["proposal_id", "state"], unique=False
    )
    op.create_index(op.f("ix_expense_spender_id"), "expense", ["spender_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("expense_id", sa.Uuid(), nullable=False),
        sa.Column("spender_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.String(30), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.ForeignKeyConstraint(
            ["expense_id", "spender_id"],
            ["expense.id", "expense.spender_id"],
            name=op.f("fk_approval_expense"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_approval_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approval_person_id")),
        sa.UniqueConstraint(
            "expense_id", "person_id", "mark", name=op.f("uq_approval_expense_id_person_id_mark")
        ),
        sa.CheckConstraint(
            "approval.capacity IN ('resident', 'coach', 'funder', 'holder', 'operator', 'system')",
            name=op.f("ck_approval_capacity"),
        ),
        sa.CheckConstraint("person_id <> spender_id", name=op.f("ck_approval_not_own")),
    )
    op.create_index(op.f("ix_approval_owner_id"), "approval", ["owner_id"], unique=False)
    op.create_index(op.f("ix_approval_person_id"), "approval", ["person_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("expense_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_receipt_document_id")
        ),
        sa.ForeignKeyConstraint(["expense_id"], ["expense.id"], name=op.f("fk_receipt_expense_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_receipt_owner_id")),
        sa.UniqueConstraint(
            "expense_id", "document_id", name=op.f("uq_receipt_expense_id_document_id")
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_receipt_position_counts")),
    )
    op.create_index(op.f("ix_receipt_document_id"), "receipt", ["document_id"], unique=False)
    op.create_index(op.f("ix_receipt_owner_id"), "receipt", ["owner_id"], unique=False)
    for table in ("approval",):
        for statement in only_adds(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade():
    op.drop_table("receipt")
    op.drop_table("approval")
    op.drop_table("expense")


def only_adds(table, dialect):
    """The triggers that let this table only add."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{table} only adds'); END"
            for verb in ("update", "delete")
        ]
    refuse = "EXECUTE FUNCTION only_adds()"
    return [
        "CREATE OR REPLACE FUNCTION only_adds() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% only adds', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_only_adds BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]
