"""Awards and instalments."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade():
    op.create_table(
        "award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("final_minor", sa.BigInteger()),
        sa.Column("final_currency", sa.String(3)),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("report_due_on", sa.Date(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("group_agreed_by_id", sa.Uuid()),
        sa.Column("group_agreed_at", sa.DateTime(timezone=True)),
        sa.Column("organisation_agreed_by_id", sa.Uuid()),
        sa.Column("organisation_agreed_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.ForeignKeyConstraint(
            ["group_agreed_by_id"], ["person.id"], name=op.f("fk_award_group_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_agreed_by_id"],
            ["person.id"],
            name=op.f("fk_award_organisation_agreed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["owner.id"], name=op.f("fk_award_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_award_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_award_proposal_id")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_award_request_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_award_reference")),
        sa.UniqueConstraint("request_id", name=op.f("uq_award_request_id")),
        sa.CheckConstraint(
            "state IN ('offered', 'lapsed') OR (group_agreed_at IS NOT NULL AND organisation_agreed_at IS NOT NULL)",
            name=op.f("ck_award_agreed_by_both"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_award_amount_positive")),
        sa.CheckConstraint(
            "(state IN ('accounted', 'settled')) = (final_minor IS NOT NULL)",
            name=op.f("ck_award_final_known"),
        ),
        sa.CheckConstraint(
            "(final_minor IS NULL) = (final_currency IS NULL)", name=op.f("ck_award_final_whole")
        ),
        sa.CheckConstraint(
            "final_minor BETWEEN 0 AND amount_minor", name=op.f("ck_award_final_within")
        ),
        sa.CheckConstraint(
            "(group_agreed_at IS NULL) = (group_agreed_by_id IS NULL)",
            name=op.f("ck_award_group_whole"),
        ),
        sa.CheckConstraint("final_currency = amount_currency", name=op.f("ck_award_one_currency")),
        sa.CheckConstraint(
            "(organisation_agreed_at IS NULL) = (organisation_agreed_by_id IS NULL)",
            name=op.f("ck_award_organisation_whole"),
        ),
        sa.CheckConstraint(
            "award.state IN ('offered', 'active', 'accounted', 'settled', 'lapsed')",
            name=op.f("ck_award_state"),
        ),
        sa.CheckConstraint(
            "group_agreed_by_id <> organisation_agreed_by_id", name=op.f("ck_award_two_people")
        ),
    )
    op.create_index(
        op.f("ix_award_organisation_id_state"), "award", ["organisation_id", "state"], unique=False
    )
    op.create_index(op.f("ix_award_owner_id"), "award", ["owner_id"], unique=False)
    op.create_index(op.f("ix_award_proposal_id"), "award", ["proposal_id"], unique=False)
    op.create_table(
        "instalment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("received_minor", sa.BigInteger()),
        sa.Column("received_currency", sa.String(3)),
        sa.Column("received_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_instalment_award_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_instalment_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_instalment_proposal_id")
        ),
        sa.UniqueConstraint("award_id", "no", name=op.f("uq_instalment_award_id_no")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_instalment_amount_positive")),
        sa.CheckConstraint(
            "received_currency = amount_currency", name=op.f("ck_instalment_one_currency")
        ),
        sa.CheckConstraint(
            "(state = 'received') = (received_minor IS NOT NULL) AND (state = 'received') = (received_on IS NOT NULL)",
            name=op.f("ck_instalment_received_known"),
        ),
        sa.CheckConstraint("received_minor > 0", name=op.f("ck_instalment_received_positive")),
        sa.CheckConstraint(
            "(received_minor IS NULL) = (received_currency IS NULL)",
            name=op.f("ck_instalment_received_whole"),
        ),
        sa.CheckConstraint(
            "instalment.state IN ('planned', 'received', 'cancelled')",
            name=op.f("ck_instalment_state"),
        ),
    )
    op.create_index(op.f("ix_instalment_owner_id"), "instalment", ["owner_id"], unique=False)
    op.create_index(op.f("ix_instalment_proposal_id"), "instalment", ["proposal_id"], unique=False)


def downgrade():
    op.drop_table("instalment")
    op.drop_table("award")
