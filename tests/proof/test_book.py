"""The book cannot go wrong: thousands of steps of the real services beside a naive book."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from grants.ledger import queries as book
from grants.payments.models import BackKind
from tests.proof import watching
from tests.proof.again_steps import AgainSteps
from tests.proof.allowance_steps import AllowanceSteps
from tests.proof.paying_steps import PayingSteps
from tests.proof.shift_steps import ShiftSteps
from tests.proof.stage import stage
from tests.proof.surplus_steps import SurplusSteps

SOAK = int(os.environ.get("WIJKKAS_SOAK", "0"))  # so many walks; 0: a short fixed few
QUICK = settings(
    max_examples=6,
    stateful_step_count=40,
    derandomize=True,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
SHRINK = [Phase.generate, Phase.shrink]
LONG = settings(
    QUICK,
    stateful_step_count=60,
    max_examples=SOAK or 1,
    derandomize=False,
    phases=SHRINK if os.environ.get("WIJKKAS_SHRINK") else [Phase.generate],
)


class Groups(SurplusSteps, AgainSteps, PayingSteps, ShiftSteps, AllowanceSteps):
    """All steps together, and what must hold after each."""

    @invariant()
    def the_book_is_right(self) -> None:
        if not self.tried:
            return
        self.tried = False
        session, plans = self.session, self.plans
        watching.accounts_hold(session, plans)
        watching.entries_balance(session)
        watching.figures_hold(session, plans)
        watching.states_hold(session, plans)
        watching.both_sides_agree(session, plans)
        watching.closed_is_closed(plans)
        watching.told_holds(session, plans)

    @invariant()
    def no_cap_is_passed(self) -> None:
        assert self.caps.passed(self.allowances) == []

    def teardown(self) -> None:
        try:
            for plan in self.plans:
                watching.lines_hold(self.session, plan)
                watching.report_agrees(self.session, plan)
            assert book.check(self.session) == []
            self._nothing_dangles()
        finally:
            self.session.close()
            self.outer.rollback()

    def _nothing_dangles(self) -> None:
        """Keys that are looked at only at a commit."""
        if self.connection.dialect.name == "sqlite":
            assert self.session.execute(text("PRAGMA foreign_key_check")).all() == []
        else:
            self.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            self.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


def walks_on(connection: Connection) -> type[Groups]:
    """Walks on this database, with everybody who acts in it."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        here = stage(session)
        session.commit()

    class Here(Groups):
        pass

    Here.connection, Here.stage, Here.answers = connection, here, Counter()
    return Here


@pytest.mark.parametrize("by_run", [False, True])
def test_the_book_holds_where_money_went_back_twice_and_came_again(
    connection: Connection, by_run: bool
) -> None:
    """A walk that none of the short ones finds by chance."""
    one = walks_on(connection)()
    twice = {"amount": 2000, "by_run": by_run, "whole": False, "kind": BackKind.REVERSAL}
    one.most_are_granted(set(), 0, [5, 4], 3)

    one.comes_late(1, 0, gift=False, twice=twice)
    one.the_book_is_right()
    [plan] = one.too_much
    [(to, over)] = plan.over().items()
    sent = next(no for no, each in enumerate(one.returns()) if ("back", to) in each.moved)
    one.undo_return(sent, whole=False, name="")
    one.the_book_is_right()
    one.came_again(0, 1, over // 2, "cash", 0, "")
    one.the_book_is_right()
    one.undo_return(sent, whole=True, name="")
    one.the_book_is_right()

    assert plan.over() == {}
    assert plan.back()[to] > 0
    said = {"came_again: done", "mirror: partly-too-much", "mirror: done"}
    assert said <= one.answers.keys()
    one.teardown()


def test_what_was_paid_in_a_year_without_amounts_is_tested_when_they_are_added(
    connection: Connection,
) -> None:
    """A walk that none of the short ones finds by chance."""
    one = walks_on(connection)()
    one.most_are_granted(set(), 0, [5, 4], 3)
    one.at = datetime(2027, 12, 30, 11, tzinfo=UTC)
    said = {"by": "", "way": "flat", "days": 0, "odd": False, "known": True, "minutes": None}
    for _ in range(2):
        one.note_allowance(0, "Ada", amount=8000, another=True, go=1, **said)
    one.collect(0, set(), 1, "", go=3)
    one.at = datetime(2028, 1, 4, 11, tzinfo=UTC)
    one.settle_run(0, set(), 0, "")
    one.say_elsewhere(0, "Ada", 0, 1000)
    one.the_book_is_right()
    assert [bool(each.untested) for each in one.allowances] == [True, True]

    one.add_cap(2028, 0, "Hans")
    one.the_book_is_right()
    one.no_cap_is_passed()

    assert [each.passed for each in one.allowances] == [False, True]
    one.teardown()


def test_the_book_holds_through_every_walk(connection: Connection) -> None:
    here = walks_on(connection)
    run_state_machine_as_test(here, settings=LONG if SOAK else QUICK)
    done = sum(count for what, count in here.answers.items() if what.endswith(": done"))
    print(f"{connection.dialect.name}: {here.answers.total()} steps, {done} done")  # noqa: T201
    if SOAK:
        print(*sorted(here.answers.items()), sep="\n")  # noqa: T201
