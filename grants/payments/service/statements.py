"""Keeping what was read from a bank: once, and of our own account alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid
from grants.kit.ids import new_id
from grants.payments.access import may_bank
from grants.payments.models import BankAccount, Statement, StatementLine
from grants.payments.rules.statements import (
    ReadFile,
    ReadLine,
    ReadStatement,
    Taken,
    check_sums,
    is_same_account,
)
from grants.payments.rules.twins import (
    NOTHING_SAID,
    Fresh,
    Known,
    Marked,
    Marks,
    Sorted,
    marks_of,
    sort_out,
)
from grants.payments.service.bank_accounts import lock_account
from grants.payments.states import LineState
from grants.people.cipher import Vault

CURRENCY = "EUR"
MOST_LINES = 20_000
MOST_DOUBTS = 200  # as many as a person can look at


def keep(
    session: Session,
    account: BankAccount,
    file: ReadFile,
    said: Mapping[int, bool] = NOTHING_SAID,
    *,
    vault: Vault,
    by: Actor,
    at: datetime,
) -> Taken:
    """Keep what is new in this file.

    ``said``: of the places of lines that somebody was asked about, whether they stand here already.

    Refuses ``statement-known`` (with ``at``), ``statement-empty``, ``statement-other-account``
    (with ``last4``), ``statement-currency``, ``statement-does-not-add-up``, ``statement-too-long``,
    ``statement-doubts`` (with ``doubts``): somebody has to say which lines stand here already;
    ``statement-doubts-many`` (with ``count``): of too many.
    """
    may_bank(by, Act.PAYMENTS_STATEMENT, account).check()
    lock_account(session, account)
    _refuse_twice(session, account, file)
    iban = vault.cipher.open(account.iban_sealed, about=account.id.bytes)
    ours = [one for one in file.statements if is_same_account(one.account, iban)]
    _refuse_unfit(file, ours)
    marked = [_marked(line, vault) for one in ours for line in one.lines]
    standing = _known(session, account, [one.line.on for one in marked])
    found = sort_out(marked, standing, file.format, said)
    new = _by_statement(ours, found)
    _complete(session, found, vault)
    kept = []
    for no, (one, its) in enumerate(zip(ours, new, strict=True), start=1):
        statement = _statement(session, account, file, one, no=no, new=len(its), by=by, at=at)
        kept.append(statement.id)
        session.add_all(_line(session, statement, fresh, vault, at) for fresh in its)
    session.flush()
    count, others = sum(len(its) for its in new), len(file.statements) - len(ours)
    known, act = len(marked) - count, Act.PAYMENTS_STATEMENT
    record(session, act, account, by=by, at=at, hash=file.hash, new=count, known=known)
    return Taken(tuple(kept), count, known, others)


def _by_statement(ours: Sequence[ReadStatement], found: Sorted) -> list[list[Fresh]]:
    """What is new, statement by statement; refused while somebody has to say what stands here."""
    if len(found.doubts) > MOST_DOUBTS:
        raise Invalid("statement-doubts-many", field="file", count=len(found.doubts))
    if found.doubts:
        raise Invalid("statement-doubts", field="file", doubts=found.doubts)
    of_line = [no for no, one in enumerate(ours) for _line in one.lines]
    new: list[list[Fresh]] = [[] for _one in ours]
    for fresh in found.fresh:
        new[of_line[fresh.place]].append(fresh)
    return new


def _refuse_twice(session: Session, account: BankAccount, file: ReadFile) -> None:
    same = select(Statement.read_at).where(
        Statement.account_id == account.id, Statement.file_hash == file.hash
    )
    read_at = session.scalars(same.limit(1)).first()
    if read_at is not None:
        raise Invalid("statement-known", field="file", at=read_at)


def _refuse_unfit(file: ReadFile, ours: Sequence[ReadStatement]) -> None:
    if not file.statements:
        raise Invalid("statement-empty", field="file")
    if not ours:
        named = "".join(sign for sign in file.statements[0].account if sign.isalnum())
        raise Invalid("statement-other-account", field="file", last4=named[-4:])
    if sum(len(one.lines) for one in ours) > MOST_LINES:
        raise Invalid("statement-too-long", field="file", most=MOST_LINES)
    for one in ours:
        amounts = [line.amount for line in one.lines]
        amounts += [each for each in (one.opening, one.closing) if each is not None]
        for each in amounts:
            if each.currency != CURRENCY:
                raise Invalid("statement-currency", field="file", currency=each.currency)
        check_sums(one)


def _known(session: Session, account: BankAccount, days: Sequence[date]) -> list[Known]:
    if not days:
        return []
    rows = session.execute(
        select(StatementLine, Statement.format)
        .join(Statement, Statement.id == StatementLine.statement_id)
        .where(
            StatementLine.account_id == account.id,
            StatementLine.on.between(min(days), max(days)),
        )
        .order_by(StatementLine.on, StatementLine.id)
    )
    return [
        Known(
            line.on,
            line.amount,
            Marks(line.fingerprint, line.coarse),
            form,
            line.counter_digest,
            line.end_to_end,
            line.counter_name,
            line.words,
            line.id,
        )
        for line, form in rows
    ]


def _marked(line: ReadLine, vault: Vault) -> Marked:
    counter = vault.mark(line.iban) if line.iban else None
    return Marked(line, marks_of(line, counter), counter)


def _statement(
    session: Session,
    account: BankAccount,
    file: ReadFile,
    one: ReadStatement,
    *,
    no: int,
    new: int,
    by: Actor,
    at: datetime,
) -> Statement:
    statement = Statement(
        id=new_id(session, at),
        owner_id=account.owner_id,
        account_id=account.id,
        file_hash=file.hash,
        no=no,
        format=file.format,
        label=one.label,
        from_on=one.from_on,
        until_on=one.until_on,
        opening=one.opening,
        closing=one.closing,
        lines_read=len(one.lines),
        lines_new=new,
        read_by_id=by.person_id,
        read_at=at,
    )
    session.add(statement)
    session.flush()
    return statement


def _complete(session: Session, found: Sorted, vault: Vault) -> None:
    """A line that waits, and is told again with more, has that more: its columns were put right."""
    for one, known in found.otherwise:
        row = session.get_one(StatementLine, known.id)
        if row.state is not LineState.OPEN:
            continue
        row.counter_name = row.counter_name or one.line.name
        row.words = row.words or one.line.words
        row.end_to_end = row.end_to_end or one.line.end_to_end
        if one.line.iban and row.counter_digest is None:
            row.counter_sealed = vault.cipher.seal(one.line.iban, about=row.id.bytes)
            row.counter_last4, row.counter_digest = one.line.iban[-4:], one.counter
            row.coarse = one.marks.coarse


def _line(
    session: Session, statement: Statement, fresh: Fresh, vault: Vault, at: datetime
) -> StatementLine:
    line, line_id = fresh.line, new_id(session, at)
    other = line.iban or None
    return StatementLine(
        id=line_id,
        owner_id=statement.owner_id,
        account_id=statement.account_id,
        statement_id=statement.id,
        on=line.on,
        amount=line.amount,
        fingerprint=fresh.marks.fine,
        nth=fresh.nth,
        coarse=fresh.marks.coarse,
        counter_sealed=vault.cipher.seal(other, about=line_id.bytes) if other else None,
        counter_last4=other[-4:] if other else None,
        counter_digest=vault.mark(other) if other else None,
        counter_name=line.name,
        words=line.words,
        end_to_end=line.end_to_end,
        reversal=line.reversal,
        state=LineState.OPEN,
        why="",
    )
