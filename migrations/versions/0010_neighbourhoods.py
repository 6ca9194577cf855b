"""Neighbourhoods, themes, partners and places."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade():
    op.create_table(
        "neighbourhood",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbourhood")),
        sa.ForeignKeyConstraint(["id"], ["owner.id"], name=op.f("fk_neighbourhood_id")),
        sa.UniqueConstraint("name", "town", name=op.f("uq_neighbourhood_name_town")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_neighbourhood_name_given")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("neighbourhood_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("funder", sa.Boolean(), nullable=False),
        sa.Column("holder", sa.Boolean(), nullable=False),
        sa.Column("portal_url", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.ForeignKeyConstraint(["id"], ["owner.id"], name=op.f("fk_organisation_id")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_organisation_neighbourhood_id"),
        ),
        sa.UniqueConstraint(
            "neighbourhood_id", "name", name=op.f("uq_organisation_neighbourhood_id_name")
        ),
        sa.CheckConstraint(
            "organisation.kind IN ('municipality', 'welfare', 'fund', 'association', 'school', 'faith', 'club')",
            name=op.f("ck_organisation_kind"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_organisation_name_given")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger()),
        sa.Column("price_currency", sa.String(3)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.ForeignKeyConstraint(["owner_id"], ["neighbourhood.id"], name=op.f("fk_place_owner_id")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_place_owner_id_name")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_place_name_given")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_place_price_sign")),
        sa.CheckConstraint(
            "(price_minor IS NULL) = (price_currency IS NULL)", name=op.f("ck_place_price_whole")
        ),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hue", sa.String(30), nullable=False),
        sa.Column("pictogram", sa.String(30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.ForeignKeyConstraint(["owner_id"], ["neighbourhood.id"], name=op.f("fk_theme_owner_id")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_theme_owner_id_name")),
        sa.CheckConstraint(
            "theme.hue IN ('honing', 'water', 'mos', 'druif', 'framboos')",
            name=op.f("ck_theme_hue"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_theme_name_given")),
        sa.CheckConstraint(
            "theme.pictogram IN ('ontmoeting', 'ontspanning', 'omgeving', 'ontwikkeling', 'opvoeding', 'zaal', 'spullen', 'eten', 'oppas', 'flyers', 'reizen', 'begeleider', 'anders', 'people', 'plant')",
            name=op.f("ck_theme_pictogram"),
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_theme_position_counts")),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_seat_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_seat_days_ordered")),
        sa.CheckConstraint(
            "role IN ('reviewer', 'decider', 'payer', 'manager')", name=op.f("ck_seat_desk_role")
        ),
        sa.CheckConstraint(
            "seat.role IN ('member', 'treasurer', 'coach', 'reviewer', 'decider', 'payer', 'manager')",
            name=op.f("ck_seat_role"),
        ),
    )
    op.create_index(op.f("ix_seat_owner_id"), "seat", ["owner_id"], unique=False)
    op.create_index(op.f("ix_seat_person_id"), "seat", ["person_id"], unique=False)
    op.create_index(
        op.f("uq_seat_open"),
        "seat",
        ["owner_id", "person_id", "role"],
        unique=True,
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )


def downgrade():
    op.drop_table("seat")
    op.drop_table("theme")
    op.drop_table("place")
    op.drop_table("organisation")
    op.drop_table("neighbourhood")
