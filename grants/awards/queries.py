"""Awards as pages show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, case, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from grants.awards.models import Award, AwardState, Instalment, InstalmentState
from grants.kit.money import Money, total
from grants.kit.paging import Page, page_within
from grants.ledger.models import Account, AccountKind
from grants.neighbourhoods.models import Theme
from grants.reviews.models import Decision
from grants.workgroups.models import Workgroup

PAGE = 20
ENDS = (AwardState.ACCOUNTED, AwardState.SETTLED)
STANDING = (AwardState.ACTIVE, *ENDS)


def awards_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Award]:
    """These awards, by id. Nothing asked, nothing read."""
    if not ids:
        return {}
    rows = session.scalars(select(Award).where(Award.id.in_(ids)))
    return {award.id: award for award in rows}


@dataclass(frozen=True, slots=True)
class Row:
    """One award in a list: what was granted, and what was paid of it."""

    award: Award
    workgroup: str
    hue: str
    pictogram: str
    paid: Money

    @property
    def to_pay(self) -> Money:
        """What is still to pay of the award, or of its final amount."""
        whole = self.award.final if self.award.final is not None else self.award.amount
        rest = whole - self.paid
        return rest if rest.is_positive else Money.zero(rest.currency)


def award_of(session: Session, request_id: UUID) -> Award | None:
    """The award of one request."""
    return session.scalars(select(Award).where(Award.request_id == request_id)).one_or_none()


def accounted(proposal_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """In a question about plans: was the money of this one settled?"""
    return exists().where(Award.proposal_id == proposal_id, Award.state.in_(ENDS))


def of_proposal(session: Session, proposal_id: UUID) -> Sequence[Award]:
    """The awards for one plan, oldest first."""
    return session.scalars(
        select(Award).where(Award.proposal_id == proposal_id).order_by(Award.reference)
    ).all()


@dataclass(frozen=True, slots=True)
class Granted:
    """The awards of a plan that stand, and what they give to each line where a fund said so."""

    awards: tuple[Award, ...]
    per_line: Mapping[UUID, Money]
    whole: Money  # given without saying for which line


def granted_for(session: Session, proposal_id: UUID) -> Granted:
    """What was granted for a plan. One statement."""
    rows = session.execute(
        select(Award, Decision)
        .join(Decision, Decision.request_id == Award.request_id)
        .where(Award.proposal_id == proposal_id, Award.state.in_(STANDING))
        .order_by(Award.reference)
    ).all()
    lines: dict[UUID, Money] = {}
    for _award, decision in rows:
        for line_id, amount in decision.per_line.items():
            lines[line_id] = lines.get(line_id, Money.zero(amount.currency)) + amount
    whole = total(award.amount for award, decision in rows if not decision.per_line)
    return Granted(tuple(award for award, _decision in rows), lines, whole)


def instalments_of(session: Session, award_id: UUID) -> Sequence[Instalment]:
    """The payments of one award, in order."""
    return session.scalars(
        select(Instalment).where(Instalment.award_id == award_id).order_by(Instalment.no)
    ).all()


def still_comes() -> ColumnElement[int]:
    """In a question about planned instalments: the cents that still come of this one.

    What an award still promises comes in their order. Came more of the first, less or nothing comes
    of the last: it stays planned, because what came may be undone.
    """
    earlier = aliased(Instalment)
    before = (
        select(func.coalesce(func.sum(earlier.amount_minor), 0))  # type: ignore[attr-defined]
        .where(earlier.award_id == Instalment.award_id, earlier.no < Instalment.no)
        .where(earlier.state == InstalmentState.PLANNED)
        .correlate(Instalment)
        .scalar_subquery()
    )
    promised = (
        select(Account.balance_minor)  # type: ignore[attr-defined]
        .where(Account.plan_id == Instalment.proposal_id, Account.ref_id == Instalment.award_id)
        .where(Account.kind == AccountKind.PROMISED)
        .correlate(Instalment)
        .scalar_subquery()
    )
    planned: ColumnElement[int] = Instalment.amount_minor  # type: ignore[attr-defined]
    left = func.coalesce(promised, 0) - before
    return cast(case((left < planned, left), else_=planned), BigInteger)


def left_of(session: Session, award_id: UUID) -> dict[UUID, Money]:
    """What still comes of each planned instalment of one award; of which nothing comes, nothing."""
    comes = still_comes()
    which = select(Instalment.id, comes, Instalment.amount_currency).where(  # type: ignore[attr-defined]
        Instalment.award_id == award_id, Instalment.state == InstalmentState.PLANNED, comes > 0
    )
    rows = session.execute(which.order_by(Instalment.no))
    return {its_id: Money(minor, currency) for its_id, minor, currency in rows}


def desk(
    session: Session,
    organisation_ids: Collection[UUID],
    state: AwardState | None = None,
    page: int = 1,
) -> Page[Row]:
    """What these organisations granted, newest first. Three statements."""
    wanted = (
        select(Award, Workgroup.name, Theme)
        .join(Workgroup, Workgroup.id == Award.owner_id)
        .join(Theme, Theme.id == Workgroup.theme_id)
        .where(Award.organisation_id.in_(organisation_ids))
    )
    if state is not None:
        wanted = wanted.where(Award.state == state)
    counted = select(func.count()).select_from(wanted.with_only_columns(Award.id).subquery())
    count = session.scalar(counted) or 0
    page, pages = page_within(page, count, PAGE)
    ordered = wanted.order_by(Award.reference.desc()).limit(PAGE).offset((page - 1) * PAGE)
    rows = session.execute(ordered).all()
    paid = _paid(session, [award.id for award, *_ in rows])
    return Page(
        tuple(
            Row(award, name, theme.hue, theme.pictogram, paid.get(award.id, Money.zero()))
            for award, name, theme in rows
        ),
        page,
        pages,
        count,
    )


def _paid(session: Session, award_ids: Sequence[UUID]) -> dict[UUID, Money]:
    if not award_ids:
        return {}
    paid: dict[UUID, Money] = {}
    for instalment in session.scalars(
        select(Instalment).where(
            Instalment.award_id.in_(award_ids), Instalment.state == InstalmentState.RECEIVED
        )
    ):
        if instalment.received is not None:
            so_far = paid.get(instalment.award_id, Money.zero())
            paid[instalment.award_id] = so_far + instalment.received
    return paid
