"""What happens at the money holder's desk: pay runs, and what its bank tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.play.runner import Stage
from app.play.story.people import HOLDER
from grants.allowances.models import Allowance
from grants.kit.canon import digest
from grants.kit.money import Money, total
from grants.neighbourhoods.models import Organisation
from grants.payments import service as payments
from grants.payments.models import BankAccount, FailedWhy, Format, PayRun
from grants.payments.rules import AccountData, Choosing, Outcome
from grants.payments.rules.matching import Sure
from grants.payments.rules.statements import NewAccount, ReadFile, ReadLine, ReadStatement
from grants.people.models import Person


def say_account(stage: Stage, by: str) -> None:
    """From which account the holder pays; its statements are read here as well."""
    vault, at, welzijn = stage.world.vault, stage.at, stage.get(Organisation, "welzijn")
    iban, name = HOLDER
    new = NewAccount(iban, "Rekening van de werkgroepen")
    account = payments.add_account(
        stage.session, welzijn, new, vault=vault, by=stage.who(by), at=at
    )
    payments.save_account(
        stage.session, welzijn.id, AccountData(iban, name), vault=vault, by=stage.who(by), at=at
    )
    stage.keep("bank", account)


def collect_run(stage: Stage, key: str, by: str, *things: str) -> None:
    """Put together what is due."""
    keys = frozenset(_key(stage, one) for one in things)
    pay_on = stage.today + timedelta(days=2)
    found = payments.collect(
        stage.session,
        stage.made["welzijn"],
        Choosing(keys, pay_on),
        vault=stage.world.vault,
        by=stage.who(by),
        at=stage.at,
    )
    stage.keep(key, found.run)
    stage.say(f"{found.run.reference}: {by} puts a pay run together", total=found.run.total)


def send_run(stage: Stage, key: str, second: str, by: str) -> None:
    """A second person looked; the file goes to the bank."""
    run, vault, at = stage.get(PayRun, key), stage.world.vault, stage.at
    looked = [one.id for one in run.living if one.looks]
    payments.approve(stage.session, run, looked, vault=vault, by=stage.who(second), at=at)
    payments.make_file(stage.session, run, stage.world.sepa, vault=vault, by=stage.who(by), at=at)
    payments.hand_in(stage.session, run, by=stage.who(by), at=at)
    stage.say(f"{run.reference}: {second} says yes, and {by} hands it in", total=run.total)


def end_run(stage: Stage, key: str, by: str, **failed: FailedWhy) -> None:
    """What the bank did; ``failed``: to whom it could not pay, and why."""
    run = stage.get(PayRun, key)
    why = {stage.get(Person, name).id: reason for name, reason in failed.items()}
    outcome = {one.id: why[one.person_id] for one in run.living if one.person_id in why}
    payments.settle(
        stage.session, run, Outcome(stage.today, outcome), by=stage.who(by), at=stage.at
    )
    stage.say(f"{run.reference}: the bank paid, and {len(outcome)} came not through")


def paid_lines(stage: Stage, key: str, on: date) -> list[ReadLine]:
    """How the bank shows what it paid of a run on that day."""
    run = stage.get(PayRun, key)
    return [
        ReadLine(on, -one.amount, name=one.name, words=one.words, end_to_end=one.end_to_end)
        for one in run.living
        if one.failed_why is None
    ]


def read_statement(stage: Stage, by: str, opening: Money, lines: Sequence[ReadLine]) -> None:
    """A statement of the bank comes in; what is sure is confirmed at once."""
    account, vault = stage.get(BankAccount, "bank"), stage.world.vault
    closing = opening + total(line.amount for line in lines)
    days = [line.on for line in lines]
    statement = ReadStatement(HOLDER[0], "41", min(days), max(days), opening, closing, tuple(lines))
    file = ReadFile(Format.CAMT, digest(f"{stage.today} {closing}"), (statement,))
    who, at = stage.who(by), stage.at
    payments.keep(stage.session, account, file, vault=vault, by=who, at=at)
    _lines, _things, found = payments.proposals_for(stage.session, account, vault=vault)
    keys = [one.key for one in found if one.sure is Sure.SURE]
    done = payments.confirm_all(stage.session, account, keys, vault=vault, by=who, at=at).done
    stage.say(f"A statement with {len(lines)} lines: {done} explained at once")


def _key(stage: Stage, name: str) -> str:
    """As the rules call something that is due."""
    thing_id = stage.made[name]
    kind = "allowance" if stage.session.get(Allowance, thing_id) else "expense"
    return f"{kind}.{thing_id}"
