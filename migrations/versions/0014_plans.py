"""Plans, budgets and sealed versions."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade():
    # SQLite takes a key to a table that comes later, and adds none afterwards; PostgreSQL reversed.
    sqlite = op.get_bind().dialect.name == "sqlite"
    agreed = sa.ForeignKeyConstraint(
        ["agreed_version_id"], ["version.id"], name=op.f("fk_proposal_agreed_version_id")
    )
    op.create_table(
        "example_price",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("least_minor", sa.BigInteger(), nullable=False),
        sa.Column("least_currency", sa.String(3), nullable=False),
        sa.Column("most_minor", sa.BigInteger(), nullable=False),
        sa.Column("most_currency", sa.String(3), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example_price")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_example_price_owner_id")),
        sa.CheckConstraint(
            "example_price.kind IN ('room', 'food', 'materials', 'childcare', 'publicity', 'travel', 'trainer', 'allowance', 'other')",
            name=op.f("ck_example_price_kind"),
        ),
        sa.CheckConstraint(
            "least_currency = most_currency", name=op.f("ck_example_price_one_currency")
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on > from_on", name=op.f("ck_example_price_period")
        ),
        sa.CheckConstraint(
            "least_minor > 0 AND most_minor >= least_minor", name=op.f("ck_example_price_range")
        ),
    )
    op.create_index(op.f("ix_example_price_owner_id"), "example_price", ["owner_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("agreed_version_id", sa.Uuid()),
        sa.Column("starts_on", sa.Date()),
        sa.Column("ends_on", sa.Date()),
        sa.Column("costs_minor", sa.BigInteger(), nullable=False),
        sa.Column("costs_currency", sa.String(3), nullable=False),
        sa.Column("cover_minor", sa.BigInteger(), nullable=False),
        sa.Column("cover_currency", sa.String(3), nullable=False),
        sa.Column("asked_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_currency", sa.String(3), nullable=False),
        sa.Column("made_by_id", sa.Uuid()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_proposal_made_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_proposal_owner_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_proposal_theme_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_proposal_reference")),
        sa.CheckConstraint(
            "asked_minor >= 0 AND asked_minor <= cover_minor",
            name=op.f("ck_proposal_asked_in_cover"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NOT NULL", name=op.f("ck_proposal_end_has_start")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_proposal_ends_after_start")),
        sa.CheckConstraint(
            "costs_currency = cover_currency", name=op.f("ck_proposal_one_currency")
        ),
        sa.CheckConstraint(
            "proposal.state IN ('draft', 'asking', 'agreed', 'running', 'finished', 'closed', 'withdrawn', 'cancelled')",
            name=op.f("ck_proposal_state"),
        ),
        sa.CheckConstraint(
            "costs_minor >= 0 AND cover_minor >= 0", name=op.f("ck_proposal_sums_not_negative")
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_proposal_title_given")),
        *([agreed] if sqlite else []),
    )
    op.create_index(
        op.f("ix_proposal_agreed_version_id"), "proposal", ["agreed_version_id"], unique=False
    )
    op.create_index(op.f("ix_proposal_made_by_id"), "proposal", ["made_by_id"], unique=False)
    op.create_index(
        op.f("ix_proposal_owner_id_state"), "proposal", ["owner_id", "state"], unique=False
    )
    op.create_index(op.f("ix_proposal_theme_id"), "proposal", ["theme_id"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(30)),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_comment_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_comment_proposal_id")
        ),
        sa.CheckConstraint(
            "comment.part IN ('what', 'when', 'costs', 'cover', 'hopes')",
            name=op.f("ck_comment_part"),
        ),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_comment_words_given")),
    )
    op.create_index(op.f("ix_comment_owner_id"), "comment", ["owner_id"], unique=False)
    op.create_index(op.f("ix_comment_person_id"), "comment", ["person_id"], unique=False)
    op.create_index(op.f("ix_comment_proposal_id"), "comment", ["proposal_id"], unique=False)
    op.create_table(
        "cover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_cover_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_cover_proposal_id")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_cover_amount_positive")),
        sa.CheckConstraint(
            "cover.kind IN ('asked', 'own', 'participants', 'in-kind', 'other')",
            name=op.f("ck_cover_kind"),
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_cover_revision_counts")),
    )
    op.create_index(op.f("ix_cover_owner_id"), "cover", ["owner_id"], unique=False)
    op.create_index(op.f("ix_cover_proposal_id"), "cover", ["proposal_id"], unique=False)
    op.create_table(
        "line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger()),
        sa.Column("price_currency", sa.String(3)),
        sa.Column("most_minor", sa.BigInteger()),
        sa.Column("most_currency", sa.String(3)),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_line_owner_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_line_proposal_id")),
        sa.CheckConstraint(
            "line.kind IN ('room', 'food', 'materials', 'childcare', 'publicity', 'travel', 'trainer', 'allowance', 'other')",
            name=op.f("ck_line_kind"),
        ),
        sa.CheckConstraint("most_minor >= price_minor", name=op.f("ck_line_most_above_price")),
        sa.CheckConstraint(
            "most_minor IS NULL OR price_minor IS NOT NULL", name=op.f("ck_line_most_has_price")
        ),
        sa.CheckConstraint(
            "(most_minor IS NULL) = (most_currency IS NULL)", name=op.f("ck_line_most_whole")
        ),
        sa.CheckConstraint("most_currency = price_currency", name=op.f("ck_line_one_currency")),
        sa.CheckConstraint("price_minor > 0", name=op.f("ck_line_price_positive")),
        sa.CheckConstraint(
            "(price_minor IS NULL) = (price_currency IS NULL)", name=op.f("ck_line_price_whole")
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_line_quantity_counts")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_line_revision_counts")),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_line_words_given")),
    )
    op.create_index(op.f("ix_line_owner_id"), "line", ["owner_id"], unique=False)
    op.create_index(op.f("ix_line_proposal_id"), "line", ["proposal_id"], unique=False)
    op.create_table(
        "part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("written_by_id", sa.Uuid()),
        sa.Column("written_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_part_owner_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_part_proposal_id")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_part_written_by_id")
        ),
        sa.UniqueConstraint("proposal_id", "kind", name=op.f("uq_part_proposal_id_kind")),
        sa.CheckConstraint(
            "part.kind IN ('what', 'when', 'costs', 'cover', 'hopes')", name=op.f("ck_part_kind")
        ),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_part_revision_counts")),
    )
    op.create_index(op.f("ix_part_owner_id"), "part", ["owner_id"], unique=False)
    op.create_index(op.f("ix_part_written_by_id"), "part", ["written_by_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("made_by_id", sa.Uuid()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_version_made_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_version_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_version_proposal_id")
        ),
        sa.UniqueConstraint("proposal_id", "no", name=op.f("uq_version_proposal_id_no")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_version_hash_whole")),
        sa.CheckConstraint("no >= 1", name=op.f("ck_version_no_counts")),
    )
    op.create_index(op.f("ix_version_made_by_id"), "version", ["made_by_id"], unique=False)
    op.create_index(op.f("ix_version_owner_id"), "version", ["owner_id"], unique=False)
    if not sqlite:
        op.create_foreign_key(
            op.f("fk_proposal_agreed_version_id"),
            "proposal",
            "version",
            ["agreed_version_id"],
            ["id"],
        )
    for table in (
        "comment",
        "version",
    ):
        for statement in only_adds(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_proposal_agreed_version_id"), "proposal", type_="foreignkey")
    op.drop_table("version")
    op.drop_table("part")
    op.drop_table("line")
    op.drop_table("cover")
    op.drop_table("comment")
    op.drop_table("proposal")
    op.drop_table("example_price")


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
