"""The rows of a new pay run: what goes to whom, under which id, and what asks for a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.ids import new_id
from grants.kit.money import total
from grants.kit.periods import day_of
from grants.kit.references import Letter, next_reference
from grants.payments import queries
from grants.payments.models import PayAccount, Payment, PaymentKind, PayRun
from grants.payments.rules.runs import Choosing, Details, Due, Past, looks
from grants.payments.service.reminding import remind_tomorrow
from grants.payments.states import PaymentState, RunState
from grants.people.cipher import Vault
from grants.people.queries import numbers_of
from grants.waiting import service as waiting


@dataclass(frozen=True, slots=True)
class Taken:
    """What goes in, and where it is paid."""

    due: Due
    to: Details


def build(
    session: Session,
    account: PayAccount,
    taken: Sequence[Taken],
    data: Choosing,
    vault: Vault,
    *,
    by: Actor,
    at: datetime,
) -> PayRun:
    """The run with its payments; a second person is asked."""
    run = PayRun(
        id=new_id(session, at),
        owner_id=account.owner_id,
        reference=next_reference(session, Letter.RUN, day_of(at).year),
        state=RunState.OPEN,
        pay_on=data.pay_on,
        total=total(one.due.amount for one in taken),
        file_kind=account.file_kind,
        debtor_name=account.name,
        debtor_last4=account.last4,
        made_by_id=by.person_id,
        made_at=at,
        ended_why="",
    )
    iban = vault.cipher.open(account.bank.iban_sealed, about=account.bank.id.bytes)
    run.debtor_sealed = vault.cipher.seal(iban, about=run.id.bytes)
    found = _looks(session, run, taken)
    session.add(run)
    for no, (one, asks) in enumerate(zip(taken, found, strict=True), 1):
        payment = _payment(session, run, one, vault, at)
        payment.no, payment.looks = no, asks
        payment.end_to_end = f"{run.reference}-{no:04d}"
        run.payments.append(payment)
    session.flush()
    record(session, Act.PAYMENTS_RUN, run, by=by, at=at, amount=run.total, count=len(taken))
    remind_tomorrow(session, run.owner_id, at=at)
    waiting.ask(
        session,
        Act.PAYMENTS_RUN_APPROVE,
        run,
        who=queries.seconds_of(
            session, run.owner_id, by.person_id, [one.allowance for one in run.payments]
        ),
        label=run.reference,
        at=at,
        amount=run.total,
    )
    return run


def _looks(session: Session, run: PayRun, taken: Sequence[Taken]) -> list[str]:
    """What asks for a look: against what was paid before, and within this run."""
    habits = {one.due.group_id: queries.habit(session, one.due.group_id) for one in taken}
    here = [
        Past(one.to.to_id, one.to.name, one.to.mark, is_paid=False)
        for one in taken
        if one.to.to_id is not None
    ]
    past = [*queries.past(session, run.owner_id), *here]
    whose = numbers_of(session, {one.to.mark for one in taken})
    return [
        " ".join(looks(one.to, one.due.amount, past, habits[one.due.group_id], whose[one.to.mark]))
        for one in taken
    ]


def _payment(session: Session, run: PayRun, one: Taken, vault: Vault, at: datetime) -> Payment:
    due, to = one.due, one.to
    payment = Payment(
        id=new_id(session, at),
        owner_id=run.owner_id,
        group_id=due.group_id,
        proposal_id=due.plan_id,
        kind=due.kind,
        expense_id=due.thing_id if due.kind is PaymentKind.EXPENSE else None,
        allowance_id=due.thing_id if due.kind is PaymentKind.ALLOWANCE else None,
        person_id=to.person_id,
        payee_id=to.payee_id,
        amount=due.amount,
        name=to.name,
        last4=to.iban[-4:],
        mark=to.mark,
        words=due.reference,
        state=PaymentState.WAITING,
    )
    payment.sealed = vault.cipher.seal(to.iban, about=payment.id.bytes)
    return payment
