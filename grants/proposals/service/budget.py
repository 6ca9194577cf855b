"""Costs and cover of a plan, row by row. Every change adds up both sides anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, Stale
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.proposals.access import may
from grants.proposals.models import Cover, CoverKind, Line, LineKind, PartKind, Proposal
from grants.proposals.rules.budget import totals
from grants.proposals.service.parts import begin_writing, note_written

MOST_ROWS = 60
MOST_OFTEN = 9999
MOST_MONEY = Money(100_000_000)
LONGEST_WORDS = 120

STALE = {PartKind.COSTS: "line-changed", PartKind.COVER: "cover-changed"}


@dataclass(frozen=True, slots=True)
class LineData:
    """A cost: ``quantity`` times ``price``; no price: not known yet."""

    kind: LineKind
    words: str
    quantity: int
    price: Money | None
    most: Money | None = None


@dataclass(frozen=True, slots=True)
class CoverData:
    """Money for the plan, from where."""

    kind: CoverKind
    words: str
    amount: Money


def put_line(
    session: Session,
    proposal: Proposal,
    data: LineData,
    *,
    by: Actor,
    at: datetime,
    line: Line | None = None,
    revision: int = 0,
) -> Line:
    """Add a cost, or change ``line`` as it stood at ``revision``.

    Refuses ``line-changed`` and ``line-gone`` (Stale), ``words-missing``, ``words-too-long``,
    ``quantity-out-of-range``, ``amount-not-positive``, ``amount-too-large``,
    ``most-below-price``, ``too-many-rows``, ``part-closed``.
    """
    may(by, Act.PROPOSALS_WRITE, proposal).check()
    begin_writing(session, proposal, PartKind.COSTS)
    data = _fitting_line(data)
    if line not in proposal.lines:
        _refuse_gone(revision, data)
        _refuse_many(len(proposal.lines))
        line = Line(
            id=new_id(session, at), owner_id=proposal.owner_id, position=_next(proposal.lines)
        )
        line.revision = 0
        proposal.lines.append(line)
    else:
        stands = LineData(line.kind, line.words, line.quantity, line.price, line.most)
        if stands == data:
            return line
        _refuse_stale(STALE[PartKind.COSTS], line, revision, stands, data)
    line.kind, line.words, line.quantity = data.kind, data.words, data.quantity
    line.price, line.most = data.price, data.most
    line.revision += 1
    _settle(session, proposal, PartKind.COSTS, by=by, at=at)
    return line


def remove_line(
    session: Session, line: Line, *, revision: int, by: Actor, at: datetime
) -> Proposal:
    """Take a cost out, unless it is. Refuses ``line-changed`` when it is not as it was seen."""
    return _take_out(session, line, PartKind.COSTS, revision=revision, by=by, at=at)


def put_cover(
    session: Session,
    proposal: Proposal,
    data: CoverData,
    *,
    by: Actor,
    at: datetime,
    cover: Cover | None = None,
    revision: int = 0,
) -> Cover:
    """Add money, or change ``cover`` as it stood at ``revision``. Refusals as for costs."""
    may(by, Act.PROPOSALS_WRITE, proposal).check()
    begin_writing(session, proposal, PartKind.COVER)
    data = CoverData(data.kind, _fitting_words(data.words, needed=False), data.amount)
    _refuse_amount(data.amount, "amount")
    if cover not in proposal.covers:
        _refuse_gone(revision, data)
        _refuse_many(len(proposal.covers))
        cover = Cover(
            id=new_id(session, at), owner_id=proposal.owner_id, position=_next(proposal.covers)
        )
        cover.revision = 0
        proposal.covers.append(cover)
    else:
        stands = CoverData(cover.kind, cover.words, cover.amount)
        if stands == data:
            return cover
        _refuse_stale(STALE[PartKind.COVER], cover, revision, stands, data)
    cover.kind, cover.words, cover.amount = data.kind, data.words, data.amount
    cover.revision += 1
    _settle(session, proposal, PartKind.COVER, by=by, at=at)
    return cover


def remove_cover(
    session: Session, cover: Cover, *, revision: int, by: Actor, at: datetime
) -> Proposal:
    """Take money out, unless it is. Refuses ``cover-changed`` when it is not as it was seen."""
    return _take_out(session, cover, PartKind.COVER, revision=revision, by=by, at=at)


def _take_out(
    session: Session, row: Line | Cover, part: PartKind, *, revision: int, by: Actor, at: datetime
) -> Proposal:
    proposal = row.proposal
    may(by, Act.PROPOSALS_WRITE, proposal).check()
    begin_writing(session, proposal, part)
    rows: list[Any] = proposal.lines if part is PartKind.COSTS else proposal.covers
    if row in rows:
        if row.revision > revision:
            raise Stale(STALE[part], theirs=None, yours=None, revision=row.revision)
        rows.remove(row)
        _settle(session, proposal, part, by=by, at=at)
    return proposal


def _settle(
    session: Session, proposal: Proposal, part: PartKind, *, by: Actor, at: datetime
) -> None:
    sums = totals(proposal.lines, proposal.covers)
    proposal.costs, proposal.cover, proposal.asked = sums.costs, sums.cover, sums.asked
    note_written(session, proposal.part(part), by=by, at=at)


def _next(rows: list[Line] | list[Cover]) -> int:
    return max((row.position for row in rows), default=0) + 1


def _refuse_gone(revision: int, yours: LineData | CoverData) -> None:
    """A row that was seen and is no more was taken out by somebody else."""
    if revision:
        raise Stale("line-gone", theirs=None, yours=yours, revision=0)


def _refuse_many(count: int) -> None:
    if count >= MOST_ROWS:
        raise NotNow("too-many-rows", most=MOST_ROWS)


def _refuse_stale(
    code: str,
    row: Line | Cover,
    revision: int,
    theirs: LineData | CoverData,
    yours: LineData | CoverData,
) -> None:
    if row.revision > revision:
        raise Stale(code, theirs=theirs, yours=yours, revision=row.revision)


def _fitting_words(words: str, *, needed: bool = True) -> str:
    words = " ".join(words.split())
    if needed and not words:
        raise Invalid("words-missing", field="words")
    if len(words) > LONGEST_WORDS:
        raise Invalid("words-too-long", field="words", most=LONGEST_WORDS)
    return words


def _refuse_amount(amount: Money, field: str) -> None:
    if not amount.is_positive:
        raise Invalid("amount-not-positive", field=field)
    if amount > MOST_MONEY:
        raise Invalid("amount-too-large", field=field)


def _fitting_line(data: LineData) -> LineData:
    words = _fitting_words(data.words)
    if not 1 <= data.quantity <= MOST_OFTEN:
        raise Invalid("quantity-out-of-range", field="quantity", most=MOST_OFTEN)
    if data.price is None:
        return LineData(data.kind, words, data.quantity, None)
    _refuse_amount(data.price, "price")
    most = data.most
    if most is not None:
        _refuse_amount(most, "most")
        if most < data.price:
            raise Invalid("most-below-price", field="most")
    return LineData(data.kind, words, data.quantity, data.price, most)
