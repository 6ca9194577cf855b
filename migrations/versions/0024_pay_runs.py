"""Pay runs and their payments; an expense that is in one."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade():
    # A column brings its own check on both databases, so that no table is copied.
    op.execute(
        "ALTER TABLE expense ADD COLUMN run_on DATE "
        "CONSTRAINT ck_expense_run_when CHECK (run_on IS NULL OR state = 'approved')"
    )
    op.create_table(
        "pay_account",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last4", sa.String(4), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("file_kind", sa.String(30), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "pay_account.file_kind IN ('pain.001.001.09', 'pain.001.001.03')",
            name=op.f("ck_pay_account_file_kind"),
        ),
        sa.CheckConstraint("length(last4) = 4", name=op.f("ck_pay_account_last4_whole")),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 70", name=op.f("ck_pay_account_name_length")
        ),
        sa.CheckConstraint("term_days BETWEEN 1 AND 90", name=op.f("ck_pay_account_term_sensible")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_pay_account_changed_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_pay_account_owner_id")),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_pay_account")),
    )
    op.create_index(
        op.f("ix_pay_account_changed_by_id"), "pay_account", ["changed_by_id"], unique=False
    )
    op.create_table(
        "payee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("shop", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last4", sa.String(4), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(last4) = 4", name=op.f("ck_payee_last4_whole")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 70", name=op.f("ck_payee_name_length")),
        sa.CheckConstraint(
            "(shop = '') = (organisation_id IS NOT NULL)", name=op.f("ck_payee_of_one")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_payee_changed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_payee_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_payee_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee")),
        sa.UniqueConstraint(
            "owner_id", "organisation_id", name=op.f("uq_payee_owner_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_payee_changed_by_id"), "payee", ["changed_by_id"], unique=False)
    op.create_index(op.f("ix_payee_organisation_id"), "payee", ["organisation_id"], unique=False)
    op.create_index(
        "uq_payee_owner_id_shop",
        "payee",
        ["owner_id", "shop"],
        unique=True,
        sqlite_where=sa.text("shop <> ''"),
        postgresql_where=sa.text("shop <> ''"),
    )
    op.create_table(
        "pay_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_currency", sa.String(3), nullable=False),
        sa.Column("file_kind", sa.String(30), nullable=False),
        sa.Column("debtor_name", sa.Text(), nullable=False),
        sa.Column("debtor_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("debtor_last4", sa.String(4), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Uuid()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("handed_in_by_id", sa.Uuid()),
        sa.Column("handed_in_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'withdrawn') OR approved_at IS NOT NULL",
            name=op.f("ck_pay_run_approved_first"),
        ),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approved_at IS NULL)",
            name=op.f("ck_pay_run_approved_whole"),
        ),
        sa.CheckConstraint(
            "length(debtor_name) BETWEEN 1 AND 70", name=op.f("ck_pay_run_debtor_name")
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'partly-failed', 'withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_pay_run_ended_when"),
        ),
        sa.CheckConstraint(
            "pay_run.file_kind IN ('pain.001.001.09', 'pain.001.001.03')",
            name=op.f("ck_pay_run_file_kind"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('handed-in', 'done', 'partly-failed') OR handed_in_at IS NOT NULL",
            name=op.f("ck_pay_run_handed_in_when"),
        ),
        sa.CheckConstraint("approved_by_id <> made_by_id", name=op.f("ck_pay_run_second_person")),
        sa.CheckConstraint(
            "pay_run.state IN ('open', 'approved', 'filed', 'handed-in', 'done', 'partly-failed', 'withdrawn')",
            name=op.f("ck_pay_run_state"),
        ),
        sa.CheckConstraint("total_minor > 0", name=op.f("ck_pay_run_total_positive")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_pay_run_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["handed_in_by_id"], ["person.id"], name=op.f("fk_pay_run_handed_in_by_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_pay_run_made_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_pay_run_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_run")),
        sa.UniqueConstraint("reference", name=op.f("uq_pay_run_reference")),
    )
    op.create_index(op.f("ix_pay_run_approved_by_id"), "pay_run", ["approved_by_id"], unique=False)
    op.create_index(
        op.f("ix_pay_run_handed_in_by_id"), "pay_run", ["handed_in_by_id"], unique=False
    )
    op.create_index(op.f("ix_pay_run_made_by_id"), "pay_run", ["made_by_id"], unique=False)
    op.create_index("ix_pay_run_owner_id_state", "pay_run", ["owner_id", "state"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("expense_id", sa.Uuid()),
        sa.Column("allowance_id", sa.Uuid()),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("payee_id", sa.Uuid()),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last4", sa.String(4), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("end_to_end", sa.String(35), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("looks", sa.Text(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("failed_why", sa.String(30)),
        sa.Column("approved_by_id", sa.Uuid()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "kind <> 'allowance' OR person_id IS NOT NULL",
            name=op.f("ck_payment_allowance_to_person"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_amount_positive")),
        sa.CheckConstraint(
            "state <> 'paid' OR approved_by_id IS NOT NULL",
            name=op.f("ck_payment_approved_first"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)",
            name=op.f("ck_payment_ended_when"),
        ),
        sa.CheckConstraint(
            "(state = 'failed') = (failed_why IS NOT NULL)",
            name=op.f("ck_payment_failed_because"),
        ),
        sa.CheckConstraint(
            "payment.failed_why IN ('account-closed', 'name-differs', 'other-fault')",
            name=op.f("ck_payment_failed_why"),
        ),
        sa.CheckConstraint(
            "payment.kind IN ('expense', 'allowance', 'return')",
            name=op.f("ck_payment_kind"),
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 70", name=op.f("ck_payment_name_length")),
        sa.CheckConstraint("no > 0", name=op.f("ck_payment_no_counts")),
        sa.CheckConstraint("approved_by_id <> person_id", name=op.f("ck_payment_not_to_oneself")),
        sa.CheckConstraint(
            "(kind = 'allowance') = (allowance_id IS NOT NULL)",
            name=op.f("ck_payment_of_allowance"),
        ),
        sa.CheckConstraint(
            "(kind = 'expense') = (expense_id IS NOT NULL)",
            name=op.f("ck_payment_of_expense"),
        ),
        sa.CheckConstraint(
            "kind <> 'return' OR payee_id IS NOT NULL",
            name=op.f("ck_payment_return_to_payee"),
        ),
        sa.CheckConstraint(
            "payment.state IN ('waiting', 'paid', 'failed', 'out')",
            name=op.f("ck_payment_state"),
        ),
        sa.CheckConstraint(
            "(person_id IS NULL) = (payee_id IS NOT NULL)",
            name=op.f("ck_payment_to_one"),
        ),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 140", name=op.f("ck_payment_words_length")),
        sa.ForeignKeyConstraint(
            ["allowance_id"], ["allowance.id"], name=op.f("fk_payment_allowance_id")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_payment_approved_by_id")
        ),
        sa.ForeignKeyConstraint(["expense_id"], ["expense.id"], name=op.f("fk_payment_expense_id")),
        sa.ForeignKeyConstraint(["group_id"], ["workgroup.id"], name=op.f("fk_payment_group_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_payment_owner_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["payee.id"], name=op.f("fk_payment_payee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payment_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_payment_proposal_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_payment_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("end_to_end", name=op.f("uq_payment_end_to_end")),
        sa.UniqueConstraint("run_id", "no", name=op.f("uq_payment_run_id_no")),
    )
    op.create_index(op.f("ix_payment_approved_by_id"), "payment", ["approved_by_id"], unique=False)
    op.create_index(
        "ix_payment_group_id_ended_at", "payment", ["group_id", "ended_at"], unique=False
    )
    op.create_index("ix_payment_owner_id_mark", "payment", ["owner_id", "mark"], unique=False)
    op.create_index(
        "ix_payment_owner_id_person_id", "payment", ["owner_id", "person_id"], unique=False
    )
    op.create_index(op.f("ix_payment_payee_id"), "payment", ["payee_id"], unique=False)
    op.create_index(op.f("ix_payment_person_id"), "payment", ["person_id"], unique=False)
    op.create_index(op.f("ix_payment_proposal_id"), "payment", ["proposal_id"], unique=False)
    op.create_index(
        "uq_payment_allowance_id",
        "payment",
        ["allowance_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'paid')"),
        postgresql_where=sa.text("state IN ('waiting', 'paid')"),
    )
    op.create_index(
        "uq_payment_expense_id",
        "payment",
        ["expense_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'paid')"),
        postgresql_where=sa.text("state IN ('waiting', 'paid')"),
    )
    op.create_index(
        "uq_payment_return",
        "payment",
        ["proposal_id", "payee_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'return' AND state = 'waiting'"),
        postgresql_where=sa.text("kind = 'return' AND state = 'waiting'"),
    )
    op.create_table(
        "pay_file",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_pay_file_hash_whole")),
        sa.CheckConstraint("size > 0", name=op.f("ck_pay_file_size_positive")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_pay_file_owner_id")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_pay_file_run_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_pay_file")),
    )
    op.create_index(op.f("ix_pay_file_owner_id"), "pay_file", ["owner_id"], unique=False)
    for statement in only_adds("pay_file", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade():
    op.drop_table("pay_file")
    op.drop_table("payment")
    op.drop_table("pay_run")
    op.drop_table("payee")
    op.drop_table("pay_account")
    op.execute("ALTER TABLE expense DROP COLUMN run_on")


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
