"""Ways back: who has no mail address is let in again by somebody of her group."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade():
    op.create_table(
        "way_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("made_by_id <> person_id", name=op.f("ck_way_back_not_own")),
        sa.CheckConstraint("until > created_at", name=op.f("ck_way_back_until_later")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_way_back_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_way_back_person_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_way_back_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_back")),
    )
    for column in ("owner_id", "person_id", "made_by_id"):
        op.create_index(op.f(f"ix_way_back_{column}"), "way_back", [column], unique=False)


def downgrade():
    op.drop_table("way_back")
