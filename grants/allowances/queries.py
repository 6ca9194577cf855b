"""What pages and verbs ask about allowances, each in a number of statements that does not grow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from grants.allowances.models import Allowance, AllowanceYear, Cap, Elsewhere, Kind, Looks
from grants.allowances.rules import Had, Left, Limits, Norm, Sooner, left
from grants.allowances.states import BOOKED, COMING, AllowanceState
from grants.awards.models import Award, AwardState
from grants.awards.queries import accounted
from grants.funds.models import Fund
from grants.kit.access import RESIDENTS, Hand, Right, Role
from grants.kit.money import Money, total
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.mandates.queries import hands
from grants.neighbourhoods.queries import people_at
from grants.proposals.models import LineKind, Proposal
from grants.requests.models import Request
from grants.spending.queries import SPENDABLE, lines_of
from grants.spending.rules import LineStanding
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members

GRANTED = (AwardState.ACTIVE, AwardState.ACCOUNTED, AwardState.SETTLED)
SHOWN = 100
_S = AllowanceState


@dataclass(frozen=True, slots=True)
class Year:
    """A person's year as she sees it: what she got, from here and elsewhere, and what is left."""

    year: int
    cap: Cap | None
    paid: tuple[Allowance, ...]
    coming: tuple[Allowance, ...]
    elsewhere: dict[int, Money]
    had: Had

    @property
    def got(self) -> Money:
        """What was paid here."""
        return total(one.amount for one in self.paid)

    @property
    def said(self) -> Money:
        """What she says to have had elsewhere."""
        return total(self.elsewhere.values())

    def left(self, month: int) -> Left | None:
        """What the caps leave; None when nobody wrote the amounts of this year yet."""
        return left(limits_of(self.cap), self.had, month) if self.cap is not None else None


def cap_on(session: Session, on: date) -> Cap | None:
    """The amounts that hold on this day: the last row that was added for it."""
    which = select(Cap).where(Cap.from_on <= on, Cap.until_on > on)
    return session.scalars(which.order_by(Cap.no.desc()).limit(1)).one_or_none()


def caps(session: Session) -> Sequence[Cap]:
    """All rows, newest year first, and within a year what counts first."""
    return session.scalars(select(Cap).order_by(Cap.from_on.desc(), Cap.no.desc())).all()


def limits_of(cap: Cap) -> Limits:
    """The two amounts of this row that stop a payment."""
    return Limits(cap.most_year, cap.most_month)


def norm_of(cap: Cap) -> Norm | None:
    """The norm for an hour, when this row knows one."""
    if cap.hour is None or cap.hour_young is None:
        return None
    return Norm(cap.hour, cap.hour_young)


def had(
    session: Session,
    person_id: UUID,
    today: date,
    *,
    coming: frozenset[AllowanceState],
    without: UUID | None = None,
) -> Had:
    """All that fills a person's year, over all groups, with what she says to have had elsewhere.

    What is not paid yet counts on the day of its run, else in the month of ``today``.
    """
    result = Had()
    for month, amount in elsewhere_of(session, person_id, today.year).items():
        result = result.with_(Kind.FLAT, month, amount)
    for one in session.scalars(_filling(person_id, coming)):
        on = one.paid_on or one.run_on or today
        if on.year == today.year and one.id != without:
            result = result.with_(one.kind, on.month, one.amount)
    return result


def elsewhere_of(session: Session, person_id: UUID, year: int) -> dict[int, Money]:
    """What she said, by month."""
    rows = session.scalars(
        select(Elsewhere)
        .join(AllowanceYear, AllowanceYear.id == Elsewhere.year_id)
        .where(AllowanceYear.person_id == person_id, AllowanceYear.year == year)
        .order_by(Elsewhere.month)
        .execution_options(populate_existing=True)
    )
    return {row.month: row.amount for row in rows if row.amount.is_positive}


def year_of(session: Session, person_id: UUID, today: date, *, is_over: bool = False) -> Year:
    """Her year as it stands on this day. In a year that is over nothing comes any more."""
    open_ = frozenset[AllowanceState]() if is_over else COMING
    rows = session.scalars(_filling(person_id, open_)).all()
    paid = [one for one in rows if one.paid_on is not None and one.paid_on.year == today.year]
    coming = [one for one in rows if one.paid_on is None]
    return Year(
        year=today.year,
        cap=cap_on(session, today),
        paid=tuple(sorted(paid, key=lambda one: (one.paid_on, one.reference))),
        coming=tuple(sorted(coming, key=lambda one: (one.on, one.reference))),
        elsewhere=elsewhere_of(session, person_id, today.year),
        had=had(session, person_id, today, coming=open_),
    )


def years_of(session: Session, person_id: UUID) -> list[int]:
    """The years in which something was paid to her, newest first."""
    days = session.scalars(
        select(Allowance.paid_on).where(
            Allowance.person_id == person_id, Allowance.state == _S.PAID
        )
    )
    return sorted({day.year for day in days if day is not None}, reverse=True)


def allowance_lines(session: Session, proposal: Proposal) -> list[LineStanding]:
    """The agreed cost lines that allowances are paid from, with what each has cost by now."""
    return [one for one in lines_of(session, proposal) if one.kind == LineKind.ALLOWANCE]


def plans_with_allowances(session: Session, owner_ids: Collection[UUID]) -> Sequence[Proposal]:
    """The running plans of these groups, newest first."""
    which = select(Proposal).where(
        Proposal.owner_id.in_(owner_ids), Proposal.state.in_(SPENDABLE), ~accounted(Proposal.id)
    )
    return session.scalars(which.order_by(Proposal.made_at.desc(), Proposal.id)).all()


