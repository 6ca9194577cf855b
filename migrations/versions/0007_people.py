"""Persons, sign-in and invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    op.create_table(
        "counter",
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "since", name=op.f("pk_counter")),
        sa.CheckConstraint("times >= 0", name=op.f("ck_counter_times")),
    )
    op.create_index(op.f("ix_counter_since"), "counter", ["since"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("operator", sa.Boolean(), nullable=False),
        sa.Column("iban_sealed", sa.LargeBinary()),
        sa.Column("iban_last4", sa.String(4)),
        sa.Column("iban_name", sa.Text()),
        sa.Column("iban_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.CheckConstraint("length(iban_name) BETWEEN 1 AND 70", name=op.f("ck_person_iban_name")),
        sa.CheckConstraint(
            "(iban_sealed IS NULL) = (iban_last4 IS NULL) AND (iban_sealed IS NULL) = (iban_name IS NULL) AND (iban_sealed IS NULL) = (iban_at IS NULL)",
            name=op.f("ck_person_iban_whole"),
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_person_name_length")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id")),
        sa.UniqueConstraint("address", name=op.f("uq_contact_address")),
        sa.UniqueConstraint("person_id", name=op.f("uq_contact_person_id")),
        sa.CheckConstraint(
            "length(address) BETWEEN 3 AND 254", name=op.f("ck_contact_address_length")
        ),
        sa.CheckConstraint("address = lower(address)", name=op.f("ck_contact_address_lower")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(30)),
        sa.Column("operator", sa.Boolean(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("made_by_id", sa.Uuid()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_invitation_made_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_invitation_owner_id")),
        sa.CheckConstraint(
            "invitation.role IN ('member', 'treasurer', 'coach', 'reviewer', 'decider', 'payer', 'manager')",
            name=op.f("ck_invitation_role"),
        ),
        sa.CheckConstraint(
            "operator = (role IS NULL)", name=op.f("ck_invitation_role_or_operator")
        ),
        sa.CheckConstraint("until > created_at", name=op.f("ck_invitation_until_later")),
        sa.CheckConstraint("uses_left BETWEEN 0 AND 20", name=op.f("ck_invitation_uses")),
    )
    op.create_index(op.f("ix_invitation_made_by_id"), "invitation", ["made_by_id"], unique=False)
    op.create_index(op.f("ix_invitation_owner_id"), "invitation", ["owner_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("device", sa.String(20), nullable=False),
        sa.Column("fresh_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
        sa.CheckConstraint("ended_at >= created_at", name=op.f("ck_session_ended_later")),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_session_token_whole")),
    )
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(30), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("invitation_id", sa.Uuid()),
        sa.Column("address", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_sign_in_code_invitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_code_person_id")
        ),
        sa.CheckConstraint("length(browser_hash) = 64", name=op.f("ck_sign_in_code_browser_whole")),
        sa.CheckConstraint(
            "(purpose = 'join') = (invitation_id IS NOT NULL)",
            name=op.f("ck_sign_in_code_join_invited"),
        ),
        sa.CheckConstraint(
            "(purpose = 'join') = (name IS NOT NULL)", name=op.f("ck_sign_in_code_join_named")
        ),
        sa.CheckConstraint(
            "sign_in_code.purpose IN ('sign-in', 'fresh', 'join', 'address')",
            name=op.f("ck_sign_in_code_purpose"),
        ),
        sa.CheckConstraint("tries BETWEEN 0 AND 5 + 1", name=op.f("ck_sign_in_code_tries")),
        sa.CheckConstraint("until > created_at", name=op.f("ck_sign_in_code_until_later")),
    )
    op.create_index(
        op.f("ix_sign_in_code_browser_hash"), "sign_in_code", ["browser_hash"], unique=False
    )
    op.create_index(
        op.f("ix_sign_in_code_invitation_id"), "sign_in_code", ["invitation_id"], unique=False
    )
    op.create_index(op.f("ix_sign_in_code_person_id"), "sign_in_code", ["person_id"], unique=False)
    op.create_index(op.f("ix_sign_in_code_until"), "sign_in_code", ["until"], unique=False)


def downgrade():
    op.drop_table("sign_in_code")
    op.drop_table("session")
    op.drop_table("invitation")
    op.drop_table("contact")
    op.drop_table("person")
    op.drop_table("counter")
