"""Payments through a provider, their events; gifts."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade():
    op.create_table(
        "gift_box",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(600), nullable=False),
        sa.Column("aim_minor", sa.BigInteger(), nullable=False),
        sa.Column("aim_currency", sa.String(3), nullable=False),
        sa.Column("usual_minor", sa.BigInteger(), nullable=False),
        sa.Column("usual_currency", sa.String(3), nullable=False),
        sa.Column("least_minor", sa.BigInteger(), nullable=False),
        sa.Column("least_currency", sa.String(3), nullable=False),
        sa.Column("most_minor", sa.BigInteger(), nullable=False),
        sa.Column("most_currency", sa.String(3), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Uuid()),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_box")),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name=op.f("fk_gift_box_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_gift_box_opened_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_gift_box_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_gift_box_proposal_id")
        ),
        sa.CheckConstraint("aim_minor > 0", name=op.f("ck_gift_box_aim_positive")),
        sa.CheckConstraint(
            "least_minor > 0 AND least_minor <= usual_minor AND usual_minor <= most_minor",
            name=op.f("ck_gift_box_amounts_in_order"),
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_gift_box_closed_whole")
        ),
        sa.CheckConstraint(
            "aim_currency = least_currency AND aim_currency = usual_currency AND aim_currency = most_currency",
            name=op.f("ck_gift_box_one_currency"),
        ),
    )
    op.create_index(op.f("ix_gift_box_closed_by_id"), "gift_box", ["closed_by_id"], unique=False)
    op.create_index(op.f("ix_gift_box_opened_by_id"), "gift_box", ["opened_by_id"], unique=False)
    op.create_index(op.f("ix_gift_box_owner_id"), "gift_box", ["owner_id"], unique=False)
    op.create_index(op.f("uq_gift_box_proposal_id"), "gift_box", ["proposal_id"], unique=True)
    op.create_table(
        "online_payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(30), nullable=False),
        sa.Column("instalment_id", sa.Uuid()),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("payer_id", sa.Uuid()),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("session_ref", sa.String(100)),
        sa.Column("intent_ref", sa.String(100)),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("arrival_id", sa.Uuid()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_payment")),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrival.id"], name=op.f("fk_online_payment_arrival_id")
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_online_payment_instalment_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_online_payment_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.id"], name=op.f("fk_online_payment_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["person.id"], name=op.f("fk_online_payment_payer_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_online_payment_proposal_id")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_online_payment_amount_positive")),
        sa.CheckConstraint(
            "state NOT IN ('paid', 'part-returned', 'returned', 'reversed') OR arrival_id IS NOT NULL",
            name=op.f("ck_online_payment_landed_booked"),
        ),
        sa.CheckConstraint(
            "purpose = 'gift' OR length(name) = 0", name=op.f("ck_online_payment_name_of_giver")
        ),
        sa.CheckConstraint(
            "state IN ('made', 'expired') OR session_ref IS NOT NULL",
            name=op.f("ck_online_payment_opened_there"),
        ),
        sa.CheckConstraint(
            "online_payment.purpose IN ('instalment', 'gift')",
            name=op.f("ck_online_payment_purpose"),
        ),
        sa.CheckConstraint(
            "(purpose = 'instalment') = (instalment_id IS NOT NULL) AND (purpose = 'instalment') = (organisation_id IS NOT NULL)",
            name=op.f("ck_online_payment_purpose_whole"),
        ),
        sa.CheckConstraint(
            "online_payment.state IN ('made', 'opened', 'on-its-way', 'paid', 'part-returned', 'returned', 'reversed', 'expired', 'failed')",
            name=op.f("ck_online_payment_state"),
        ),
        sa.CheckConstraint("turn > 0", name=op.f("ck_online_payment_turn_counts")),
    )
    op.create_index(
        op.f("ix_online_payment_instalment_id"), "online_payment", ["instalment_id"], unique=False
    )
    op.create_index(op.f("ix_online_payment_made_at"), "online_payment", ["made_at"], unique=False)
    op.create_index(
        op.f("ix_online_payment_organisation_id"),
        "online_payment",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_online_payment_owner_id"), "online_payment", ["owner_id"], unique=False
    )
    op.create_index(
        op.f("ix_online_payment_payer_id"), "online_payment", ["payer_id"], unique=False
    )
    op.create_index(
        op.f("ix_online_payment_proposal_id_state"),
        "online_payment",
        ["proposal_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("uq_online_payment_arrival_id"), "online_payment", ["arrival_id"], unique=True
    )
    op.create_index(
        op.f("uq_online_payment_intent_ref"), "online_payment", ["intent_ref"], unique=True
    )
    op.create_index(
        op.f("uq_online_payment_living"),
        "online_payment",
        ["instalment_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('made', 'opened', 'on-its-way')"),
        postgresql_where=sa.text("state IN ('made', 'opened', 'on-its-way')"),
    )
    op.create_index(
        op.f("uq_online_payment_session_ref"), "online_payment", ["session_ref"], unique=True
    )
    op.create_index(op.f("uq_online_payment_token"), "online_payment", ["token"], unique=True)
    op.create_table(
        "online_difference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid()),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("ref", sa.String(100), nullable=False),
        sa.Column("ours", sa.String(40), nullable=False),
        sa.Column("theirs", sa.String(40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_difference")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.id"], name=op.f("fk_online_difference_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["online_payment.id"], name=op.f("fk_online_difference_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_online_difference_settled_by_id")
        ),
        sa.CheckConstraint(
            "online_difference.kind IN ('behind', 'amount', 'mode', 'missing', 'unknown')",
            name=op.f("ck_online_difference_kind"),
        ),
        sa.CheckConstraint(
            "settled_at IS NOT NULL OR settled_by_id IS NULL",
            name=op.f("ck_online_difference_settled_by_someone"),
        ),
    )
    op.create_index(
        op.f("ix_online_difference_owner_id"), "online_difference", ["owner_id"], unique=False
    )
    op.create_index(
        op.f("ix_online_difference_payment_id"), "online_difference", ["payment_id"], unique=False
    )
    op.create_index(
        op.f("ix_online_difference_settled_by_id"),
        "online_difference",
        ["settled_by_id"],
        unique=False,
    )
    op.create_index(
        op.f("uq_online_difference_open"),
        "online_difference",
        ["ref", "kind"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "online_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(100)),
        sa.Column("arrival_id", sa.Uuid()),
        sa.Column("asked_by_id", sa.Uuid()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_return")),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrival.id"], name=op.f("fk_online_return_arrival_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_online_return_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_online_return_owner_id")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["online_payment.id"], name=op.f("fk_online_return_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_online_return_proposal_id")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_online_return_amount_positive")),
        sa.CheckConstraint(
            "state <> 'done' OR ref IS NOT NULL", name=op.f("ck_online_return_done_there")
        ),
        sa.CheckConstraint(
            "online_return.kind IN ('left', 'refund', 'reversal')",
            name=op.f("ck_online_return_kind"),
        ),
        sa.CheckConstraint(
            "online_return.state IN ('made', 'on-its-way', 'done', 'failed')",
            name=op.f("ck_online_return_state"),
        ),
        sa.CheckConstraint("turn > 0", name=op.f("ck_online_return_turn_counts")),
    )
    op.create_index(
        op.f("ix_online_return_asked_by_id"), "online_return", ["asked_by_id"], unique=False
    )
    op.create_index(op.f("ix_online_return_owner_id"), "online_return", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_online_return_payment_id"), "online_return", ["payment_id"], unique=False
    )
    op.create_index(
        op.f("ix_online_return_proposal_id"), "online_return", ["proposal_id"], unique=False
    )
    op.create_index(
        op.f("uq_online_return_arrival_id"), "online_return", ["arrival_id"], unique=True
    )
    op.create_index(op.f("uq_online_return_ref"), "online_return", ["ref"], unique=True)
    op.create_table(
        "provider_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("about", sa.String(100), nullable=False),
        sa.Column("payment_id", sa.Uuid()),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_event")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["online_payment.id"], name=op.f("fk_provider_event_payment_id")
        ),
        sa.CheckConstraint(
            "(handled_at IS NULL) = (length(outcome) = 0)",
            name=op.f("ck_provider_event_handled_whole"),
        ),
    )
    op.create_index(
        op.f("ix_provider_event_payment_id"), "provider_event", ["payment_id"], unique=False
    )
    op.create_index(op.f("uq_provider_event_ref"), "provider_event", ["ref"], unique=True)


def downgrade():
    op.drop_table("provider_event")
    op.drop_table("online_return")
    op.drop_table("online_difference")
    op.drop_table("online_payment")
    op.drop_table("gift_box")
