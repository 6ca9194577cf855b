"""What happens between a group and a partner organisation: from sending to the first money."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.play.runner import Stage
from app.play.story.writing import nod
from grants.awards import service as awards
from grants.awards.models import Award, Instalment
from grants.funds.models import Fund
from grants.kit.access import Right
from grants.kit.money import EUR
from grants.payments import service as payments
from grants.payments.rules import Receiving
from grants.proposals.models import PartKind, Proposal
from grants.requests import service as requests
from grants.requests.models import Question, Request
from grants.reviews import service as reviews
from grants.reviews.models import CRITERIA, Advice, DecisionKind, Reply
from grants.reviews.service import Advising, Proposing


def send(stage: Stage, key: str, pot: str, by: str, coach: str | None = None) -> None:
    """Choose the pot, and send what the group agreed to."""
    session, at, proposal = stage.session, stage.at, stage.get(Proposal, key)
    request = requests.prepare(session, proposal, stage.get(Fund, pot), by=stage.who(by), at=at)
    stage.keep(f"{key} request", request)
    if coach:
        assert proposal.agreed_version is not None  # noqa: S101  only an agreed plan is sent
        mark = proposal.agreed_version.hash
        nod(stage, Right.SEND, request, mark=mark, label=proposal.title, by=by, to=coach)
    requests.send(session, request, by=stage.who(by), at=at)
    fund = stage.get(Fund, pot).name
    stage.say(f"{request.reference} goes to “{fund}”", asked=request.asked)


def open_(stage: Stage, key: str, by: str) -> None:
    """Somebody at the desk begins to read."""
    request = stage.get(Request, f"{key} request")
    requests.open_(stage.session, request, by=stage.who(by), at=stage.at)


def ask(stage: Stage, key: str, part: PartKind, words: str, by: str) -> None:
    """The desk asks a question about one part."""
    request = stage.get(Request, f"{key} request")
    asked = requests.ask(stage.session, request, part, words, by=stage.who(by), at=stage.at)
    stage.keep(f"{key} question", asked)
    stage.say(f"{request.reference}: the municipality asks a question")


def reply(stage: Stage, key: str, words: str, by: str) -> None:
    """The group answers in words."""
    question = stage.get(Question, f"{key} question")
    requests.answer(stage.session, question, words, by=stage.who(by), at=stage.at)
    stage.say(f"{stage.get(Request, f'{key} request').reference}: {by} answers")


def advise(stage: Stage, key: str, by: str, words: str, **replies: Reply) -> None:
    """A reviewer writes advice."""
    given = {name: replies.get(name.replace("-", "_"), Reply.YES) for name in CRITERIA}
    advising = Advising(Advice.GRANT, words, knows_nobody=True, replies=given)
    request = stage.get(Request, f"{key} request")
    reviews.advise(stage.session, request, advising, by=stage.who(by), at=stage.at)


@dataclass(frozen=True, slots=True)
class Grant:
    """What is granted, in plain words. ``first`` None: four fifths at once."""

    words: str
    conditions: str
    first: str | None = None
    report_weeks: int = 6


def grant(stage: Stage, key: str, said: Grant, proposer: str, decider: str) -> Award:
    """One proposes to grant all of it; another decides and sends it."""
    proposing = Proposing(
        DecisionKind.ALL,
        said.words,
        conditions=said.conditions,
        first=EUR(said.first) if said.first else None,
        report_weeks=said.report_weeks,
    )
    session, at, request = stage.session, stage.at, stage.get(Request, f"{key} request")
    decision = reviews.propose(session, request, proposing, by=stage.who(proposer), at=at)
    stage.keep(f"{key} decision", decision)
    award = awards.decide(session, decision, by=stage.who(decider), at=at)
    assert award is not None  # noqa: S101  all of it was granted
    stage.keep(f"{key} award", award)
    stage.say(f"{award.reference}: {decider} grants all of it", granted=award.amount)
    return award


def agree(stage: Stage, key: str, group: str, desk: str, coach: str | None = None) -> None:
    """Both sides agree to the conditions; the plan starts."""
    award = stage.get(Award, f"{key} award")
    if coach:
        nod(stage, Right.SPEAK, award, mark=award.hash, label=award.title, by=group, to=coach)
    awards.agree(stage.session, award, by=stage.who(group), at=stage.at)
    awards.agree(stage.session, award, by=stage.who(desk), at=stage.at)
    stage.say_money(f"{award.reference}: both sides agree", award.owner_id, award.proposal_id)


def receive(stage: Stage, key: str, by: str, no: int = 1) -> None:
    """An instalment comes in at the money holder's bank."""
    award = stage.get(Award, f"{key} award")
    wanted = select(Instalment).where(Instalment.award_id == award.id, Instalment.no == no)
    instalment = stage.session.scalars(wanted).one()
    payments.receive(
        stage.session, instalment, Receiving(stage.today), by=stage.who(by), at=stage.at
    )
    stage.say_money(f"{award.reference}: part {no} arrived", award.owner_id, award.proposal_id)