def plans_by_id(session: Session, ids: Collection[UUID]) -> list[Proposal]:
    """These plans. Nothing asked, nothing read."""
    if not ids:
        return []
    return list(session.scalars(select(Proposal).where(Proposal.id.in_(ids))))


def left_of_ban(session: Session, proposal: Proposal) -> Money | None:
    """What money that is not forbidden leaves for allowances; None when no fund forbids them.

    A fund that forbids them pays the other costs; its money is never counted here.
    """
    rows = session.execute(
        select(Award, Fund.no_allowance)
        .join(Request, Request.id == Award.request_id)
        .join(Fund, Fund.id == Request.fund_id)
        .where(Award.proposal_id == proposal.id, Award.state.in_(GRANTED))
    ).all()
    if not any(banned for _award, banned in rows):
        return None
    allowed = total(award.final or award.amount for award, banned in rows if not banned)
    own = book.amounts(session, proposal.owner_id, proposal.id).own
    return max(allowed + own - booked_sum(session, proposal.id), Money.zero())


def booked_sum(session: Session, proposal_id: UUID) -> Money:
    """What was agreed or paid as allowance for this plan: a total without names."""
    which = select(func.sum(Allowance.amount_minor)).where(  # type: ignore[attr-defined]
        Allowance.proposal_id == proposal_id, Allowance.state.in_(BOOKED)
    )
    return Money(int(session.scalar(which) or 0))


def open_sum(
    session: Session, proposal_id: UUID, states: Collection[AllowanceState] = COMING
) -> Money:
    """What is asked or agreed and not paid yet, together: it keeps a report from being complete."""
    which = select(func.sum(Allowance.amount_minor)).where(  # type: ignore[attr-defined]
        Allowance.proposal_id == proposal_id, Allowance.state.in_(states)
    )
    return Money(int(session.scalar(which) or 0))


def to_see(session: Session, workgroup_ids: Collection[UUID]) -> Sequence[Allowance]:
    """The allowances of these groups, newest first; who may see which is for ``may``."""
    which = select(Allowance).where(Allowance.owner_id.in_(workgroup_ids))
    ordered = which.order_by(Allowance.noted_at.desc(), Allowance.id.desc())
    return session.scalars(ordered.limit(SHOWN)).all()


def second_people(
    session: Session,
    workgroup: Workgroup,
    busy: Collection[UUID],
    on: date,
    shares: Collection[UUID] = (),
) -> tuple[Looks, list[UUID]]:
    """Who says yes: the treasurer, else another member, else who pays at the money holder.

    The coach never does: allowances of persons are not hers to see. Where the treasurer gave the
    same account number (``shares``) it is the money holder: she does not choose who looks by
    giving his.
    """
    lying, _ = hands(session, [workgroup.id], on)
    approve = lying.get(workgroup.id, {}).get(Right.APPROVE, Hand.COACH)
    acting = [one for one in members(session, workgroup.id) if one.can_act]
    able = [one for one in acting if one.person_id not in busy and one.role in RESIDENTS]
    others = [one for one in able if one.person_id not in shares]
    keepers = [one.person_id for one in others if one.role is Role.TREASURER]
    one_with_her = not keepers and any(one.role is Role.TREASURER for one in able)
    if approve is not Hand.COACH and others and not one_with_her:
        looks = Looks.TREASURER if keepers else Looks.MEMBERS
        return looks, keepers or [one.person_id for one in others]
    payers = people_at(session, workgroup.holder_id, Role.PAYER)
    return Looks.HOLDER, [one for one in payers if one not in {*busy, *shares}]


def payers_of(session: Session, workgroup: Workgroup, allowance: Allowance) -> list[UUID]:
    """Who can pay it: the money holder; the treasurer when the box holds enough."""
    who = list(people_at(session, workgroup.holder_id, Role.PAYER))
    plan_id = allowance.proposal_id
    cash = book.free_of(session, plan_id, AccountKind.CASH, plan_id)
    if cash >= allowance.amount:
        who += [
            one.person_id
            for one in members(session, workgroup.id)
            if one.role is Role.TREASURER and one.can_act
        ]
    return [one for one in dict.fromkeys(who) if one != allowance.person_id]


def another_pays(
    session: Session, workgroup: Workgroup, allowance: Allowance, person_id: UUID | None
) -> bool:
    """Did she say yes to it, or write it down, while somebody else can pay it?"""
    busy = {allowance.agreed_by_id, allowance.noted_by_id}
    return person_id in busy and bool(set(payers_of(session, workgroup, allowance)) - busy)


def sooner(session: Session, person_id: UUID, on: date) -> list[Sooner]:
    """What stands for this person on this day, in all groups. Under the lock of her year."""
    said = (Allowance.owner_id, Allowance.reference, Allowance.words)
    rows = session.execute(
        select(*said, Allowance.amount_minor, Allowance.amount_currency, Allowance.minutes).where(  # type: ignore[attr-defined]
            Allowance.person_id == person_id,
            Allowance.on == on,
            or_(Allowance.state == _S.PAID, Allowance.state.in_(COMING)),
        )
    )
    return [
        Sooner(owner_id, reference, words, Money(minor, currency), minutes)
        for owner_id, reference, words, minor, currency, minutes in rows
    ]


def _filling(person_id: UUID, coming: frozenset[AllowanceState]) -> Select[Allowance]:
    """Hers that are paid or coming, as the database has them now: under the lock that matters."""
    counts = or_(Allowance.state == _S.PAID, Allowance.state.in_(coming))
    which = select(Allowance).where(Allowance.person_id == person_id, counts)
    return which.execution_options(populate_existing=True)
