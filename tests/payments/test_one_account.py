"""One row for one account: what is paid from, and whose statements are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from grants.kit import database
from grants.kit.orm import Base
from grants.payments import queries, service
from grants.payments.models import BankAccount, PayAccount
from grants.payments.rules.statements import NewAccount
from grants.payments.service import bank_accounts, statements
from tests.databases import postgresql_url
from tests.ground import NOON
from tests.house.test_schema import migrations, move
from tests.payments.paying import HOLDER, VAULT, Paying, account, paying
from tests.payments.statement_story import file, line

OTHER = "NL02ABNA0123456789"
TABLES = ScriptDirectory.from_config(migrations()).get_revision("0034").module


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def banks(one: Paying) -> list[str]:
    return [each.iban_last4 for each in queries.accounts(one.session, [one.owner_id])]


def pays_from(one: Paying, iban: str) -> PayAccount:
    data, hans = account(iban), one.actor("Hans")
    return service.save_account(one.session, one.owner_id, data, vault=VAULT, by=hans, at=NOON)


def test_an_account_that_is_read_is_paid_from_without_a_second_row(one: Paying) -> None:
    new, hans = NewAccount(OTHER, "Betaalrekening"), one.actor("Hans")
    holder = one.plan.one.ground.holder
    read = bank_accounts.add_account(one.session, holder, new, vault=VAULT, by=hans, at=NOON)

    kept = pays_from(one, OTHER)

    assert kept.bank is read
    assert (kept.last4, read.name) == (OTHER[-4:], "Betaalrekening")
    assert banks(one) == [OTHER[-4:]]


def test_an_account_that_was_paid_from_stays_while_its_statements_do(one: Paying) -> None:
    [first] = queries.accounts(one.session, [one.owner_id])
    told, hans = file(line("5"), account=HOLDER), one.actor("Hans")
    statements.keep(one.session, first, told, vault=VAULT, by=hans, at=NOON)

    pays_from(one, OTHER)

    assert sorted(banks(one)) == sorted([HOLDER[-4:], OTHER[-4:]])


def test_an_account_that_somebody_added_stays_when_nothing_is_paid_from_it_any_more(
    one: Paying,
) -> None:
    new, hans = NewAccount(OTHER, "Spaarrekening groepen"), one.actor("Hans")
    holder = one.plan.one.ground.holder
    bank_accounts.add_account(one.session, holder, new, vault=VAULT, by=hans, at=NOON)
    pays_from(one, OTHER)

    pays_from(one, HOLDER)

    assert sorted(banks(one)) == sorted([HOLDER[-4:], OTHER[-4:]])


@dataclass(frozen=True)
class Before:
    """A database of the revision before, in which two pay and the first reads that account too."""

    engine: Engine
    reads: UUID
    pays: UUID


@pytest.fixture(params=["sqlite", "postgresql"])
def before(
    request: pytest.FixtureRequest, tmp_path: Path, run_id: str, worker: str
) -> Iterator[Before]:
    """On both databases."""
    if request.param == "sqlite":
        yield from _filled(f"sqlite:///{tmp_path / 'rows.db'}")
    else:
        with postgresql_url(run_id, f"{worker}_one_account") as url:
            yield from _filled(url)


def _filled(url: str) -> Iterator[Before]:
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    move(engine, "head")
    with Session(engine) as session:
        one = paying(session)
        pays, person = one.plan.one.funder.id, one.plan.id_of("Hans")
        found = Before(engine, one.owner_id, pays)
        kept = {"file_kind": "pain.001.001.03", "term_days": 20, "changed_by_id": person}
        session.commit()
    to(engine, "0033", command.downgrade)
    with engine.begin() as connection:
        for owner_id, iban in ((found.reads, HOLDER), (found.pays, OTHER)):
            sealed = VAULT.cipher.seal(iban, about=owner_id.bytes)
            seal = {"sealed": sealed, "last4": iban[-4:], "mark": VAULT.mark(iban)}
            of_it = {"owner_id": owner_id, "name": "Zo heet het", "changed_at": NOON}
            connection.execute(TABLES.PAY.insert(), kept | seal | of_it)
    yield found
    engine.dispose()


def to(engine: Engine, revision: str, verb: Callable[[Config, str], None]) -> None:
    config = migrations()
    with engine.connect() as connection:
        config.attributes |= {"connection": connection, "metadata": Base.metadata}
        verb(config, revision)
        connection.commit()


def numbers(engine: Engine) -> dict[UUID, tuple[str, str, int]]:
    """By who pays: the number that opens, its name in the list of accounts, the term."""
    with Session(engine) as session:
        return {
            one.owner_id: (
                VAULT.cipher.open(one.bank.iban_sealed, about=one.bank.id.bytes),
                one.bank.name,
                one.term_days,
            )
            for one in session.scalars(select(PayAccount))
        }


def test_accounts_keep_their_number_over_the_change(before: Before) -> None:
    move(before.engine, "head")

    assert numbers(before.engine) == {
        before.reads: (HOLDER, "Stichting De Brug", 20),
        before.pays: (OTHER, "Zo heet het", 20),
    }
    with Session(before.engine) as session:
        assert session.scalar(select(func.count(BankAccount.id))) == 2


def test_on_the_way_back_what_cannot_be_opened_is_said_once_more(before: Before) -> None:
    move(before.engine, "head")

    to(before.engine, "0033", command.downgrade)

    with before.engine.connect() as connection:
        [left] = connection.execute(select(TABLES.PAY.c.owner_id, TABLES.PAY.c.sealed)).all()
        reads = connection.execute(select(TABLES.BANK.c.owner_id)).scalars().all()
    assert left.owner_id == before.pays
    assert VAULT.cipher.open(left.sealed, about=before.pays.bytes) == OTHER
    assert reads == [before.reads]
