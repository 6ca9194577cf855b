"""Bank statements, their lines and what they match."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade():
    op.create_table(
        "bank_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("iban_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("iban_last4", sa.String(4), nullable=False),
        sa.Column("iban_digest", sa.String(64), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Uuid()),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(iban_digest) = 64", name=op.f("ck_bank_account_digest_whole")),
        sa.CheckConstraint("length(iban_last4) = 4", name=op.f("ck_bank_account_last4_whole")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_bank_account_name_given")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_bank_account_added_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_bank_account_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
        sa.UniqueConstraint(
            "owner_id", "iban_digest", name=op.f("uq_bank_account_owner_id_iban_digest")
        ),
    )
    op.create_index(
        op.f("ix_bank_account_added_by_id"), "bank_account", ["added_by_id"], unique=False
    )
    op.create_index(op.f("ix_bank_account_owner_id"), "bank_account", ["owner_id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(30), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("opening_minor", sa.BigInteger()),
        sa.Column("opening_currency", sa.String(3)),
        sa.Column("closing_minor", sa.BigInteger()),
        sa.Column("closing_currency", sa.String(3)),
        sa.Column("lines_read", sa.Integer(), nullable=False),
        sa.Column("lines_new", sa.Integer(), nullable=False),
        sa.Column("read_by_id", sa.Uuid()),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(opening_minor IS NULL) = (closing_minor IS NULL) AND (opening_minor IS NULL) = (opening_currency IS NULL) AND (closing_minor IS NULL) = (closing_currency IS NULL)",
            name=op.f("ck_statement_balances_whole"),
        ),
        sa.CheckConstraint("length(file_hash) = 64", name=op.f("ck_statement_hash_whole")),
        sa.CheckConstraint(
            "lines_new BETWEEN 0 AND lines_read", name=op.f("ck_statement_lines_counted")
        ),
        sa.CheckConstraint("no > 0", name=op.f("ck_statement_no_counts")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_statement_days_ordered")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_account.id"], name=op.f("fk_statement_account_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_statement_owner_id")),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["person.id"], name=op.f("fk_statement_read_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint(
            "account_id", "file_hash", "no", name=op.f("uq_statement_account_id_file_hash_no")
        ),
        sa.CheckConstraint(
            "statement.format IN ('camt', 'mt940', 'csv')", name=op.f("ck_statement_format")
        ),
    )
    op.create_index(
        "ix_statement_account_id_from_on", "statement", ["account_id", "from_on"], unique=False
    )
    op.create_index(op.f("ix_statement_owner_id"), "statement", ["owner_id"], unique=False)
    op.create_index(op.f("ix_statement_read_by_id"), "statement", ["read_by_id"], unique=False)
    op.create_table(
        "statement_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("coarse", sa.String(64), nullable=False),
        sa.Column("counter_sealed", sa.LargeBinary()),
        sa.Column("counter_last4", sa.String(4)),
        sa.Column("counter_digest", sa.String(64)),
        sa.Column("counter_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("end_to_end", sa.Text(), nullable=False),
        sa.Column("reversal", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("group_id", sa.Uuid()),
        sa.Column("reason", sa.String(30)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("settled_by_id", sa.Uuid()),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(state = 'explained') = (reason IS NOT NULL)",
            name=op.f("ck_statement_line_explained_by"),
        ),
        sa.CheckConstraint(
            "(state = 'open') = (settled_at IS NULL)", name=op.f("ck_statement_line_settled_when")
        ),
        sa.CheckConstraint(
            "reason <> 'other' OR length(why) > 0", name=op.f("ck_statement_line_other_because")
        ),
        sa.CheckConstraint(
            "(counter_sealed IS NULL) = (counter_last4 IS NULL)",
            name=op.f("ck_statement_line_counter_whole"),
        ),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_statement_line_amount_something")),
        sa.CheckConstraint("nth > 0", name=op.f("ck_statement_line_nth_counts")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_account.id"], name=op.f("fk_statement_line_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["workgroup.id"], name=op.f("fk_statement_line_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.id"], name=op.f("fk_statement_line_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_statement_line_settled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_line_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_line")),
        sa.UniqueConstraint(
            "account_id",
            "fingerprint",
            "nth",
            name=op.f("uq_statement_line_account_id_fingerprint_nth"),
        ),
        sa.CheckConstraint(
            "statement_line.state IN ('open', 'matched', 'explained')",
            name=op.f("ck_statement_line_state"),
        ),
        sa.CheckConstraint(
            "statement_line.reason IN ('holders-own', 'other-group', 'bank-costs', 'between-own', 'sent-back', 'other')",
            name=op.f("ck_statement_line_reason"),
        ),
    )
    op.create_index(
        "ix_statement_line_account_id_booked_on",
        "statement_line",
        ["account_id", "booked_on"],
        unique=False,
    )
    op.create_index(
        "ix_statement_line_account_id_state",
        "statement_line",
        ["account_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_statement_line_group_id"), "statement_line", ["group_id"], unique=False
    )
    op.create_index(
        op.f("ix_statement_line_owner_id"), "statement_line", ["owner_id"], unique=False
    )
    op.create_index(
        op.f("ix_statement_line_settled_by_id"), "statement_line", ["settled_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_statement_line_statement_id"), "statement_line", ["statement_id"], unique=False
    )
    op.create_table(
        "matching",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid()),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Uuid()),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.Column("undone_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_why = '')", name=op.f("ck_matching_undone_because")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_account.id"], name=op.f("fk_matching_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_matching_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_matching_owner_id")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_matching_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching")),
    )
    op.create_index(op.f("ix_matching_account_id"), "matching", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_matching_confirmed_by_id"), "matching", ["confirmed_by_id"], unique=False
    )
    op.create_index(op.f("ix_matching_owner_id"), "matching", ["owner_id"], unique=False)
    op.create_index(op.f("ix_matching_undone_by_id"), "matching", ["undone_by_id"], unique=False)
    op.create_table(
        "matched_line",
        sa.Column("matching_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["line_id"], ["statement_line.id"], name=op.f("fk_matched_line_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["matching_id"], ["matching.id"], name=op.f("fk_matched_line_matching_id")
        ),
        sa.PrimaryKeyConstraint("matching_id", "line_id", name=op.f("pk_matched_line")),
    )
    op.create_index(op.f("ix_matched_line_line_id"), "matched_line", ["line_id"], unique=False)
    op.create_index(
        "uq_matched_line_live",
        "matched_line",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "matched_thing",
        sa.Column("matching_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("booked", sa.Boolean(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_matched_thing_amount_something")),
        sa.ForeignKeyConstraint(
            ["matching_id"], ["matching.id"], name=op.f("fk_matched_thing_matching_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_matched_thing_proposal_id")
        ),
        sa.PrimaryKeyConstraint("matching_id", "kind", "thing_id", name=op.f("pk_matched_thing")),
        sa.CheckConstraint(
            "matched_thing.kind IN ('arrival', 'expense', 'allowance', 'payment', 'payment-back')",
            name=op.f("ck_matched_thing_kind"),
        ),
    )
    op.create_index(
        op.f("ix_matched_thing_proposal_id"), "matched_thing", ["proposal_id"], unique=False
    )
    op.create_index(
        "uq_matched_thing_live",
        "matched_thing",
        ["kind", "thing_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade():
    op.drop_table("matched_thing")
    op.drop_table("matched_line")
    op.drop_table("matching")
    op.drop_table("statement_line")
    op.drop_table("statement")
    op.drop_table("bank_account")
