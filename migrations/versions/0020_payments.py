"""Money in and back."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade():
    op.create_table(
        "arrival",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(30), nullable=False),
        sa.Column("source", sa.String(30)),
        sa.Column("instalment_id", sa.Uuid()),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("entered_by_id", sa.Uuid()),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mirrored_at", sa.DateTime(timezone=True)),
        sa.Column("mirrored_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_arrival_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_arrival_instalment_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_arrival_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_arrival_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_arrival_proposal_id")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_arrival_amount_positive")),
        sa.CheckConstraint(
            "(kind = 'instalment') = (instalment_id IS NOT NULL)",
            name=op.f("ck_arrival_instalment"),
        ),
        sa.CheckConstraint(
            "arrival.kind IN ('instalment', 'own', 'return', 'move')", name=op.f("ck_arrival_kind")
        ),
        sa.CheckConstraint(
            "(state = 'mirrored') = (mirrored_at IS NOT NULL)",
            name=op.f("ck_arrival_mirrored_when"),
        ),
        sa.CheckConstraint(
            "(kind = 'own') = (source IS NOT NULL)", name=op.f("ck_arrival_own_from")
        ),
        sa.CheckConstraint(
            "arrival.place IN ('bank', 'cash', 'promised', 'grant', 'used', 'cost', 'owed', 'back', 'own')",
            name=op.f("ck_arrival_place"),
        ),
        sa.CheckConstraint("place IN ('bank', 'cash')", name=op.f("ck_arrival_place_is_one")),
        sa.CheckConstraint(
            "(kind = 'return') = (organisation_id IS NOT NULL)", name=op.f("ck_arrival_returned_to")
        ),
        sa.CheckConstraint(
            "arrival.source IN ('participants', 'gift', 'group')", name=op.f("ck_arrival_source")
        ),
        sa.CheckConstraint(
            "arrival.state IN ('entered', 'mirrored')", name=op.f("ck_arrival_state")
        ),
    )
    op.create_index(op.f("ix_arrival_entered_by_id"), "arrival", ["entered_by_id"], unique=False)
    op.create_index(op.f("ix_arrival_instalment_id"), "arrival", ["instalment_id"], unique=False)
    op.create_index(
        op.f("ix_arrival_organisation_id"), "arrival", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_arrival_owner_id"), "arrival", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_arrival_proposal_id_arrived_on"),
        "arrival",
        ["proposal_id", "arrived_on"],
        unique=False,
    )


def downgrade():
    op.drop_table("arrival")
