"""Accounts of plans."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade():
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(20)),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("adults", sa.Integer()),
        sa.Column("children", sa.Integer()),
        sa.Column("went", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("leftover", sa.String(30)),
        sa.Column("leftover_why", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text()),
        sa.Column("hash", sa.String(64)),
        sa.Column("total_minor", sa.BigInteger()),
        sa.Column("total_currency", sa.String(3)),
        sa.Column("sealed_at", sa.DateTime(timezone=True)),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("document_id", sa.Uuid()),
        sa.Column("document_hash", sa.String(64)),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid()),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["owner.id"], name=op.f("fk_report_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_report_document_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_report_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_report_proposal_id")
        ),
        sa.UniqueConstraint("proposal_id", "no", name=op.f("uq_report_proposal_id_no")),
        sa.UniqueConstraint("reference", name=op.f("uq_report_reference")),
        sa.CheckConstraint(
            "length(document_hash) = 64", name=op.f("ck_report_document_hash_whole")
        ),
        sa.CheckConstraint(
            "(document_id IS NULL) = (document_hash IS NULL)", name=op.f("ck_report_document_whole")
        ),
        sa.CheckConstraint("(facts IS NULL) = (hash IS NULL)", name=op.f("ck_report_facts_hashed")),
        sa.CheckConstraint(
            "(facts IS NULL) = (state = 'gathering')", name=op.f("ck_report_facts_when_put")
        ),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_report_hash_whole")),
        sa.CheckConstraint(
            "report.leftover IN ('return', 'keep')", name=op.f("ck_report_leftover")
        ),
        sa.CheckConstraint("no >= 1", name=op.f("ck_report_no_counts")),
        sa.CheckConstraint("adults >= 0 AND children >= 0", name=op.f("ck_report_people_count")),
        sa.CheckConstraint(
            "(adults IS NULL) = (children IS NULL)", name=op.f("ck_report_people_whole")
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR length(question) > 0", name=op.f("ck_report_returned_asks")
        ),
        sa.CheckConstraint(
            "(state IN ('gathering', 'asking')) = (sealed_at IS NULL) AND (state IN ('gathering', 'asking')) = (reference IS NULL)",
            name=op.f("ck_report_sealed_whole"),
        ),
        sa.CheckConstraint(
            "report.state IN ('gathering', 'asking', 'sealed', 'sent', 'read', 'returned', 'accepted')",
            name=op.f("ck_report_state"),
        ),
        sa.CheckConstraint(
            "(total_minor IS NULL) = (total_currency IS NULL)", name=op.f("ck_report_total_whole")
        ),
        sa.CheckConstraint(
            "(facts IS NULL) = (total_minor IS NULL)", name=op.f("ck_report_total_with_facts")
        ),
    )
    op.create_index(op.f("ix_report_document_hash"), "report", ["document_hash"], unique=False)
    op.create_index(op.f("ix_report_hash"), "report", ["hash"], unique=False)
    op.create_index(op.f("ix_report_owner_id"), "report", ["owner_id"], unique=False)
    op.create_index(
        op.f("uq_report_living"),
        "report",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'returned'"),
        postgresql_where=sa.text("state <> 'returned'"),
    )
    op.create_table(
        "line_reason",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_reason")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_line_reason_line_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_line_reason_owner_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_line_reason_report_id")
        ),
        sa.UniqueConstraint("report_id", "line_id", name=op.f("uq_line_reason_report_id_line_id")),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_line_reason_words_given")),
    )
    op.create_index(op.f("ix_line_reason_line_id"), "line_reason", ["line_id"], unique=False)
    op.create_index(op.f("ix_line_reason_owner_id"), "line_reason", ["owner_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("everyone_agrees", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_photo_added_by_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_photo_document_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_photo_owner_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_photo_report_id")),
        sa.UniqueConstraint(
            "report_id", "document_id", name=op.f("uq_photo_report_id_document_id")
        ),
        sa.CheckConstraint("everyone_agrees", name=op.f("ck_photo_everyone_agrees")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_photo_position_counts")),
    )
    op.create_index(op.f("ix_photo_added_by_id"), "photo", ["added_by_id"], unique=False)
    op.create_index(op.f("ix_photo_document_id"), "photo", ["document_id"], unique=False)
    op.create_index(op.f("ix_photo_owner_id"), "photo", ["owner_id"], unique=False)
    op.create_table(
        "report_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("read_by_id", sa.Uuid()),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("accepted_by_id", sa.Uuid()),
        sa.Column("keep", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_copy")),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name=op.f("fk_report_copy_accepted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["owner.id"], name=op.f("fk_report_copy_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_report_copy_owner_id")),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["person.id"], name=op.f("fk_report_copy_read_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_copy_report_id")
        ),
        sa.UniqueConstraint(
            "report_id", "organisation_id", name=op.f("uq_report_copy_report_id_organisation_id")
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL) = (keep IS NULL)",
            name=op.f("ck_report_copy_accepted_whole"),
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR read_at IS NOT NULL", name=op.f("ck_report_copy_read_first")
        ),
        sa.CheckConstraint(
            "(read_at IS NULL) = (read_by_id IS NULL)", name=op.f("ck_report_copy_read_whole")
        ),
    )
    op.create_index(
        op.f("ix_report_copy_organisation_id_sent_at"),
        "report_copy",
        ["organisation_id", "sent_at"],
        unique=False,
    )
    op.create_index(op.f("ix_report_copy_owner_id"), "report_copy", ["owner_id"], unique=False)


def downgrade():
    op.drop_table("report_copy")
    op.drop_table("photo")
    op.drop_table("line_reason")
    op.drop_table("report")
