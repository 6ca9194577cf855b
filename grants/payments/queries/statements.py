"""What the pages of bank statements ask, each in a number of statements that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.ledger.models import Account, AccountKind, Entry, Posting
from grants.payments.access import may_bank
from grants.payments.models import (
    BankAccount,
    MatchedLine,
    MatchedThing,
    Matching,
    Statement,
    StatementLine,
)
from grants.payments.rules.matching import LineFacts
from grants.payments.rules.statements import Hole, Span, holes
from grants.payments.states import LineState
from grants.proposals.models import Proposal
from grants.workgroups.models import Workgroup

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Done:
    """Lines that were matched together, and what they paid, each with the title of its plan."""

    matching: Matching
    lines: tuple[StatementLine, ...]
    things: dict[MatchedThing, str]


def owners_of_accounts(actor: Actor) -> list[UUID]:
    """Whose bank accounts this person sees: organisations, or a group that holds its money."""
    return sorted(
        owner_id
        for owner_id, roles in actor.roles.items()
        if not roles.isdisjoint({Role.PAYER, Role.TREASURER})
        and may_bank(actor, Act.PAYMENTS_SEE, Workgroup(id=owner_id))
    )


def accounts(session: Session, owner_ids: Collection[UUID]) -> Sequence[BankAccount]:
    """The accounts of these owners."""
    which = select(BankAccount).where(BankAccount.owner_id.in_(owner_ids))
    return session.scalars(which.order_by(BankAccount.name, BankAccount.id)).all()


def open_counts(session: Session, account_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many lines wait, by account."""
    which = (
        select(StatementLine.account_id, func.count())
        .where(StatementLine.account_id.in_(account_ids), StatementLine.state == LineState.OPEN)
        .group_by(StatementLine.account_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(which)}


def statements_of(session: Session, account_id: UUID) -> Sequence[Statement]:
    """The statements of an account, the last one first."""
    which = select(Statement).where(Statement.account_id == account_id)
    return session.scalars(which.order_by(Statement.until_on.desc(), Statement.no.desc())).all()


def holes_in(statements: Sequence[Statement]) -> list[Hole]:
    """Where statements are missing between these."""
    return holes([Span(one.from_on, one.until_on, one.opening, one.closing) for one in statements])


def open_lines(session: Session, account_id: UUID) -> Sequence[StatementLine]:
    """The lines that wait, the oldest first."""
    which = select(StatementLine).where(
        StatementLine.account_id == account_id, StatementLine.state == LineState.OPEN
    )
    ordered = which.order_by(StatementLine.on, StatementLine.id)
    return session.scalars(ordered.execution_options(populate_existing=True)).all()


def explained_lines(session: Session, account_id: UUID) -> Sequence[StatementLine]:
    """The lines that were set aside last."""
    which = select(StatementLine).where(
        StatementLine.account_id == account_id, StatementLine.state == LineState.EXPLAINED
    )
    return session.scalars(which.order_by(StatementLine.settled_at.desc()).limit(SHOWN)).all()


def facts_of(line: StatementLine) -> LineFacts:
    """What matching looks at."""
    return LineFacts(
        line.id,
        line.on,
        line.amount,
        line.words,
        line.end_to_end,
        line.counter_digest,
        line.counter_name,
        line.reversal,
    )


def done_last(session: Session, account_id: UUID) -> list[Done]:
    """What was matched last on this account. One statement."""
    which = select(Matching.id).where(
        Matching.account_id == account_id, Matching.undone_at.is_(None)
    )
    ordered = which.order_by(Matching.confirmed_at.desc(), Matching.id.desc()).limit(SHOWN)
    return _whole(session, Matching.id.in_(ordered))


def done_of(session: Session, matching: Matching) -> Done:
    """One matching with both its sides."""
    return _whole(session, Matching.id == matching.id)[0]


def _whole(session: Session, these: ColumnElement[bool]) -> list[Done]:
    """Every line beside every thing of its matching; each is taken once."""
    which = (
        select(Matching, StatementLine, MatchedThing, Proposal.title)
        .join(MatchedLine, MatchedLine.matching_id == Matching.id)
        .join(StatementLine, StatementLine.id == MatchedLine.line_id)
        .join(MatchedThing, MatchedThing.matching_id == Matching.id)
        .join(Proposal, Proposal.id == MatchedThing.proposal_id)
        .where(these)
        .order_by(
            Matching.confirmed_at.desc(), Matching.id.desc(), StatementLine.on, StatementLine.id
        )
    )
    lines: dict[Matching, dict[StatementLine, None]] = defaultdict(dict)
    things: dict[Matching, dict[MatchedThing, str]] = defaultdict(dict)
    for matching, line, thing, title in session.execute(which):
        lines[matching][line] = None
        things[matching][thing] = title
    return [Done(one, tuple(of_it), things[one]) for one, of_it in lines.items()]


def waiting_for_plan(session: Session, proposal: Proposal) -> int:
    """How many lines keep this plan's report from being sealed.

    Those that somebody said are of its group; and those that nobody said anything of, booked since
    its first day in the book, on an account where its money lies.
    """
    begun = session.scalar(
        select(func.min(Entry.on))
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.plan_id == proposal.id, Account.owner_id == proposal.owner_id)
    )
    if begun is None:
        return 0
    places = select(Account.id).where(Account.plan_id == proposal.id)
    at_holder = places.where(Account.kind == AccountKind.BANK).exists()
    at_own = places.where(Account.kind == AccountKind.OWN_BANK).exists()
    of_group = select(Workgroup.holder_id).where(Workgroup.id == proposal.owner_id)
    unsaid = StatementLine.group_id.is_(None) & (StatementLine.on >= begun)
    where = (at_holder & StatementLine.owner_id.in_(of_group)) | (
        at_own & (StatementLine.owner_id == proposal.owner_id)
    )
    which = select(func.count(StatementLine.id)).where(
        StatementLine.state == LineState.OPEN,
        where,
        unsaid | (StatementLine.group_id == proposal.owner_id),
    )
    return int(session.scalar(which) or 0)
