"""One row for one account: what is paid from is a bank account like any other, sealed once."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

PAY = sa.table(
    "pay_account",
    sa.column("owner_id", sa.Uuid()),
    sa.column("bank_account_id", sa.Uuid()),
    sa.column("name", sa.Text()),
    sa.column("sealed", sa.LargeBinary()),
    sa.column("last4", sa.String(4)),
    sa.column("mark", sa.String(64)),
    sa.column("file_kind", sa.String(30)),
    sa.column("term_days", sa.Integer()),
    sa.column("changed_by_id", sa.Uuid()),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)
BANK = sa.table(
    "bank_account",
    sa.column("id", sa.Uuid()),
    sa.column("owner_id", sa.Uuid()),
    sa.column("name", sa.Text()),
    sa.column("iban_sealed", sa.LargeBinary()),
    sa.column("iban_last4", sa.String(4)),
    sa.column("iban_digest", sa.String(64)),
    sa.column("columns", sa.Text()),
    sa.column("added_by_id", sa.Uuid()),
    sa.column("added_at", sa.DateTime(timezone=True)),
)
STATEMENT = sa.table("statement", sa.column("account_id", sa.Uuid()))
STAYS = ("owner_id", "name", "file_kind", "term_days", "changed_by_id", "changed_at")


def upgrade():
    """A seal holds for the id that it was made about: a new bank account takes that of its owner."""
    bind = op.get_bind()
    rows = bind.execute(select("sealed", "last4", "mark")).mappings().all()
    known = {(row.owner_id, row.iban_digest): row.id for row in bind.execute(sa.select(BANK))}
    new = [row for row in rows if (row["owner_id"], row["mark"]) not in known]
    op.drop_table("pay_account")
    create_pay_account(
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_account_id"], ["bank_account.id"], name=op.f("fk_pay_account_bank_account_id")
        ),
    )
    op.create_index(
        op.f("ix_pay_account_bank_account_id"), "pay_account", ["bank_account_id"], unique=False
    )
    op.bulk_insert(BANK, [as_bank(row) for row in new])
    op.bulk_insert(
        PAY,
        [
            kept(row)
            | {"bank_account_id": known.get((row["owner_id"], row["mark"]), row["owner_id"])}
            for row in rows
        ],
    )


def downgrade():
    """The number stands beside the name again, for those accounts whose seal opens there.

    A seal holds for the id that it was made about: before 0034 the owner's, since then the bank
    account's. A migration has no key to seal anew, so only what 0034 itself brought over, under the
    owner's id, is still paid from. Every account that was first said, or changed, since then, and
    every one that was read before it was paid from, is not: whoever pays is asked for the number
    once more before the next run. Its bank account stays, in the list of what is read. Runs that
    were made keep the account that they were made with, and are paid and settled as before.
    """
    bind = op.get_bind()
    own = PAY.c.bank_account_id == PAY.c.owner_id
    which = select("bank_account_id").where(own).join(BANK, BANK.c.id == PAY.c.bank_account_id)
    which = which.add_columns(BANK.c.iban_sealed, BANK.c.iban_last4, BANK.c.iban_digest)
    rows = bind.execute(which).mappings().all()
    op.drop_table("pay_account")
    create_pay_account(
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last4", sa.String(4), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.CheckConstraint("length(last4) = 4", name=op.f("ck_pay_account_last4_whole")),
    )
    op.bulk_insert(
        PAY,
        [
            kept(row)
            | {
                "sealed": row["iban_sealed"],
                "last4": row["iban_last4"],
                "mark": row["iban_digest"],
            }
            for row in rows
        ],
    )
    read = sa.exists().where(STATEMENT.c.account_id == BANK.c.id)
    bind.execute(sa.delete(BANK).where(BANK.c.id == BANK.c.owner_id, ~read))


def select(*more):
    return sa.select(*(PAY.c[name] for name in (*STAYS, *more))).select_from(PAY)


def kept(row):
    return {name: row[name] for name in STAYS}


def as_bank(row):
    return {
        "id": row["owner_id"],
        "owner_id": row["owner_id"],
        "name": row["name"],
        "iban_sealed": row["sealed"],
        "iban_last4": row["last4"],
        "iban_digest": row["mark"],
        "columns": "",
        "added_by_id": row["changed_by_id"],
        "added_at": row["changed_at"],
    }


def create_pay_account(*own):
    """What both kinds of it have, and what is its own."""
    op.create_table(
        "pay_account",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_kind", sa.String(30), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "file_kind IN ('pain.001.001.09', 'pain.001.001.03')",
            name=op.f("ck_pay_account_file_kind"),
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 70", name=op.f("ck_pay_account_name_length")
        ),
        sa.CheckConstraint("term_days BETWEEN 1 AND 90", name=op.f("ck_pay_account_term_sensible")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_pay_account_changed_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_pay_account_owner_id")),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_pay_account")),
        *own,
    )
    op.create_index(
        op.f("ix_pay_account_changed_by_id"), "pay_account", ["changed_by_id"], unique=False
    )
