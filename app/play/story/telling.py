"""What happens with a report: gathered, put to the group, sent, read, accepted, settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.play.runner import Stage
from app.play.story.buying import keep_picture
from app.play.story.writing import WEEK
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.payments import service as payments
from grants.payments.models import Source
from grants.payments.rules import GivingBack, Income, Moving
from grants.proposals.models import LineKind, Proposal
from grants.reports import service as reports
from grants.reports.models import Leftover, Report
from grants.reports.rules import Answers
from grants.reports.service import Shot


@dataclass(frozen=True, slots=True)
class Account:
    """How it went, in the group's words."""

    key: str
    adults: int
    children: int
    went: str
    after: str
    photos: Sequence[tuple[bytes, str]]
    whys: Mapping[LineKind, str] = field(default_factory=dict)
    leftover: Leftover = Leftover.RETURN
    leftover_why: str = ""


def gather(stage: Stage, told: Account, by: str, photographer: str) -> None:
    """Somebody starts the report, answers the questions and adds photos."""
    session, at, proposal = stage.session, stage.at, stage.get(Proposal, told.key)
    report = reports.start(session, proposal, by=stage.who(by), at=at)
    stage.keep(f"{told.key} report", report)
    answers = Answers(told.adults, told.children, told.went, told.after)
    reports.write(session, report, answers, by=stage.who(by), at=at)
    whys = {stage.made[f"{told.key} {kind}"]: words for kind, words in told.whys.items()}
    reports.explain(session, report, whys, by=stage.who(by), at=at)
    reports.choose(session, report, told.leftover, told.leftover_why, by=stage.who(by), at=at)
    for no, (drawn, words) in enumerate(told.photos, start=1):
        name = f"foto-{no}.png"
        kept = keep_picture(stage, drawn, name, proposal.owner_id, photographer)
        shot = Shot(kept, words, everyone_agrees=True)
        reports.add_photo(session, report, shot, by=stage.who(photographer), at=at)
    stage.say(f"{proposal.reference}: the report is written, with {len(told.photos)} photos")


def put_report(stage: Stage, key: str, by: str) -> None:
    """Ask the group about exactly this account."""
    report = stage.get(Report, f"{key} report")
    opened = reports.put(
        stage.session, report, closes_at=stage.at + WEEK, by=stage.who(by), at=stage.at
    )
    stage.keep(f"{key} report round", opened)
    stage.say("The report goes to the group", spent=report.total or EUR("0"))


def send_report(stage: Stage, key: str, by: str) -> None:
    """Send the sealed report to the funder."""
    report = stage.get(Report, f"{key} report")
    reports.send(stage.session, report, by=stage.who(by), at=stage.at)
    stage.say(f"{report.reference} is sealed ({report.mark}) and sent")


def read_report(stage: Stage, key: str, by: str) -> None:
    """The funder reads it."""
    reports.read(stage.session, stage.get(Report, f"{key} report"), by=stage.who(by), at=stage.at)


def accept_report(stage: Stage, key: str, by: str, *, keep: bool) -> None:
    """The funder agrees; the award is settled."""
    report = stage.get(Report, f"{key} report")
    reports.accept(stage.session, report, keep=keep, by=stage.who(by), at=stage.at)
    words = f"{report.reference}: {by} accepts; it is settled"
    stage.say_money(words, report.owner_id, report.proposal_id)


def collect(stage: Stage, key: str, amount: str, words: str, by: str) -> None:
    """What people paid to take part goes into the cash box."""
    proposal = stage.get(Proposal, key)
    income = Income(EUR(amount), stage.today, AccountKind.CASH, Source.PARTICIPANTS, words)
    payments.income(stage.session, proposal, income, by=stage.who(by), at=stage.at)
    stage.say_money("In the cash box: contributions", proposal.owner_id, proposal.id)


def bring_to_bank(stage: Stage, key: str, amount: str, by: str) -> None:
    """What is left in the cash box goes to the bank."""
    proposal = stage.get(Proposal, key)
    moving = Moving(EUR(amount), stage.today, AccountKind.CASH, AccountKind.BANK)
    payments.move(stage.session, proposal, moving, by=stage.who(by), at=stage.at)
    stage.say("From the cash box to the bank", amount=EUR(amount))


def give_back(stage: Stage, key: str, amount: str, to: str, by: str) -> None:
    """The money that is left goes back; the plan is closed."""
    proposal = stage.get(Proposal, key)
    giving = GivingBack(stage.made[to], EUR(amount), stage.today)
    payments.give_back(stage.session, proposal, giving, by=stage.who(by), at=stage.at)
    words = f"{proposal.reference}: € {amount} goes back; the plan is {proposal.state}"
    stage.say_money(words, proposal.owner_id, proposal.id)
