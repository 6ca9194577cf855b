"""Requests and questions."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade():
    op.create_table(
        "request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("version_hash", sa.String(64)),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("asked_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_currency", sa.String(3), nullable=False),
        sa.Column("granted_minor", sa.BigInteger()),
        sa.Column("granted_currency", sa.String(3)),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("answer_by", sa.Date()),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("document_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_request_document_id")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_request_fund_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["owner.id"], name=op.f("fk_request_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_request_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_request_proposal_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_request_version_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_request_reference")),
        sa.CheckConstraint("asked_minor > 0", name=op.f("ck_request_asked_positive")),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'closed') OR granted_minor IS NOT NULL",
            name=op.f("ck_request_decided_whole"),
        ),
        sa.CheckConstraint("granted_minor >= 0", name=op.f("ck_request_granted_not_negative")),
        sa.CheckConstraint(
            "(granted_minor IS NULL) = (granted_currency IS NULL)",
            name=op.f("ck_request_granted_whole"),
        ),
        sa.CheckConstraint(
            "granted_minor <= asked_minor", name=op.f("ck_request_granted_within_asked")
        ),
        sa.CheckConstraint(
            "asked_currency = granted_currency", name=op.f("ck_request_one_currency")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (sent_at IS NOT NULL AND answer_by IS NOT NULL AND version_hash IS NOT NULL)",
            name=op.f("ck_request_sent_whole"),
        ),
        sa.CheckConstraint(
            "request.state IN ('draft', 'sent', 'reading', 'question', 'decided', 'closed', 'withdrawn')",
            name=op.f("ck_request_state"),
        ),
    )
    op.create_index(op.f("ix_request_fund_id"), "request", ["fund_id"], unique=False)
    op.create_index(
        op.f("ix_request_organisation_id_state_sent_at"),
        "request",
        ["organisation_id", "state", "sent_at"],
        unique=False,
    )
    op.create_index(op.f("ix_request_owner_id"), "request", ["owner_id"], unique=False)
    op.create_index(op.f("ix_request_proposal_id"), "request", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_request_version_id"), "request", ["version_id"], unique=False)
    op.create_index(
        op.f("uq_request_open_proposal_fund"),
        "request",
        ["proposal_id", "fund_id"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(20)),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_by_id", sa.Uuid()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_question_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_question_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_question_owner_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_question_request_id")
        ),
        sa.UniqueConstraint("request_id", "no", name=op.f("uq_question_request_id_no")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_question_answered_whole"),
        ),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_question_words")),
    )
    op.create_index(
        op.f("uq_question_open"),
        "question",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade():
    op.drop_table("question")
    op.drop_table("request")
