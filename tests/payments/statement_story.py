"""A bank account of the holder, statements read on it, and verbs with dull defaults."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.world import fake_world
from grants.awards.models import Instalment
from grants.kit.money import EUR
from grants.payments import queries
from grants.payments.models import (
    BankAccount,
    Format,
    Matching,
    StatementLine,
)
from grants.payments.rules.matching import Sure
from grants.payments.rules.statements import (
    NewAccount,
    ReadFile,
    ReadLine,
    ReadStatement,
)
from grants.payments.service import bank_accounts, matching, statements, tying
from grants.payments.service.tying import Undoing
from tests.ground import NOON
from tests.spending.story import DAY, Running, running

IBAN = "NL02ABNA0123456789"
VAULT = fake_world().vault


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


@pytest.fixture
def account(plan: Running) -> BankAccount:
    return bank_accounts.add_account(
        plan.session,
        plan.one.ground.holder,
        NewAccount("NL02 ABNA 0123 4567 89", " Betaalrekening "),
        vault=VAULT,
        by=plan.actor("Hans"),
        at=NOON,
    )


def line(amount: str, words: str = "", on: date = DAY, **more: object) -> ReadLine:
    return ReadLine(on, EUR(amount), words=words, **more)  # type: ignore[arg-type]


def file(*lines: ReadLine, name: str = "a", form: Format = Format.CAMT, **more: object) -> ReadFile:
    days = [one.on for one in lines] or [DAY]
    usual: dict[str, object] = {
        "account": IBAN,
        "label": "1",
        "from_on": min(days),
        "until_on": max(days),
        "opening": None,
        "closing": None,
        "lines": lines,
    }
    one = ReadStatement(**usual | more)  # type: ignore[arg-type]
    return ReadFile(form, name * 64, (one,))


def keep(
    plan: Running, account: BankAccount, *lines: ReadLine, name: str = "a"
) -> list[StatementLine]:
    taken = statements.keep(
        plan.session, account, file(*lines, name=name), vault=VAULT, by=plan.actor("Hans"), at=NOON
    )
    assert taken.new == len(lines)
    return list(queries.open_lines(plan.session, account.id))


def proposed(plan: Running, account: BankAccount) -> list[tuple[str, Sure]]:
    found = matching.proposals_for(plan.session, account, vault=VAULT)[2]
    return [(one.key, one.sure) for one in found]


def confirm(plan: Running, account: BankAccount) -> matching.Confirmed:
    keys = [key for key, _sure in proposed(plan, account)]
    return matching.confirm_all(
        plan.session, account, keys, vault=VAULT, by=plan.actor("Hans"), at=NOON
    )


def instalment(plan: Running) -> Instalment:
    which = select(Instalment).where(Instalment.award_id == plan.award.id).order_by(Instalment.no)
    return plan.session.scalars(which).first()  # type: ignore[return-value]


def last(plan: Running) -> Matching:
    return plan.session.scalars(select(Matching).order_by(Matching.confirmed_at)).all()[-1]


def undo(plan: Running, match: Matching, *, mirror: bool, why: str = "Verkeerd.") -> Matching:
    return tying.undo(plan.session, match, Undoing(why, mirror), by=plan.actor("Hans"), at=NOON)
