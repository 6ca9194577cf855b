"""Allowances: caps of each year, allowances, persons' years; funds that forbid them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade():
    op.add_column(
        "fund",
        sa.Column("no_allowance", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "cap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("most_year_minor", sa.BigInteger(), nullable=False),
        sa.Column("most_year_currency", sa.String(3), nullable=False),
        sa.Column("most_month_minor", sa.BigInteger(), nullable=False),
        sa.Column("most_month_currency", sa.String(3), nullable=False),
        sa.Column("sure", sa.String(30), nullable=False),
        sa.Column("hour_minor", sa.BigInteger()),
        sa.Column("hour_currency", sa.String(3)),
        sa.Column("hour_young_minor", sa.BigInteger()),
        sa.Column("hour_young_currency", sa.String(3)),
        sa.Column("age", sa.Integer()),
        sa.Column("hour_sure", sa.String(30)),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("added_by_id", sa.Uuid()),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(hour_minor IS NULL) = (hour_currency IS NULL) AND (hour_minor IS NULL) = (hour_young_minor IS NULL) AND (hour_minor IS NULL) = (hour_young_currency IS NULL) AND (hour_minor IS NULL) = (age IS NULL) AND (hour_minor IS NULL) = (hour_sure IS NULL)",
            name=op.f("ck_cap_hour_whole"),
        ),
        sa.CheckConstraint("age BETWEEN 16 AND 30", name=op.f("ck_cap_age_sensible")),
        sa.CheckConstraint(
            "hour_minor > 0 AND hour_young_minor > 0", name=op.f("ck_cap_hour_positive")
        ),
        sa.CheckConstraint("length(source) > 0", name=op.f("ck_cap_source_given")),
        sa.CheckConstraint(
            "most_month_minor <= most_year_minor", name=op.f("ck_cap_month_in_year")
        ),
        sa.CheckConstraint(
            "most_year_minor > 0 AND most_month_minor > 0", name=op.f("ck_cap_most_positive")
        ),
        sa.CheckConstraint("no > 0", name=op.f("ck_cap_no_counts")),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_cap_days_ordered")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_cap_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cap")),
        sa.UniqueConstraint("from_on", "no", name=op.f("uq_cap_from_on_no")),
        sa.CheckConstraint(
            "cap.sure IN ('own-page', 'several', 'one', 'derived')", name=op.f("ck_cap_sure")
        ),
        sa.CheckConstraint(
            "cap.hour_sure IN ('own-page', 'several', 'one', 'derived')",
            name=op.f("ck_cap_hour_sure"),
        ),
    )
    op.create_index(op.f("ix_cap_added_by_id"), "cap", ["added_by_id"], unique=False)
    op.create_table(
        "allowance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("young", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("mixes", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("looks", sa.String(30), nullable=False),
        sa.Column("refused_why", sa.Text(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.Uuid()),
        sa.Column("agreed_at", sa.DateTime(timezone=True)),
        sa.Column("run_on", sa.Date()),
        sa.Column("paid_by_id", sa.Uuid()),
        sa.Column("paid_at", sa.DateTime(timezone=True)),
        sa.Column("paid_on", sa.Date()),
        sa.Column("place", sa.String(30)),
        sa.Column("cap_id", sa.Uuid()),
        sa.Column("passed_cap", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(state = 'in-run') = (run_on IS NOT NULL)", name=op.f("ck_allowance_run_when")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (length(refused_why) > 0)",
            name=op.f("ck_allowance_refused_because"),
        ),
        sa.CheckConstraint(
            "kind = 'flat' OR length(proof) > 0", name=op.f("ck_allowance_proof_given")
        ),
        sa.CheckConstraint(
            "kind = 'flat' OR minutes IS NULL", name=op.f("ck_allowance_hours_are_flat")
        ),
        sa.CheckConstraint(
            "paid_at IS NULL OR state IN ('paid', 'corrected')", name=op.f("ck_allowance_paid_ends")
        ),
        sa.CheckConstraint("place IN ('bank', 'cash')", name=op.f("ck_allowance_place_is_one")),
        sa.CheckConstraint(
            "state <> 'paid' OR paid_at IS NOT NULL", name=op.f("ck_allowance_paid_when")
        ),
        sa.CheckConstraint(
            "state NOT IN ('agreed', 'in-run', 'paid', 'corrected') OR agreed_at IS NOT NULL",
            name=op.f("ck_allowance_agreed_when"),
        ),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_by_id IS NULL)", name=op.f("ck_allowance_agreed_whole")
        ),
        sa.CheckConstraint(
            "(paid_at IS NULL) = (paid_on IS NULL) AND (paid_at IS NULL) = (place IS NULL) AND (paid_at IS NULL) = (cap_id IS NULL)",
            name=op.f("ck_allowance_payment_whole"),
        ),
        sa.CheckConstraint("agreed_by_id <> noted_by_id", name=op.f("ck_allowance_second_person")),
        sa.CheckConstraint("agreed_by_id <> person_id", name=op.f("ck_allowance_not_own")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_allowance_amount_positive")),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR paid_at IS NOT NULL", name=op.f("ck_allowance_confirmed_paid")
        ),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_allowance_words_given")),
        sa.CheckConstraint(
            "minutes > 0 AND minutes <= 1440", name=op.f("ck_allowance_minutes_of_a_day")
        ),
        sa.CheckConstraint("paid_by_id <> person_id", name=op.f("ck_allowance_not_to_oneself")),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_allowance_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(["cap_id"], ["cap.id"], name=op.f("fk_allowance_cap_id")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_allowance_line_id")),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["person.id"], name=op.f("fk_allowance_noted_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_allowance_owner_id")),
        sa.ForeignKeyConstraint(
            ["paid_by_id"], ["person.id"], name=op.f("fk_allowance_paid_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_allowance_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_allowance_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
        sa.UniqueConstraint("reference", name=op.f("uq_allowance_reference")),
        sa.CheckConstraint("allowance.kind IN ('flat', 'proven')", name=op.f("ck_allowance_kind")),
        sa.CheckConstraint(
            "allowance.state IN ('noted', 'agreed', 'in-run', 'paid', 'refused', 'withdrawn', 'corrected')",
            name=op.f("ck_allowance_state"),
        ),
        sa.CheckConstraint(
            "allowance.looks IN ('treasurer', 'members', 'holder')", name=op.f("ck_allowance_looks")
        ),
        sa.CheckConstraint(
            "allowance.place IN ('bank', 'cash', 'promised', 'grant', 'used', 'cost', 'owed', 'back', 'own')",
            name=op.f("ck_allowance_place"),
        ),
    )
    op.create_index(op.f("ix_allowance_agreed_by_id"), "allowance", ["agreed_by_id"], unique=False)
    op.create_index(op.f("ix_allowance_cap_id"), "allowance", ["cap_id"], unique=False)
    op.create_index(op.f("ix_allowance_line_id"), "allowance", ["line_id"], unique=False)
    op.create_index(op.f("ix_allowance_noted_by_id"), "allowance", ["noted_by_id"], unique=False)
    op.create_index("ix_allowance_owner_id_state", "allowance", ["owner_id", "state"], unique=False)
    op.create_index(op.f("ix_allowance_paid_by_id"), "allowance", ["paid_by_id"], unique=False)
    op.create_index(
        "ix_allowance_person_id_paid_on", "allowance", ["person_id", "paid_on"], unique=False
    )
    op.create_index(op.f("ix_allowance_proposal_id"), "allowance", ["proposal_id"], unique=False)
    op.create_table(
        "allowance_year",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "year BETWEEN 2000 AND 2200", name=op.f("ck_allowance_year_year_sensible")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_allowance_year_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_year")),
        sa.UniqueConstraint("person_id", "year", name=op.f("uq_allowance_year_person_id_year")),
    )
    op.create_table(
        "elsewhere",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_elsewhere_amount_not_negative")),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_elsewhere_month_of_year")),
        sa.ForeignKeyConstraint(
            ["year_id"], ["allowance_year.id"], name=op.f("fk_elsewhere_year_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elsewhere")),
        sa.UniqueConstraint("year_id", "month", name=op.f("uq_elsewhere_year_id_month")),
    )
    for statement in only_adds("cap", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade():
    op.drop_table("elsewhere")
    op.drop_table("allowance_year")
    op.drop_table("allowance")
    op.drop_table("cap")
    op.drop_column("fund", "no_allowance")


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
