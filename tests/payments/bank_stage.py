"""What the stage of the doors has of bank statements."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.world import fake_world
from grants.kit.money import EUR
from grants.payments.models import Format, Matching, Reason
from grants.payments.queries import open_lines
from grants.payments.rules.statements import (
    NewAccount,
    ReadFile,
    ReadLine,
    ReadStatement,
    SettingAside,
)
from grants.payments.service import bank_accounts, matching, placing, statements
from tests.ground import NOON
from tests.spending.story import Running


def bank_of(first: Running, other_id: UUID) -> dict[str, str]:
    """An account of the holder: a line that waits, one that was matched, one that was set aside.

    What waits is of another group, so that no report of Ada waits for it.
    """
    session, hans, vault = first.session, first.actor("Hans"), fake_world().vault
    holder = first.one.ground.holder
    new = NewAccount("NL02ABNA0123456789", "Betaalrekening")
    account = bank_accounts.add_account(session, holder, new, vault=vault, by=hans, at=NOON)
    day, words = NOON.date(), ("Iets", first.award.reference, "Kosten")
    read = tuple(
        ReadLine(day, EUR(amount), words=text)
        for amount, text in zip(("31.31", "300", "-3"), words, strict=True)
    )
    told = ReadStatement("", "1", day, day, None, None, read)
    file = ReadFile(Format.CAMT, "a" * 64, (told,))
    statements.keep(session, account, file, vault=vault, by=hans, at=NOON)
    lines = {one.words: one for one in open_lines(session, account.id)}
    for line in lines.values():
        placing.point(session, line, other_id, by=hans, at=NOON)
    aside = SettingAside(Reason.HOLDERS_OWN)
    placing.set_aside(session, lines["Kosten"], aside, by=hans, at=NOON)
    # The part of the award stands in the book: the line is only tied to it.
    keys = [one.key for one in matching.proposals_for(session, account, vault=vault)[2]]
    matching.confirm_all(session, account, keys, vault=vault, by=hans, at=NOON)
    match = session.scalars(select(Matching).where(Matching.account_id == account.id)).one()
    return {
        "bank-account": account.id.hex,
        "bank-line": lines["Iets"].id.hex,
        "bank-line-aside": lines["Kosten"].id.hex,
        "bank-match": match.id.hex,
    }
