"""A second person's yes, the file that it makes, and handing that in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.payments import queries
from grants.payments.models import Payee, PayFile, Payment, PayRun
from grants.payments.rules.runs import Details, FileWriter, Order, Transfer
from grants.payments.service.accounts import details_of_payee, details_of_person
from grants.payments.service.shared import free_in_place, locked, open_books
from grants.payments.states import RUN_LIFE
from grants.people.cipher import Vault
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.waiting import service as waiting


def approve(
    session: Session,
    run: PayRun,
    looked: Collection[UUID],
    *,
    vault: Vault,
    by: Actor,
    at: datetime,
) -> PayRun:
    """A second person says yes, after a look at each payment that asks for one (``looked``).

    Refuses ``second-person-runs``, ``run-pays-you``, ``look-first``, ``payee-changed``,
    ``place-short``, ``book-faulty``, ``run-day-past``.
    """
    run = locked(session, run.id, Act.PAYMENTS_RUN_APPROVE, by)
    open_books(session, [one.group_id for one in run.living])
    if run.pay_on < day_of(at):
        raise NotNow("run-day-past")
    _refuse_own(session, run, vault, by)
    for payment in run.living:
        _refuse_changed(session, payment, vault)
    if any(one.looks and one.id not in looked for one in run.living):
        raise Invalid("look-first", field="looked")
    _refuse_short(session, run)
    run.state = RUN_LIFE.after(run.state, Act.PAYMENTS_RUN_APPROVE)
    run.approved_by_id, run.approved_at = by.person_id, at
    for payment in run.living:
        payment.approved_by_id = by.person_id
    session.flush()
    looks = sum(bool(one.looks) for one in run.living)
    record(session, Act.PAYMENTS_RUN_APPROVE, run, by=by, at=at, amount=run.total, looks=looks)
    waiting.done(session, run, at=at)
    return run


def make_file(
    session: Session, run: PayRun, writer: FileWriter, *, vault: Vault, by: Actor, at: datetime
) -> PayFile:
    """Write the file for the bank, once: whoever asks again gets the same.

    Refuses ``run-day-over``: a bank takes no file for a day that is over.
    """
    run = session.get_one(PayRun, run.id)
    made = queries.file_of(session, run)
    if made is not None:
        return made
    run = locked(session, run.id, Act.PAYMENTS_RUN_FILE, by)
    if run.pay_on < day_of(at):
        raise NotNow("run-day-over")
    data = writer.write(order_of(run, vault))
    run.state = RUN_LIFE.after(run.state, Act.PAYMENTS_RUN_FILE)
    made = PayFile(
        run_id=run.id,
        owner_id=run.owner_id,
        hash=digest(data.decode()),
        size=len(data),
        sealed=vault.cipher.seal(data.decode(), about=run.id.bytes),
        made_at=at,
    )
    session.add(made)
    session.flush()
    record(session, Act.PAYMENTS_RUN_FILE, run, by=by, at=at, hash=made.hash)
    return made


def fetch(session: Session, run: PayRun, *, vault: Vault, by: Actor, at: datetime) -> bytes:
    """Hand out the file once more, the same bytes; who did is written down."""
    run = locked(session, run.id, Act.PAYMENTS_RUN_FETCH, by)
    made = queries.file_of(session, run)
    assert made is not None  # noqa: S101  its state says so
    data = bytes_of(made, vault)
    record(session, Act.PAYMENTS_RUN_FETCH, run, by=by, at=at, hash=made.hash)
    return data


def bytes_of(file: PayFile, vault: Vault) -> bytes:
    """The file as it was written. ``ValueError`` when somebody changed what was kept."""
    data = vault.cipher.open(file.sealed, about=file.run_id.bytes).encode()
    if digest(data.decode()) != file.hash:
        raise ValueError("these are other bytes than were written")
    return data


def hand_in(session: Session, run: PayRun, *, by: Actor, at: datetime) -> PayRun:
    """The file was given to the bank."""
    run = locked(session, run.id, Act.PAYMENTS_RUN_HAND_IN, by)
    run.state = RUN_LIFE.after(run.state, Act.PAYMENTS_RUN_HAND_IN)
    run.handed_in_by_id, run.handed_in_at = by.person_id, at
    session.flush()
    record(session, Act.PAYMENTS_RUN_HAND_IN, run, by=by, at=at)
    return run


def order_of(run: PayRun, vault: Vault) -> Order:
    """What the file says: all of it stands in the run, so that it is the same each time."""
    return Order(
        file_kind=run.file_kind,
        message_id=run.reference,
        made_at=run.approved_at or run.made_at,
        pay_on=run.pay_on,
        name=run.debtor_name,
        iban=vault.cipher.open(run.debtor_sealed, about=run.id.bytes),
        transfers=[_transfer(one, vault) for one in run.living],
    )


def _transfer(payment: Payment, vault: Vault) -> Transfer:
    iban = vault.cipher.open(payment.sealed, about=payment.id.bytes)
    return Transfer(payment.end_to_end, payment.name, iban, payment.amount, payment.words)


def _refuse_own(session: Session, run: PayRun, vault: Vault, by: Actor) -> None:
    """Nobody says yes to money for herself, nor for an account that is hers too."""
    mine = session.get_one(Person, by.person_id)
    marks = {details_of_person(mine, vault).mark} if mine.iban_sealed is not None else set()
    if any(one.person_id == mine.id or one.mark in marks for one in run.living):
        raise NotAllowed("run-pays-you")


def _refuse_changed(session: Session, payment: Payment, vault: Vault) -> None:
    """Between putting together and the yes somebody changed her account: choose her anew."""
    now: Details
    if payment.person_id is not None:
        now = details_of_person(session.get_one(Person, payment.person_id), vault)
    else:
        now = details_of_payee(session.get_one(Payee, payment.payee_id), vault)
    if (now.mark, now.name) != (payment.mark, payment.name):
        raise NotNow("payee-changed", name=payment.name)


def _refuse_short(session: Session, run: PayRun) -> None:
    """The places must hold all of it, with what other runs take."""
    plans = {one.proposal_id: one.group_id for one in run.living}
    for plan_id, group_id in plans.items():
        left = free_in_place(session, run.owner_id, group_id, plan_id)
        if left < Money.zero():
            title = session.get_one(Proposal, plan_id).title
            raise OverRoom("plan-short", plan=title, left=-left)
