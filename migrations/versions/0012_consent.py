"""Rounds and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade():
    op.create_table(
        "round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("thing_kind", sa.String(30), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("about_money", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid()),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_round_opened_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_round_owner_id")),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_round_closes_after_opening")),
        sa.CheckConstraint(
            "(state = 'open') = (concluded_at IS NULL)", name=op.f("ck_round_concluded_iff_ended")
        ),
        sa.CheckConstraint("quorum >= 2", name=op.f("ck_round_quorum_two")),
        sa.CheckConstraint(
            "round.rule IN ('consent', 'unanimity', 'majority')", name=op.f("ck_round_rule")
        ),
        sa.CheckConstraint(
            "round.state IN ('open', 'agreed', 'not-agreed', 'lapsed')", name=op.f("ck_round_state")
        ),
    )
    op.create_index(op.f("ix_round_closes_at"), "round", ["closes_at"], unique=False)
    op.create_index(op.f("ix_round_opened_by_id"), "round", ["opened_by_id"], unique=False)
    op.create_index(op.f("ix_round_owner_id"), "round", ["owner_id"], unique=False)
    op.create_index(op.f("ix_round_thing"), "round", ["thing_kind", "thing_id"], unique=False)
    op.create_index(
        op.f("uq_round_open"),
        "round",
        ["thing_kind", "thing_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "elector",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elector")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_elector_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_elector_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_elector_round_id")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_elector_round_id_person_id")),
    )
    op.create_index(op.f("ix_elector_owner_id"), "elector", ["owner_id"], unique=False)
    op.create_index(op.f("ix_elector_person_id"), "elector", ["person_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"],
            ["elector.round_id", "elector.person_id"],
            name=op.f("fk_answer_elector"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "given_by_id"],
            ["elector.round_id", "elector.person_id"],
            name=op.f("fk_answer_given_by"),
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_answer_given_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_answer_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_answer_round_id")),
        sa.UniqueConstraint("round_id", "no", name=op.f("uq_answer_round_id_no")),
        sa.CheckConstraint("answer.kind IN ('yes', 'tip', 'not-yet')", name=op.f("ck_answer_kind")),
        sa.CheckConstraint(
            "kind <> 'not-yet' OR length(change) > 0", name=op.f("ck_answer_not_yet_proposes")
        ),
        sa.CheckConstraint(
            "kind = 'yes' OR length(words) > 0", name=op.f("ck_answer_words_unless_yes")
        ),
    )
    op.create_index(op.f("ix_answer_given_by_id"), "answer", ["given_by_id"], unique=False)
    op.create_index(op.f("ix_answer_owner_id"), "answer", ["owner_id"], unique=False)
    op.create_index(op.f("ix_answer_person_id"), "answer", ["person_id"], unique=False)
    for table in ("answer",):
        for statement in only_adds(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade():
    op.drop_table("answer")
    op.drop_table("elector")
    op.drop_table("round")


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
