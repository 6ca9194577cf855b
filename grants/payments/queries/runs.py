"""What pay runs ask: who pays for whom, where payees have accounts, what was paid before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session, lazyload

from grants.allowances.models import Allowance
from grants.kit.access import RESIDENTS, Actor, Hand, Right, Role
from grants.kit.money import Money, total
from grants.neighbourhoods.models import Organisation
from grants.neighbourhoods.queries import people_at
from grants.payments.access import pays_for, sees_payees, sees_runs
from grants.payments.models import PayAccount, Payee, PayFile, Payment, PaymentKind, PayRun
from grants.payments.models.accounts import TERM_DAYS
from grants.payments.models.runs import FailedWhy
from grants.payments.rules.runs import HABIT, Past
from grants.payments.states import AT_WORK, PaymentState
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members

SHOWN = 50
_COUNTS = (PaymentState.WAITING, PaymentState.PAID)


def payers(actor: Actor) -> list[UUID]:
    """The owners that this person may pay for: organisations, or her group itself."""
    return sorted(owner_id for owner_id in actor.roles if pays_for(actor, owner_id))


def runs_seen(actor: Actor) -> list[UUID]:
    """The owners whose runs this person sees: also those that she pays for when she is back."""
    return sorted(owner_id for owner_id in actor.roles if sees_runs(actor, owner_id))


def paid_by(owner_id: UUID) -> Select[UUID]:
    """A question for the groups whose money this owner pays: it holds for them, or is the group."""
    return select(Workgroup.id).where(
        (Workgroup.holder_id == owner_id) | (Workgroup.id == owner_id)
    )


def stood_in_for(session: Session, actor: Actor) -> list[UUID]:
    """Groups that paid themselves, and whose runs the holder ends since the right to pay moved."""
    held = [one for one in actor.holds if actor.hand(one, Right.PAY) is not Hand.GROUP]
    if not held:
        return []
    which = select(PayRun.owner_id).where(PayRun.owner_id.in_(held), PayRun.state.in_(AT_WORK))
    return sorted(session.scalars(which.distinct()))


def groups_of(session: Session, owner_id: UUID) -> list[UUID]:
    """The same, answered."""
    return list(session.scalars(paid_by(owner_id).order_by(Workgroup.id)))


def seconds(session: Session, owner_id: UUID, made_by: UUID | None) -> list[Actor]:
    """Who can say yes to a run that this person puts together, as far as it says what she sees."""
    who = dict.fromkeys(people_at(session, owner_id, Role.PAYER, Role.MANAGER), Role.PAYER)
    for one in members(session, owner_id):
        if one.can_act and one.role in RESIDENTS:
            who.setdefault(one.person_id, one.role)
    return [
        Actor(person_id, roles={owner_id: frozenset({role})})
        for person_id, role in who.items()
        if person_id != made_by
    ]


def seconds_of(
    session: Session,
    owner_id: UUID,
    made_by: UUID | None,
    allowances: Collection[Allowance | None] = (),
) -> list[UUID]:
    """The same by id, of a run with these allowances in it."""
    found = seconds(session, owner_id, made_by)
    return [
        one.person_id
        for one in found
        if one.person_id is not None and sees_payees(one, owner_id, allowances)
    ]


def names_of(session: Session, owner_ids: Collection[UUID]) -> dict[UUID, str]:
    """What these payers are called: organisations and groups."""
    if not owner_ids:
        return {}
    organisations = select(Organisation.id, Organisation.name).where(Organisation.id.in_(owner_ids))
    groups = select(Workgroup.id, Workgroup.name).where(Workgroup.id.in_(owner_ids))
    return {row[0]: row[1] for row in session.execute(union_all(organisations, groups))}


def account_of(session: Session, owner_id: UUID) -> PayAccount | None:
    """The account that this owner pays from."""
    which = select(PayAccount).where(PayAccount.owner_id == owner_id)
    return session.scalars(which.execution_options(populate_existing=True)).one_or_none()


def groups_and_terms(
    session: Session, group_ids: Collection[UUID]
) -> dict[UUID, tuple[Workgroup, int]]:
    """These groups, each with in how many days who holds its money pays."""
    which = (
        select(Workgroup, PayAccount.term_days)
        .outerjoin(PayAccount, PayAccount.owner_id == Workgroup.holder_id)
        .where(Workgroup.id.in_(group_ids))
    )
    return {group.id: (group, days or TERM_DAYS) for group, days in session.execute(which)}


def payees_of(session: Session, owner_id: UUID) -> Sequence[Payee]:
    """The shops and organisations that this owner knows where to pay."""
    which = select(Payee).where(Payee.owner_id == owner_id).order_by(Payee.name, Payee.id)
    return session.scalars(which.execution_options(populate_existing=True)).all()


def past(session: Session, owner_id: UUID) -> list[Past]:
    """Whom this owner paid or is paying: the last payment to each payee and account, newest first."""
    rows = session.execute(
        select(Payment.person_id, Payment.payee_id, Payment.name, Payment.mark, Payment.state)
        .join(PayRun, PayRun.id == Payment.run_id)
        .where(Payment.owner_id == owner_id, Payment.state.in_(_COUNTS))
        .order_by(PayRun.made_at.desc(), PayRun.reference.desc(), Payment.no)
    )
    found: dict[Past, None] = {}
    for person_id, payee_id, name, mark, state in rows:
        to_id: UUID = person_id if payee_id is None else payee_id  # type: ignore[assignment]
        found.setdefault(Past(to_id, name, mark, state is PaymentState.PAID))
    return list(found)


def habit(session: Session, group_id: UUID) -> list[Money]:
    """The last amounts that a run paid for this group."""
    which = (
        select(Payment)
        .where(Payment.group_id == group_id, Payment.state == PaymentState.PAID)
        .order_by(Payment.ended_at.desc(), Payment.id.desc())
        .limit(HABIT)
    )
    return [one.amount for one in session.scalars(which)]


def on_its_way(session: Session, plan_id: UUID, owner_id: UUID) -> Money:
    """What waits in living runs of this payer for this plan: it is still in the bank."""
    rows = session.scalars(
        select(Payment).where(
            Payment.proposal_id == plan_id,
            Payment.owner_id == owner_id,
            Payment.state == PaymentState.WAITING,
        )
    )
    return total(one.amount for one in rows)


def is_going_back(session: Session, plan_id: UUID, organisation_id: UUID) -> bool:
    """Is a return of this plan to this organisation in a run?"""
    which = (
        select(Payment.id)
        .join(Payee, Payee.id == Payment.payee_id)
        .where(
            Payment.proposal_id == plan_id,
            Payment.kind == PaymentKind.RETURN,
            Payment.state == PaymentState.WAITING,
            Payee.organisation_id == organisation_id,
        )
    )
    return session.scalars(which.limit(1)).first() is not None


def failure_of(session: Session, thing_id: UUID) -> FailedWhy | None:
    """Why the bank did not pay this expense or allowance, when that was the last it did with it."""
    which = (
        select(Payment)
        .where((Payment.expense_id == thing_id) | (Payment.allowance_id == thing_id))
        .order_by(Payment.id.desc())
        .limit(1)
    )
    last = session.scalars(which).first()
    return last.failed_why if last is not None else None


def runs(session: Session, owner_ids: Collection[UUID], offset: int = 0) -> Sequence[PayRun]:
    """The runs of these payers, newest first."""
    which = select(PayRun).where(PayRun.owner_id.in_(owner_ids))
    ordered = which.order_by(PayRun.made_at.desc(), PayRun.reference.desc())
    return session.scalars(
        ordered.options(lazyload(PayRun.payments)).offset(offset).limit(SHOWN)
    ).all()


def file_of(session: Session, run: PayRun) -> PayFile | None:
    """The file that was written for this run."""
    return session.get(PayFile, run.id)
