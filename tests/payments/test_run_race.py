"""Pay runs under strain: two at once, and a worker killed at each step of a run of forty."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from app.gateways.sepa import FakeSepa
from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.history.queries import verify
from grants.kit.access import Actor, Role
from grants.kit.errors import Refusal
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import Entry
from grants.payments import queries, service
from grants.payments.models import PayFile, Payment, PayRun
from grants.payments.rules import Choosing, Outcome
from grants.payments.states import PaymentState, RunState
from tests.ground import NOON, seated
from tests.payments.paying import VAULT, Paying, paying
from tests.spending.story import DAY

FORTY = 40
STEPS = 2  # at how many moments of each verb the worker is killed, beside the first and last

Verb = Callable[[Session, Actor], object]


def at_once(engine: Engine, verbs: list[tuple[Verb, Actor]]) -> list[str]:
    """Each in a session of its own, all from the same moment; what came of each."""
    told: list[str] = []
    start = threading.Barrier(len(verbs))

    def one(verb: Verb, by: Actor) -> None:
        start.wait()
        try:
            with Session(engine) as session:
                verb(session, by)
                session.commit()
            told.append("done")
        except Refusal as refusal:
            told.append(refusal.code)

    threads = [threading.Thread(target=one, args=one_try) for one_try in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def collecting(one: Paying) -> Verb:
    owner_id, data = one.owner_id, Choosing(one.due(), DAY)

    def verb(session: Session, by: Actor) -> object:
        return service.collect(session, owner_id, data, vault=VAULT, by=by, at=NOON)

    return verb


def approving(run_id: UUID) -> Verb:
    def verb(session: Session, by: Actor) -> object:
        run = session.get_one(PayRun, run_id)
        looked = [one.id for one in run.payments]
        service.approve(session, run, looked, vault=VAULT, by=by, at=NOON)
        return service.make_file(session, run, FakeSepa(), vault=VAULT, by=by, at=NOON)

    return verb


def settling(run_id: UUID) -> Verb:
    def verb(session: Session, by: Actor) -> object:
        run = session.get_one(PayRun, run_id)
        return service.settle(session, run, Outcome(DAY), by=by, at=NOON)

    return verb


def handing_in(run_id: UUID) -> Verb:
    def verb(session: Session, by: Actor) -> object:
        return service.hand_in(session, session.get_one(PayRun, run_id), by=by, at=NOON)

    return verb


def test_two_who_choose_the_same_make_one_run(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        one.approved("30")
        one.agreed("20", "Ben")
        verb, hans, ina = collecting(one), one.actor("Hans"), one.actor("Ina")
        session.commit()

    told = at_once(open_engine, [(verb, hans), (verb, ina)])

    assert told == ["done", "due-no-more"]
    with Session(open_engine) as session:
        assert len(session.scalars(select(Payment)).all()) == 2


def test_two_who_say_yes_at_once_are_one_yes(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        one.plan.one.people["Jo"] = seated(session, one.plan.one.ground.holder, Role.PAYER, "Jo")
        one.approved("30")
        run, ina, jo = one.run(), one.actor("Ina"), one.actor("Jo")
        verb, run_id = approving(run.id), run.id
        session.commit()

    told = at_once(open_engine, [(verb, ina), (verb, jo)])

    assert told == ["done", "wrong-state"]
    with Session(open_engine) as session:
        assert session.scalar(select(func.count()).select_from(PayFile)) == 1
        assert session.get_one(PayRun, run_id).state is RunState.FILED


def test_two_who_write_down_the_same_book_it_once(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        one.approved("30")
        run, hans, ina = one.handed_in(), one.actor("Hans"), one.actor("Ina")
        verb, before = settling(run.id), one.plan.now.bank
        owner_id = one.plan.proposal.owner_id
        session.commit()

    told = at_once(open_engine, [(verb, hans), (verb, ina)])

    assert told == ["done", "wrong-state"]
    with Session(open_engine) as session:
        assert before - book.amounts(session, owner_id).bank == EUR("30")


# ---- Killed ------------------------------------------------------------------------------------


class Killed(BaseException):
    """The worker is gone."""


def killed_at(engine: Engine, step: int, verb: Verb, by: Actor) -> bool:
    """Did it die? Dies at this flush, and nothing of it was committed then."""
    flushes = 0

    def count(*_: object) -> None:
        nonlocal flushes
        flushes += 1
        if flushes == step:
            raise Killed

    with Session(engine) as session:
        event.listen(session, "after_flush", count)
        try:
            verb(session, by)
        except Killed:
            return True
    return False


def steps_of(engine: Engine, verb: Verb, by: Actor) -> int:
    """How many flushes the verb takes, without keeping what it did."""
    flushes: list[None] = []
    with Session(engine) as session:
        event.listen(session, "after_flush", lambda *_: flushes.append(None))
        verb(session, by)
        session.rollback()
    return len(flushes)


def standing(engine: Engine) -> tuple[object, ...]:
    """What would show a half-done run."""
    with Session(engine) as session:
        return (
            session.scalar(select(func.count()).select_from(Entry)),
            session.scalar(select(func.count()).select_from(Payment)),
            session.scalar(select(func.count()).select_from(PayFile)),
            sorted(session.scalars(select(PayRun.state))),
            sorted(session.scalars(select(Payment.state))),
            sorted(session.scalars(select(Allowance.state))),
        )


def survives(engine: Engine, verb: Verb, by: Actor) -> None:
    """Killed at moments spread over the whole verb it leaves nothing; then it does all of it."""
    before, most = standing(engine), steps_of(engine, verb, by)
    moments = sorted({1, most, *range(1, most, max(1, most // STEPS))})
    for step in moments:
        assert killed_at(engine, step, verb, by), step
        assert standing(engine) == before, step
    with Session(engine) as session:
        verb(session, by)
        session.commit()


def test_a_worker_killed_at_each_step_pays_forty_allowances_once_each(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        for no in range(FORTY):
            one.agreed("5", "Ada" if no % 2 else "Ben")
        hans, ina = one.actor("Hans"), one.actor("Ina")
        owner_id, group_id = one.owner_id, one.plan.proposal.owner_id
        bank, choose = one.plan.now.bank, collecting(one)
        session.commit()

    survives(open_engine, choose, hans)
    with Session(open_engine) as session:
        run_id = queries.runs(session, [owner_id])[0].id
    survives(open_engine, approving(run_id), ina)
    survives(open_engine, handing_in(run_id), hans)
    survives(open_engine, settling(run_id), hans)

    with Session(open_engine) as session:
        run = session.get_one(PayRun, run_id)
        paid = session.scalars(select(Allowance).where(Allowance.state == AllowanceState.PAID))
        assert len({one.allowance_id for one in run.payments}) == len(paid.all()) == FORTY
        assert {one.state for one in run.payments} == {PaymentState.PAID}
        assert run.state is RunState.DONE
        assert bank - book.amounts(session, group_id).bank == EUR("200")
        assert book.check(session) == []
        assert not [*verify(session, group_id), *verify(session, owner_id)]
