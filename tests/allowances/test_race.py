"""Two treasurers of two groups at once, and what is left of one person's month."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from grants.allowances import service
from grants.allowances.models import Allowance, AllowanceYear
from grants.allowances.service.years import lock_year
from grants.allowances.states import AllowanceState
from grants.kit.access import Actor
from grants.kit.errors import OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from tests.allowances.story import Helping, helping
from tests.ground import NOON
from tests.spending.story import DAY

Try = tuple[UUID, Actor]


def at_once(engine: Engine, tries: list[Try], verb: Callable[..., object]) -> list[str]:
    """Each in a session of its own, all from the same moment; what came of each."""
    told: list[str] = []
    start = threading.Barrier(len(tries))

    def one(allowance_id: UUID, by: Actor) -> None:
        start.wait()
        try:
            with Session(engine) as session:
                verb(session, session.get_one(Allowance, allowance_id), by=by, at=NOON)
                session.commit()
            told.append("done")
        except OverRoom as refusal:
            told.append(refusal.code)

    threads = [threading.Thread(target=one, args=one_try) for one_try in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def two_groups(session: Session) -> tuple[Helping, Helping]:
    one, other = helping(session), helping(session, "Noord")
    other.also(one, "Ada")
    return one, other


def test_two_treasurers_at_once_do_not_pass_the_month(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        one, other = two_groups(session)
        tries: list[Try] = []
        for group in (one, other):
            allowance = group.noted("100")
            tries.append((allowance.id, group.actor("Dan")))
        one.had_elsewhere("100")
        session.commit()

    told = at_once(open_engine, tries, service.agree)

    assert told == ["done", "over-month"]
    with Session(open_engine) as session:
        assert book.check(session) == []


def test_two_payments_at_once_do_not_pass_the_month(open_engine: Engine) -> None:
    def pay(session: Session, allowance: Allowance, *, by: Actor, at: object) -> None:
        data = service.Paying(AccountKind.BANK, DAY)
        service.pay(session, allowance, data, by=by, at=NOON)

    with Session(open_engine) as session:
        one, other = two_groups(session)
        tries = [(group.agreed("100").id, group.actor("Hans")) for group in (one, other)]
        one.had_elsewhere("100")
        session.commit()

    assert at_once(open_engine, tries, pay) == ["done", "over-month"]
    with Session(open_engine) as session:
        paid = session.scalars(select(Allowance).where(Allowance.state == AllowanceState.PAID))
        assert [allowance.amount for allowance in paid] == [EUR("100")]
        assert book.check(session) == []


def test_a_year_has_one_row_however_often_it_is_locked(session: Session) -> None:
    one = helping(session)
    person_id = one.id_of("Ada")

    rows = {lock_year(session, person_id, 2026, at=NOON).id for _ in range(3)}
    other = lock_year(session, person_id, 2025, at=NOON)

    assert len(rows) == 1
    assert other.id not in rows
    which = select(AllowanceYear).where(AllowanceYear.person_id == person_id)
    assert len(session.scalars(which).all()) == 2


def test_seeding_twice_adds_nothing(session: Session) -> None:
    added = [len(service.seed_caps(session, at=NOON)) for _ in range(2)]

    assert added == [7, 0]
