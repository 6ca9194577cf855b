"""Groups, workgroups and members."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade():
    op.create_table(
        "workgroup_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workgroup_group")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["neighbourhood.id"], name=op.f("fk_workgroup_group_owner_id")
        ),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_workgroup_group_owner_id_name")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_workgroup_group_name_given")),
    )
    op.create_table(
        "workgroup",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("neighbourhood_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_aimed", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workgroup")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["workgroup_group.id"], name=op.f("fk_workgroup_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["organisation.id"], name=op.f("fk_workgroup_holder_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["owner.id"], name=op.f("fk_workgroup_id")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_workgroup_neighbourhood_id")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_workgroup_theme_id")),
        sa.UniqueConstraint("group_id", "name", name=op.f("uq_workgroup_group_id_name")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_workgroup_name_given")),
        sa.CheckConstraint(
            "workgroup.rule IN ('consent', 'unanimity', 'majority')", name=op.f("ck_workgroup_rule")
        ),
        sa.CheckConstraint("size_aimed BETWEEN 2 AND 99", name=op.f("ck_workgroup_size_sensible")),
    )
    op.create_index(op.f("ix_workgroup_holder_id"), "workgroup", ["holder_id"], unique=False)
    op.create_index(
        op.f("ix_workgroup_neighbourhood_id"), "workgroup", ["neighbourhood_id"], unique=False
    )
    op.create_index(op.f("ix_workgroup_theme_id"), "workgroup", ["theme_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("paused_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["workgroup.id"], name=op.f("fk_membership_owner_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_membership_days_ordered")),
        sa.CheckConstraint(
            "role IN ('member', 'treasurer', 'coach')", name=op.f("ck_membership_group_role")
        ),
        sa.CheckConstraint("paused_on >= from_on", name=op.f("ck_membership_pause_ordered")),
        sa.CheckConstraint(
            "membership.role IN ('member', 'treasurer', 'coach', 'reviewer', 'decider', 'payer', 'manager')",
            name=op.f("ck_membership_role"),
        ),
    )
    op.create_index(op.f("ix_membership_owner_id"), "membership", ["owner_id"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(
        op.f("uq_membership_open"),
        "membership",
        ["owner_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )


def downgrade():
    op.drop_table("membership")
    op.drop_table("workgroup")
    op.drop_table("workgroup_group")
