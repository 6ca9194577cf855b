"""Cash audits: once a year two members look at payments that were drawn, and sign."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_LIVING = sa.text("state <> 'withdrawn'")


def upgrade():
    op.create_table(
        "cash_audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(20)),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("book_no", sa.Integer(), nullable=False),
        sa.Column("book_hash", sa.String(64), nullable=False),
        sa.Column("largest", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("spent_minor", sa.BigInteger(), nullable=False),
        sa.Column("spent_currency", sa.String(3), nullable=False),
        sa.Column("conclusion", sa.String(30)),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("count_id", sa.Uuid()),
        sa.Column("facts", sa.Text()),
        sa.Column("hash", sa.String(64)),
        sa.Column("first_signed_at", sa.DateTime(timezone=True)),
        sa.Column("second_signed_at", sa.DateTime(timezone=True)),
        sa.Column("sealed_at", sa.DateTime(timezone=True)),
        sa.Column("document_id", sa.Uuid()),
        sa.Column("document_hash", sa.String(64)),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "facts IS NULL OR conclusion IS NOT NULL", name=op.f("ck_cash_audit_concluded_first")
        ),
        sa.CheckConstraint(
            "(document_id IS NULL) = (document_hash IS NULL)",
            name=op.f("ck_cash_audit_document_whole"),
        ),
        sa.CheckConstraint("spent_minor >= 0", name=op.f("ck_cash_audit_spent_not_negative")),
        sa.ForeignKeyConstraint(
            ["count_id"], ["cash_count.id"], name=op.f("fk_cash_audit_count_id")
        ),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_cash_audit_two_people")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_cash_audit_owner_id")),
        sa.CheckConstraint(
            "(facts IS NULL) = (hash IS NULL)", name=op.f("ck_cash_audit_facts_hashed")
        ),
        sa.CheckConstraint(
            "state <> 'sealed' OR (first_signed_at IS NOT NULL AND second_signed_at IS NOT NULL)",
            name=op.f("ck_cash_audit_both_signed"),
        ),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_cash_audit_first_id")),
        sa.CheckConstraint(
            "length(document_hash) = 64", name=op.f("ck_cash_audit_document_hash_whole")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (length(withdrawn_why) > 0)",
            name=op.f("ck_cash_audit_withdrawn"),
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_cash_audit_reference")),
        sa.CheckConstraint(
            "cash_audit.state IN ('opened', 'doing', 'signing', 'sealed', 'withdrawn')",
            name=op.f("ck_cash_audit_state"),
        ),
        sa.CheckConstraint(
            "(state = 'sealed') = (sealed_at IS NOT NULL) AND (state = 'sealed') = (reference IS NOT NULL)",
            name=op.f("ck_cash_audit_sealed_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_cash_audit_opened_by_id")
        ),
        sa.CheckConstraint("book_no >= 0 AND payments >= 0", name=op.f("ck_cash_audit_counts")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_cash_audit_hash_whole")),
        sa.CheckConstraint(
            "conclusion IS NULL OR conclusion = 'right' OR length(findings) > 0",
            name=op.f("ck_cash_audit_found_in_words"),
        ),
        sa.CheckConstraint("largest >= 1 AND drawn >= 0", name=op.f("ck_cash_audit_sizes")),
        sa.CheckConstraint(
            "cash_audit.conclusion IN ('right', 'remarks', 'wrong')",
            name=op.f("ck_cash_audit_conclusion"),
        ),
        sa.CheckConstraint(
            "(facts IS NULL) = (first_signed_at IS NULL AND second_signed_at IS NULL)",
            name=op.f("ck_cash_audit_signs_facts"),
        ),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_cash_audit_second_id")),
        sa.CheckConstraint(
            "length(book_hash) IN (0, 64)", name=op.f("ck_cash_audit_book_hash_whole")
        ),
        sa.CheckConstraint("year BETWEEN 2000 AND 2200", name=op.f("ck_cash_audit_year_sensible")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_cash_audit_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_audit")),
    )
    op.create_index(op.f("ix_cash_audit_count_id"), "cash_audit", ["count_id"], unique=False)
    op.create_index(
        op.f("ix_cash_audit_document_hash"), "cash_audit", ["document_hash"], unique=False
    )
    op.create_index(op.f("ix_cash_audit_document_id"), "cash_audit", ["document_id"], unique=False)
    op.create_index(op.f("ix_cash_audit_first_id"), "cash_audit", ["first_id"], unique=False)
    op.create_index(op.f("ix_cash_audit_hash"), "cash_audit", ["hash"], unique=False)
    op.create_index(
        op.f("ix_cash_audit_opened_by_id"), "cash_audit", ["opened_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_cash_audit_owner_id_opened_at"),
        "cash_audit",
        ["owner_id", "opened_at"],
        unique=False,
    )
    op.create_index(op.f("ix_cash_audit_second_id"), "cash_audit", ["second_id"], unique=False)
    op.create_index(
        "uq_cash_audit_living",
        "cash_audit",
        ["owner_id", "year"],
        unique=True,
        sqlite_where=_LIVING,
        postgresql_where=_LIVING,
    )
    op.create_table(
        "audit_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("entry_no", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(30), nullable=False),
        sa.Column("looked", sa.String(30)),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("looked_by_id", sa.Uuid()),
        sa.Column("looked_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "audit_item.reason IN ('largest', 'drawn')", name=op.f("ck_audit_item_reason")
        ),
        sa.CheckConstraint(
            "audit_item.looked IN ('right', 'wrong')", name=op.f("ck_audit_item_looked")
        ),
        sa.CheckConstraint(
            "(looked IS NULL) = (looked_by_id IS NULL) AND (looked IS NULL) = (looked_at IS NULL)",
            name=op.f("ck_audit_item_looked_whole"),
        ),
        sa.CheckConstraint(
            "looked <> 'wrong' OR length(words) > 0", name=op.f("ck_audit_item_wrong_because")
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["cash_audit.id"], name=op.f("fk_audit_item_audit_id")
        ),
        sa.UniqueConstraint("audit_id", "entry_no", name=op.f("uq_audit_item_audit_id_entry_no")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_audit_item_amount_positive")),
        sa.ForeignKeyConstraint(
            ["looked_by_id"], ["person.id"], name=op.f("fk_audit_item_looked_by_id")
        ),
        sa.CheckConstraint("entry_no > 0", name=op.f("ck_audit_item_entry_no_counts")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_audit_item_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_item")),
    )
    op.create_index(
        op.f("ix_audit_item_looked_by_id"), "audit_item", ["looked_by_id"], unique=False
    )
    op.create_index(op.f("ix_audit_item_owner_id"), "audit_item", ["owner_id"], unique=False)


def downgrade():
    op.drop_table("audit_item")
    op.drop_table("cash_audit")
