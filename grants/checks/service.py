"""A look at everything: begun, gone on with slice by slice, ended with a word to the operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.checks.models import Anchor, Audit
from grants.checks.queries import operators
from grants.checks.rules import SHOWN, Finding, Head
from grants.kit.acts import Act
from grants.kit.canon import canonical
from grants.kit.ids import new_id
from grants.owners import service as owners
from grants.waiting import service as waiting
from grants.waiting.models import Waiting


def begin(session: Session, *, at: datetime) -> Audit:
    """Begin a look."""
    audit = Audit(
        id=new_id(session, at),
        owner_id=owners.installation(session),
        began_at=at,
        owners=0,
        documents=0,
        found=0,
        words="[]",
    )
    session.add(audit)
    session.flush()
    return audit


def note(session: Session, audit: Audit, found: Sequence[Finding]) -> None:
    """Write down what a slice found."""
    audit.words = canonical([*audit.lines, *map(str, found)][:SHOWN])
    audit.found += len(found)
    session.flush()


def anchor(session: Session, heads: Iterable[Head], *, at: datetime) -> None:
    """Write down where whole chains stand. An anchor never goes back."""
    for head in heads:
        row = session.get(Anchor, (head.owner_id, head.chain))
        if row is None:
            session.add(
                Anchor(owner_id=head.owner_id, chain=head.chain, no=head.no, hash=head.hash, at=at)
            )
        elif row.no <= head.no:
            row.no, row.hash, row.at = head.no, head.hash, at
    session.flush()


def end(session: Session, audit: Audit, *, at: datetime) -> None:
    """It is over: what an earlier look asked of the operators is replaced by what this one asks."""
    audit.ended_at = at
    session.flush()
    _let_go(session, at)
    if audit.found:
        label = f"{audit.found}"
        waiting.ask(session, Act.CHECKS_SEE, audit, who=operators(session), label=label, at=at)


def _let_go(session: Session, at: datetime) -> None:
    open_ = select(Audit).where(
        Audit.id.in_(
            select(Waiting.thing_id).where(
                Waiting.act == str(Act.CHECKS_SEE), Waiting.done_at.is_(None)
            )
        )
    )
    for before in session.scalars(open_).all():
        waiting.done(session, before, at=at)
