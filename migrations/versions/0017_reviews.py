"""Advice and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade():
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("workgroup_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("first_minor", sa.BigInteger(), nullable=False),
        sa.Column("first_currency", sa.String(3), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("report_weeks", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("only_adviser_id", sa.Uuid()),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid()),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("document_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_decision_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["only_adviser_id"], ["person.id"], name=op.f("fk_decision_only_adviser_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_decision_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_decision_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_decision_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["workgroup_id"], ["owner.id"], name=op.f("fk_decision_workgroup_id")
        ),
        sa.UniqueConstraint("request_id", name=op.f("uq_decision_request_id")),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_decision_amount_not_negative")),
        sa.CheckConstraint(
            "first_minor >= 0 AND first_minor <= amount_minor",
            name=op.f("ck_decision_first_within"),
        ),
        sa.CheckConstraint(
            "decision.kind IN ('all', 'part', 'none')", name=op.f("ck_decision_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'none') = (amount_minor = 0)", name=op.f("ck_decision_none_is_nothing")
        ),
        sa.CheckConstraint("only_adviser_id <> decided_by_id", name=op.f("ck_decision_not_alone")),
        sa.CheckConstraint(
            "first_currency = amount_currency", name=op.f("ck_decision_one_currency")
        ),
        sa.CheckConstraint(
            "decision.reason IN ('fits', 'pot-empty', 'costs-too-high', 'not-this-pot', 'cost-excluded', 'paid-elsewhere', 'too-late', 'other')",
            name=op.f("ck_decision_reason"),
        ),
        sa.CheckConstraint("report_weeks BETWEEN 1 AND 52", name=op.f("ck_decision_report_weeks")),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL) AND (state = 'sent') = (decided_by_id IS NOT NULL)",
            name=op.f("ck_decision_sent_whole"),
        ),
        sa.CheckConstraint(
            "decision.state IN ('draft', 'proposed', 'sent')", name=op.f("ck_decision_state")
        ),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_decision_words")),
    )
    op.create_index(op.f("ix_decision_owner_id"), "decision", ["owner_id"], unique=False)
    op.create_index(op.f("ix_decision_workgroup_id"), "decision", ["workgroup_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("knows_nobody", sa.Boolean(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("advice", sa.String(30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_review_owner_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_review_request_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id")),
        sa.UniqueConstraint(
            "request_id", "reviewer_id", name=op.f("uq_review_request_id_reviewer_id")
        ),
        sa.CheckConstraint(
            "review.advice IN ('grant', 'grant-part', 'decline')", name=op.f("ck_review_advice")
        ),
        sa.CheckConstraint("knows_nobody", name=op.f("ck_review_knows_nobody")),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_review_words")),
    )
    op.create_index(op.f("ix_review_owner_id"), "review", ["owner_id"], unique=False)
    op.create_index(op.f("ix_review_reviewer_id"), "review", ["reviewer_id"], unique=False)


def downgrade():
    op.drop_table("review")
    op.drop_table("decision")
