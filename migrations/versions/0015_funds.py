"""Pots and their rules."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade():
    op.create_table(
        "fund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("least_minor", sa.BigInteger()),
        sa.Column("least_currency", sa.String(3)),
        sa.Column("most_minor", sa.BigInteger()),
        sa.Column("most_currency", sa.String(3)),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date()),
        sa.Column("answer_weeks", sa.Integer(), nullable=False),
        sa.Column("own_one_in", sa.Integer()),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_fund_owner_id")),
        sa.CheckConstraint("answer_weeks BETWEEN 1 AND 52", name=op.f("ck_fund_answer_weeks")),
        sa.CheckConstraint(
            "fund.channel IN ('here', 'portal', 'paper')", name=op.f("ck_fund_channel")
        ),
        sa.CheckConstraint(
            "closes_on IS NULL OR closes_on >= opens_on", name=op.f("ck_fund_closes_after")
        ),
        sa.CheckConstraint("least_minor >= 0", name=op.f("ck_fund_least_not_negative")),
        sa.CheckConstraint("least_minor <= most_minor", name=op.f("ck_fund_least_under_most")),
        sa.CheckConstraint(
            "(least_minor IS NULL) = (least_currency IS NULL)", name=op.f("ck_fund_least_whole")
        ),
        sa.CheckConstraint("most_minor > 0", name=op.f("ck_fund_most_positive")),
        sa.CheckConstraint(
            "(most_minor IS NULL) = (most_currency IS NULL)", name=op.f("ck_fund_most_whole")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_fund_name_length")),
        sa.CheckConstraint("least_currency = most_currency", name=op.f("ck_fund_one_currency")),
        sa.CheckConstraint("own_one_in BETWEEN 2 AND 100", name=op.f("ck_fund_own_one_in")),
    )
    op.create_index(op.f("ix_fund_owner_id_open"), "fund", ["owner_id", "open"], unique=False)


def downgrade():
    op.drop_table("fund")
