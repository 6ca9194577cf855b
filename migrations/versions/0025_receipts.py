"""Receipts shared by expenses; lost receipts; payments to family; money shifted between lines."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade():
    op.add_column("document", sa.Column("received_hash", sa.String(64)))
    op.create_index(op.f("ix_document_received_hash"), "document", ["received_hash"], unique=False)
    op.add_column(
        "receipt",
        sa.Column("later", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    # With its checks on the column itself: SQLite adds no constraint to a table that stands.
    op.execute(
        "ALTER TABLE fund ADD COLUMN shift_free_minor BIGINT"
        " CONSTRAINT ck_fund_shift_free_sign CHECK (shift_free_minor >= 0)"
    )
    op.execute(
        "ALTER TABLE fund ADD COLUMN shift_free_currency VARCHAR(3)"
        " CONSTRAINT ck_fund_shift_free_whole"
        " CHECK ((shift_free_minor IS NULL) = (shift_free_currency IS NULL))"
    )
    _lost()
    _kin()
    _shifts()


def _lost():
    op.create_table(
        "lost_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("expense_id", sa.Uuid(), nullable=False),
        sa.Column("spender_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.Uuid()),
        sa.Column("yes_by_id", sa.Uuid()),
        sa.Column("yes_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_receipt")),
        sa.ForeignKeyConstraint(
            ["expense_id", "spender_id"],
            ["expense.id", "expense.spender_id"],
            name=op.f("fk_lost_receipt_expense"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_lost_receipt_owner_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["document.id"], name=op.f("fk_lost_receipt_photo_id")
        ),
        sa.ForeignKeyConstraint(
            ["yes_by_id"], ["person.id"], name=op.f("fk_lost_receipt_yes_by_id")
        ),
        sa.UniqueConstraint("expense_id", name=op.f("uq_lost_receipt_expense_id")),
        sa.CheckConstraint("length(what) > 0", name=op.f("ck_lost_receipt_what_given")),
        sa.CheckConstraint("length(why) > 0", name=op.f("ck_lost_receipt_why_given")),
        sa.CheckConstraint(
            "year BETWEEN 2000 AND 2200", name=op.f("ck_lost_receipt_year_sensible")
        ),
        sa.CheckConstraint("yes_by_id <> spender_id", name=op.f("ck_lost_receipt_not_own")),
        sa.CheckConstraint(
            "(yes_by_id IS NULL) = (yes_at IS NULL)", name=op.f("ck_lost_receipt_yes_whole")
        ),
    )
    op.create_index("ix_lost_receipt_owner_id_year", "lost_receipt", ["owner_id", "year"])
    op.create_index(op.f("ix_lost_receipt_photo_id"), "lost_receipt", ["photo_id"])
    op.create_index(op.f("ix_lost_receipt_yes_by_id"), "lost_receipt", ["yes_by_id"])
    op.create_table(
        "lost_ceiling",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("from_on", sa.Date()),
        sa.Column("until_on", sa.Date()),
        sa.Column("set_by_id", sa.Uuid()),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_ceiling")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_lost_ceiling_owner_id")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_lost_ceiling_set_by_id")
        ),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_lost_ceiling_amount_sign")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_lost_ceiling_days_ordered")),
        sa.CheckConstraint(
            "(state = 'agreed') = (from_on IS NOT NULL)", name=op.f("ck_lost_ceiling_agreed_from")
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR from_on IS NOT NULL",
            name=op.f("ck_lost_ceiling_until_after_from"),
        ),
        sa.CheckConstraint(
            "lost_ceiling.state IN ('asking', 'agreed', 'refused')",
            name=op.f("ck_lost_ceiling_state"),
        ),
    )
    op.create_index(op.f("ix_lost_ceiling_owner_id"), "lost_ceiling", ["owner_id"])
    op.create_index(op.f("ix_lost_ceiling_set_by_id"), "lost_ceiling", ["set_by_id"])
    _only_one("uq_lost_ceiling_open", "lost_ceiling", "state = 'agreed' AND until_on IS NULL")
    _only_one("uq_lost_ceiling_asking", "lost_ceiling", "state = 'asking'")


def _kin():
    op.create_table(
        "kin_payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("expense_id", sa.Uuid(), nullable=False),
        sa.Column("spender_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("also_id", sa.Uuid()),
        sa.Column("yes_by_id", sa.Uuid()),
        sa.Column("yes_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kin_payment")),
        sa.ForeignKeyConstraint(
            ["expense_id", "spender_id"],
            ["expense.id", "expense.spender_id"],
            name=op.f("fk_kin_payment_expense"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_kin_payment_owner_id")),
        *(
            sa.ForeignKeyConstraint([one], ["person.id"], name=op.f(f"fk_kin_payment_{one}"))
            for one in ("member_id", "also_id", "yes_by_id")
        ),
        sa.UniqueConstraint("expense_id", name=op.f("uq_kin_payment_expense_id")),
        sa.CheckConstraint(
            "also_id <> spender_id AND also_id <> member_id", name=op.f("ck_kin_payment_another")
        ),
        sa.CheckConstraint(
            "yes_by_id <> spender_id AND yes_by_id <> member_id",
            name=op.f("ck_kin_payment_yes_another"),
        ),
        sa.CheckConstraint(
            "(yes_by_id IS NULL) = (yes_at IS NULL)", name=op.f("ck_kin_payment_yes_whole")
        ),
        sa.CheckConstraint(
            "kin_payment.kind IN ('member', 'family')", name=op.f("ck_kin_payment_kind")
        ),
    )
    for one in ("owner_id", "member_id", "also_id", "yes_by_id"):
        op.create_index(op.f(f"ix_kin_payment_{one}"), "kin_payment", [one])


def _shifts():
    op.create_table(
        "shift",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("from_line_id", sa.Uuid(), nullable=False),
        sa.Column("to_line_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("asks_round", sa.Boolean(), nullable=False),
        sa.Column("asks_holder", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("yes_by_id", sa.Uuid()),
        sa.Column("agreed_at", sa.DateTime(timezone=True)),
        sa.Column("refused_why", sa.Text(), nullable=False),
        sa.Column("refused_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_shift_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_shift_proposal_id")
        ),
        sa.ForeignKeyConstraint(["from_line_id"], ["line.id"], name=op.f("fk_shift_from_line_id")),
        sa.ForeignKeyConstraint(["to_line_id"], ["line.id"], name=op.f("fk_shift_to_line_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_shift_asked_by_id")),
        sa.ForeignKeyConstraint(["yes_by_id"], ["person.id"], name=op.f("fk_shift_yes_by_id")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_shift_amount_positive")),
        sa.CheckConstraint("from_line_id <> to_line_id", name=op.f("ck_shift_two_lines")),
        sa.CheckConstraint("length(why) > 0", name=op.f("ck_shift_why_given")),
        sa.CheckConstraint("yes_by_id <> asked_by_id", name=op.f("ck_shift_not_own")),
        sa.CheckConstraint(
            "(state = 'agreed') = (agreed_at IS NOT NULL)", name=op.f("ck_shift_agreed_when")
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR length(refused_why) + length(refused_code) > 0",
            name=op.f("ck_shift_refused_because"),
        ),
        sa.CheckConstraint(
            "shift.state IN ('asking', 'at-fund', 'agreed', 'refused', 'withdrawn')",
            name=op.f("ck_shift_state"),
        ),
    )
    op.create_index("ix_shift_proposal_id_state", "shift", ["proposal_id", "state"])
    for one in ("owner_id", "from_line_id", "to_line_id", "asked_by_id", "yes_by_id"):
        op.create_index(op.f(f"ix_shift_{one}"), "shift", [one])
    op.create_table(
        "shift_asking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("answered_by_id", sa.Uuid()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_asking")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_shift_asking_owner_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_shift_asking_shift_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_shift_asking_award_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_shift_asking_answered_by_id")
        ),
        sa.UniqueConstraint("shift_id", "award_id", name=op.f("uq_shift_asking_shift_id_award_id")),
        sa.CheckConstraint(
            "(state = 'asked') = (answered_at IS NULL)"
            " AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_shift_asking_answered_whole"),
        ),
        sa.CheckConstraint(
            "state <> 'no' OR length(words) > 0", name=op.f("ck_shift_asking_no_says_why")
        ),
        sa.CheckConstraint(
            "shift_asking.state IN ('asked', 'yes', 'no')", name=op.f("ck_shift_asking_state")
        ),
    )
    op.create_index("ix_shift_asking_owner_id_state", "shift_asking", ["owner_id", "state"])
    op.create_index(op.f("ix_shift_asking_award_id"), "shift_asking", ["award_id"])
    op.create_index(op.f("ix_shift_asking_answered_by_id"), "shift_asking", ["answered_by_id"])


def downgrade():
    for table in ("shift_asking", "shift", "kin_payment", "lost_ceiling", "lost_receipt"):
        op.drop_table(table)
    op.drop_column("fund", "shift_free_currency")
    op.drop_column("fund", "shift_free_minor")
    op.drop_column("receipt", "later")
    op.drop_index(op.f("ix_document_received_hash"), "document")
    op.drop_column("document", "received_hash")


def _only_one(name, table, which):
    """One such row an owner."""
    where = sa.text(which)
    op.create_index(
        name, table, ["owner_id"], unique=True, sqlite_where=where, postgresql_where=where
    )
