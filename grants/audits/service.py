"""Opening an audit, looking at what was drawn, concluding, and signing with two."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from grants.audits import queries
from grants.audits.access import may
from grants.audits.models import AuditItem, CashAudit, Conclusion, Looked
from grants.audits.rules import (
    SIZES,
    Opening,
    check_concluded,
    check_looked,
    check_whole,
    draw,
    seed_of,
    write_facts,
)
from grants.audits.states import LIFE, AuditState
from grants.documents.models import Document
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.money import total
from grants.kit.periods import day_of
from grants.kit.references import Letter, next_reference
from grants.ledger import service as ledger
from grants.outbox.service import enqueue
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup

DUE = timedelta(days=30)
REMIND_AFTER = timedelta(days=14)


def open_(
    session: Session, workgroup: Workgroup, data: Opening, *, by: Actor, at: datetime
) -> CashAudit:
    """Freeze the book where it stands, draw the payments, and ask the two.

    Refuses ``audit-year-unknown``, ``audit-there``, ``audit-two-others``, and what ``barred`` says
    of either: ``audit-was-treasurer``, ``audit-kept-book``, ``audit-not-here``.
    """
    head = ledger.lock(session, workgroup.id)
    may(by, Act.AUDITS_OPEN, workgroup).check()
    _check_opening(session, workgroup, data, at=at)
    payments = queries.outgoing(session, workgroup.id, data.year, head.last_no)
    assert by.person_id is not None  # noqa: S101  may() saw to it
    audit = CashAudit(
        id=new_id(session, at),
        owner_id=workgroup.id,
        year=data.year,
        state=AuditState.OPENED,
        first_id=data.first_id,
        second_id=data.second_id,
        opened_by_id=by.person_id,
        opened_at=at,
        book_no=head.last_no,
        book_hash=head.last_hash,
        largest=data.size.largest,
        drawn=data.size.drawn,
        payments=len(payments),
        spent=total(one.amount for one in payments),
        findings="",
        withdrawn_why="",
    )
    session.add(audit)
    for one, reason in draw(payments, seed_of(data.year, head.last_hash), data.size):
        audit.items.append(
            AuditItem(
                id=new_id(session, at),
                owner_id=workgroup.id,
                entry_no=one.no,
                amount=one.amount,
                reason=reason,
                words="",
            )
        )
    session.flush()
    record(
        session,
        Act.AUDITS_OPEN,
        audit,
        by=by,
        at=at,
        year=data.year,
        book=audit.book_no,
        first=data.first_id,
        second=data.second_id,
    )
    _ask(session, Act.AUDITS_LOOK, audit, workgroup, at=at)
    key = f"audits.remind:{audit.id}"
    enqueue(session, "audits.remind", key, at=at, due=at + REMIND_AFTER, audit=audit.id)
    return audit


def look(
    session: Session, item: AuditItem, looked: Looked, words: str, *, by: Actor, at: datetime
) -> AuditItem:
    """Say whether one payment is right. Refuses ``audit-words-missing``, ``audit-own-payment``."""
    audit = _locked(session, item.audit, Act.AUDITS_LOOK, by)
    check_looked(looked, words)
    hers = queries.touched(session, audit).get(item.entry_no, frozenset())
    if by.person_id in hers and not hers.issuperset(audit.auditors):
        raise NotNow("audit-own-payment")
    audit.state = LIFE.after(audit.state, Act.AUDITS_LOOK)
    item.looked, item.words = looked, words.strip()
    item.looked_by_id, item.looked_at = by.person_id, at
    # What was concluded before was of what was seen before.
    audit.conclusion = None
    session.flush()
    record(session, Act.AUDITS_LOOK, audit, by=by, at=at, no=item.entry_no, looked=looked)
    return item


def conclude(
    session: Session,
    audit: CashAudit,
    conclusion: Conclusion,
    findings: str,
    *,
    by: Actor,
    at: datetime,
) -> CashAudit:
    """Say what was found in all. Refuses ``audit-findings-missing``, ``audit-not-all-right``."""
    audit = _locked(session, audit, Act.AUDITS_CONCLUDE, by)
    check_concluded(conclusion, findings, queries.found(session, audit))
    audit.state = LIFE.after(audit.state, Act.AUDITS_CONCLUDE)
    audit.conclusion, audit.findings = conclusion, findings.strip()
    session.flush()
    record(session, Act.AUDITS_CONCLUDE, audit, by=by, at=at, conclusion=conclusion)
    return audit


def sign(session: Session, audit: CashAudit, mark: str, *, by: Actor, at: datetime) -> CashAudit:
    """Stand for exactly this; the second signature seals it.

    ``mark`` is the hash of what she read. Refuses ``audit-not-looked``, ``audit-count-first``,
    ``audit-conclude-first``, ``audit-not-all-right``, ``audit-changed``.
    """
    audit = _locked(session, audit, Act.AUDITS_SIGN, by)
    state = LIFE.after(audit.state, Act.AUDITS_SIGN)
    if audit.facts is None:
        found = queries.found(session, audit)
        check_whole(found)
        facts = write_facts(found)
    else:
        facts = audit.facts
    if digest(facts) != mark:
        raise NotNow("audit-changed")
    if audit.facts is None:
        count = queries.count_of(session, audit)
        audit.count_id = count.id if count is not None else None
        audit.facts, audit.hash = facts, mark
    if state is AuditState.SEALED:
        number = next_reference(session, Letter.AUDIT, day_of(at).year)
        audit.reference, audit.sealed_at = number, at
    audit.state = state
    if by.person_id == audit.first_id:
        audit.first_signed_at = at
    else:
        audit.second_signed_at = at
    session.flush()
    record(session, Act.AUDITS_SIGN, audit, by=by, at=at, hash=audit.hash)
    _ask_next(session, audit, at=at)
    return audit


def reopen(session: Session, audit: CashAudit, *, by: Actor, at: datetime) -> CashAudit:
    """Look again before the second signed: the first signature no longer stands."""
    audit = _locked(session, audit, Act.AUDITS_REOPEN, by)
    audit.state = LIFE.after(audit.state, Act.AUDITS_REOPEN)
    audit.facts = audit.hash = audit.count_id = None
    audit.first_signed_at = audit.second_signed_at = None
    session.flush()
    record(session, Act.AUDITS_REOPEN, audit, by=by, at=at)
    waiting.done(session, audit, at=at)
    workgroup = session.get_one(Workgroup, audit.owner_id)
    _ask(session, Act.AUDITS_LOOK, audit, workgroup, at=at)
    return audit


def withdraw(session: Session, audit: CashAudit, why: str, *, by: Actor, at: datetime) -> CashAudit:
    """Stop before both signed; that it was begun stays. Refuses ``audit-why-missing``."""
    audit = _locked(session, audit, Act.AUDITS_WITHDRAW, by)
    if not why.strip():
        raise Invalid("audit-why-missing", field="why")
    audit.state = LIFE.after(audit.state, Act.AUDITS_WITHDRAW)
    audit.withdrawn_why = why.strip()
    session.flush()
    record(session, Act.AUDITS_WITHDRAW, audit, by=by, at=at, why=why.strip())
    waiting.done(session, audit, at=at)
    return audit


def file_paper(session: Session, audit: CashAudit, document: Document) -> CashAudit:
    """Keep the paper that was made of the sealed audit. The first one stays."""
    if audit.document_id is None:
        audit.document_id, audit.document_hash = document.id, document.hash
        session.flush()
    return audit


def _locked(session: Session, audit: CashAudit, act: Act, by: Actor) -> CashAudit:
    ledger.lock(session, audit.owner_id)
    session.refresh(audit)
    may(by, act, audit).check()
    return audit


def _check_opening(session: Session, workgroup: Workgroup, data: Opening, *, at: datetime) -> None:
    if data.size not in SIZES or data.year not in queries.years(session, workgroup.id, day_of(at)):
        raise Invalid("audit-year-unknown", field="year")
    if queries.living(session, workgroup.id, data.year) is not None:
        raise NotNow("audit-there", field="year")
    if data.first_id == data.second_id:
        raise Invalid("audit-two-others", field="second")
    able = queries.able(session, workgroup.id, data.year)
    for field, person_id in (("first", data.first_id), ("second", data.second_id)):
        code = able.get(person_id, "audit-not-here")
        if code:
            raise Invalid(code, field=field)


def _ask(
    session: Session, act: Act, audit: CashAudit, workgroup: Workgroup, *, at: datetime
) -> None:
    who = set(audit.auditors) - audit.signed
    label = f"{workgroup.name} {audit.year}"
    waiting.ask(session, act, audit, who=who, label=label, at=at, due=audit.opened_at + DUE)


def _ask_next(session: Session, audit: CashAudit, *, at: datetime) -> None:
    """The other one signs too; when she did, the paper is made."""
    if audit.state is AuditState.SEALED:
        waiting.done(session, audit, at=at)
        enqueue(session, "audits.paper", f"audits.paper:{audit.id}", at=at, audit=audit.id)
        return
    waiting.done(session, audit, at=at)
    workgroup = session.get_one(Workgroup, audit.owner_id)
    _ask(session, Act.AUDITS_SIGN, audit, workgroup, at=at)
