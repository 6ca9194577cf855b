"""What proves an expense: its files, or what is said where a receipt is lost; and to whom it goes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from grants.awards.service import is_accounted
from grants.documents.queries import documents as documents_by_id
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.orm import write
from grants.kit.periods import day_of
from grants.ledger import service as ledger
from grants.people.queries import sharing
from grants.spending import queries
from grants.spending.access import may
from grants.spending.models import Expense, Kin, Lost, Receipt
from grants.spending.rules import KinSaid, Losing, Noting, check_kin, check_lost
from grants.workgroups.queries import everybody, residents


def prove(session: Session, expense: Expense, data: Noting, at: datetime) -> bool:
    """Put what was said beside the expense: files, a lost receipt, family.

    Gives whether another expense has its receipt, or one that looks like it.
    Refuses ``receipt-seen`` (which expense has this file, unless she said that it is the same),
    ``receipt-alike`` (which has one that looks like it, unless she said whether it is the same),
    ``document-of-another``, ``lost-what-missing``, ``lost-why-missing``, ``kin-whom-missing``,
    ``kin-also-missing``, ``kin-also-another``.
    """
    check_lost(data.lost)
    if data.kin is not None:
        # Who has her account number is no second pair of eyes, so another is named, or the holder asked.
        shares = set(sharing(session, expense.spender_id))
        check_kin(
            data.kin,
            expense.spender_id,
            everybody=everybody(session, expense.owner_id),
            residents=set(residents(session, expense.owner_id)) - shares,
        )
    if expense.receipts and (data.documents or data.lost is not None):
        _forget_files(session, expense)
    answer = _Answer(same=data.same, other=data.other)
    shared = _attach(session, expense, data.documents, answer, later=False, at=at)
    _write_lost(session, expense, data.lost, at)
    _write_kin(session, expense, data.kin, at)
    session.flush()
    return shared


def add(
    session: Session,
    expense: Expense,
    documents: Sequence[UUID],
    *,
    same: bool = False,
    other: bool = False,
    by: Actor,
    at: datetime,
) -> Expense:
    """One more file under an expense, new or from another one: the same receipt proves both.

    Refuses ``receipt-missing``, ``receipt-seen``, ``receipt-alike``, ``receipt-there``,
    ``accounted-already``.
    """
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_ADD, expense).check()
    if not documents:
        raise Invalid("receipt-missing", field="file")
    if is_accounted(session, expense.proposal_id):
        raise NotNow("accounted-already")
    answer = _Answer(same=same, other=other)
    _attach(session, expense, documents, answer, later=True, at=at)
    session.refresh(expense)
    added = [one.document_id for one in expense.receipts][-len(set(documents)) :]
    record(session, Act.SPENDING_ADD, expense, by=by, at=at, receipts=added, same=int(same))
    return expense


def _forget_files(session: Session, expense: Expense) -> None:
    for receipt in list(expense.receipts):
        session.delete(receipt)
    session.flush()
    session.refresh(expense)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What she said of a receipt that the group seems to have: the same, or another one."""

    same: bool
    other: bool


def _attach(
    session: Session,
    expense: Expense,
    documents: Sequence[UUID],
    answer: _Answer,
    *,
    later: bool,
    at: datetime,
) -> bool:
    """These files are its receipts too; a file that is there already is one document.

    Gives whether one of them was there, or one that looks like it.
    """
    shared = False
    wanted = list(dict.fromkeys(documents))
    _own(session, expense.owner_id, wanted)
    if queries.seen_on_itself(session, expense, wanted):
        raise NotNow("receipt-there", field="file")
    kept: dict[UUID, None] = {}
    for document_id in wanted:
        seen = queries.seen_on(session, expense.owner_id, [document_id], expense.id)
        shared = shared or bool(seen)
        if seen:
            _ask("receipt-seen", seen[0][0], said=answer.same)
            kept[seen[0][1]] = None
            continue
        like = queries.alike(session, expense, [document_id])
        shared = shared or bool(like)
        if like:
            _ask("receipt-alike", like[0][0], said=answer.same or answer.other)
        if like and answer.same and not answer.other:
            # Both are one receipt then, so the group's limit is of them together.
            kept[like[0][1]] = None
        kept[document_id] = None
    rows = [
        Receipt(
            id=new_id(session, at),
            owner_id=expense.owner_id,
            expense_id=expense.id,
            document_id=document_id,
            position=position,
            later=later,
        )
        for position, document_id in enumerate(kept, start=len(expense.receipts))
    ]
    if rows:
        write(session, *rows)
        set_committed_value(expense, "receipts", [*expense.receipts, *rows])
    return shared


def _ask(code: str, other: Expense, *, said: bool) -> None:
    """Ask whether it is the same receipt as the other's, unless she said so."""
    if not said:
        facts = {"reference": other.reference, "shop": other.shop, "amount": other.amount}
        raise NotNow(code, field="file", **facts)


def _own(session: Session, owner_id: UUID, document_ids: Collection[UUID]) -> None:
    found = documents_by_id(session, document_ids)
    if any(one not in found or found[one].owner_id != owner_id for one in document_ids):
        raise Invalid("document-of-another", field="file")


def _write_lost(session: Session, expense: Expense, lost: Losing | None, at: datetime) -> None:
    """What is said now replaces what was said before, and nobody has said yes to it yet."""
    photo = expense.lost.photo_id if expense.lost is not None else None
    if expense.lost is not None:
        expense.lost = None
        session.flush()
    if lost is None:
        return
    if lost.photo is not None:
        _own(session, expense.owner_id, [lost.photo])
        photo = lost.photo
    expense.lost = Lost(
        id=new_id(session, at),
        owner_id=expense.owner_id,
        spender_id=expense.spender_id,
        year=day_of(at).year,
        what=lost.what.strip(),
        why=lost.why.strip(),
        photo_id=photo,
    )


def _write_kin(session: Session, expense: Expense, kin: KinSaid | None, at: datetime) -> None:
    if expense.kin is not None:
        expense.kin = None
        session.flush()
    if kin is None:
        return
    expense.kin = Kin(
        id=new_id(session, at),
        owner_id=expense.owner_id,
        spender_id=expense.spender_id,
        kind=kin.kind,
        member_id=kin.member_id,
        also_id=kin.also_id,
    )
