"""Lines of the account that runs are paid from: kept, confirmed and looked at, with dull defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from grants.payments.models import BankAccount, Format, StatementLine
from grants.payments.rules.statements import ReadFile, ReadLine, ReadStatement
from grants.payments.service import matching, statements
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying


def keep(
    one: Paying, account: BankAccount, *read: ReadLine, name: str = "a", at: datetime = NOON
) -> None:
    days = [line.on for line in read]
    statement = ReadStatement("", "1", min(days), max(days), None, None, read)
    file = ReadFile(Format.CAMT, name * 64, (statement,))
    statements.keep(one.session, account, file, vault=VAULT, by=one.actor("Hans"), at=at)


def confirm(one: Paying, account: BankAccount, at: datetime = NOON) -> matching.Confirmed:
    keys = [each.key for each in matching.proposals_for(one.session, account, vault=VAULT)[2]]
    by = one.actor("Hans")
    return matching.confirm_all(one.session, account, keys, vault=VAULT, by=by, at=at)


def lines(one: Paying) -> Sequence[StatementLine]:
    return one.session.scalars(
        select(StatementLine).order_by(StatementLine.on, StatementLine.id)
    ).all()
