"""The keyed mark of a person's account number: two with the same one are no two pairs of eyes."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade():
    """Of numbers given before, the start of this release writes the marks: they need the key."""
    # A check can come with a column in both databases; SQLite adds none later.
    op.execute(
        "ALTER TABLE person ADD COLUMN iban_mark VARCHAR(64) "
        "CONSTRAINT ck_person_iban_marked "
        "CHECK (iban_mark IS NULL OR (iban_sealed IS NOT NULL AND length(iban_mark) = 64))"
    )
    op.create_index(op.f("ix_person_iban_mark"), "person", ["iban_mark"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_person_iban_mark"), table_name="person")
    op.drop_column("person", "iban_mark")
