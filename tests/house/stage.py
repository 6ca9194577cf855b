"""A neighbourhood that has one of everything, made through the verbs: for calling every door.

The cast: ada member · dan treasurer · cas coach · rosa reviewer · dirk decider · hans payer at the
money holder · vera treasurer of another workgroup · olga operator. What Ada can act on is named by
its kind; a second thing of a kind by its kind and state.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.awards import service as awards
from grants.awards.models import Award, Instalment
from grants.consent import service as consent
from grants.consent.models import AnswerKind, Round
from grants.consent.service import Answering
from grants.documents.models import Document
from grants.kit.access import SYSTEM, Right, Role
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.neighbourhoods.models import Seat
from grants.payments import service as payments
from grants.payments.models import Arrival
from grants.payments.rules import GivingBack
from grants.people import service as people
from grants.proposals import service as proposals
from grants.proposals.models import LineKind, Proposal, Version
from grants.proposals.service import NewPlan
from grants.reports import service as reports
from grants.reports.service import Shot
from grants.requests import service as requests
from grants.requests.models import Request
from grants.reviews import service as reviews
from grants.reviews.models import Decision
from grants.spending import service as spending
from grants.spending.models import Receipt
from grants.spending.rules import Losing, Shifting
from grants.workgroups import service as workgroups
from grants.workgroups.models import Membership
from grants.workgroups.service import NewWorkgroup
from tests.allowances.story import COSTS as HELP
from tests.allowances.story import Helping
from tests.ground import NOON, OPERATOR
from tests.house import stage_money
from tests.house.things import Things
from tests.payments.bank_stage import bank_of
from tests.reports.story import Told
from tests.requests.story import COSTS, Costs, plan
from tests.spending.story import ALL, Running, running

NAMES = ("ada", "dan", "cas", "rosa", "dirk", "hans", "vera", "olga")
TIMES = count()


def build(session: Session) -> Things:
    """Play it all."""
    told = Told(session, running(session))
    first = told.plan
    first.arrives("300")
    first.own("42")
    things = Things()
    _ground(first, things)
    _plans(first, things)
    _requests(first, things)
    _awards(first, things)
    _spending(first, things)
    _allowances(first, things)
    stage_money.with_counts(first, things)
    stage_money.with_audit(first, things)
    _reports(told, things)
    stage_money.nightly_look(session, things)
    things.ids |= bank_of(first, UUID(things.ids["other"]))
    stage_money.with_online(first, started(first), things)
    session.flush()
    things.ids = {name: str(UUID(value)) for name, value in things.ids.items()}
    return things


def _ground(first: Running, things: Things) -> None:
    session, one = first.session, first.one
    ground = one.ground
    names = {"Ada": "ada", "Dan": "dan", "Cas": "cas", "Rosa": "rosa", "Dirk": "dirk"}
    things.people = {short: one.people[name].id for name, short in names.items()}
    things.people["hans"] = one.people["Hans"].id
    olga, vera = (
        people.register(session, name=name, email=None, language="nl", by=SYSTEM, at=NOON)
        for name in ("Olga", "Vera")
    )
    people.make_operator(session, olga, by=SYSTEM, at=NOON)
    other = workgroups.create(
        session,
        ground.group,
        NewWorkgroup("Werkgroep Opvoeding", ground.theme.id, ground.holder.id),
        by=OPERATOR,
        at=NOON,
    )
    workgroups.join(session, other, vera, Role.TREASURER, by=OPERATOR, at=NOON)
    mandates.apply_template(session, other, Template.OURSELVES, by=OPERATOR, at=NOON)
    things.people |= {"vera": vera.id, "olga": olga.id}
    ada = first.actor("Ada")
    invitation = mandates.invite(session, ground.workgroup, Role.MEMBER, by=ada, at=NOON)
    gul = session.scalars(
        select(Membership).where(Membership.person_id == one.people["Gül"].id)
    ).one()
    way = workgroups.let_back(session, gul, by=ada, at=NOON)
    seat = session.scalars(select(Seat).where(Seat.person_id == one.people["Eva"].id)).one()
    things.ids |= {
        "neighbourhood": ground.neighbourhood.id.hex,
        "theme": ground.theme.id.hex,
        "holder": ground.holder.id.hex,
        "funder": one.funder.id.hex,
        "group": ground.group.id.hex,
        "workgroup": ground.workgroup.id.hex,
        "other": other.id.hex,
        "invitation": invitation.id.hex,
        "membership": gul.id.hex,
        "way": way.id.hex,
        "seat": seat.id.hex,
        "fund": one.fund.id.hex,
    }


def another(first: Running, costs: Costs = COSTS) -> Proposal:
    """One more plan that the group agreed to."""
    proposal = plan(first.session, first.one.ground, first.one.people, costs)
    round_ = first.session.scalars(
        select(Round)
        .join(Version, Version.id == Round.thing_id)
        .where(Version.proposal_id == proposal.id)
    ).one()
    consent.answer(first.session, round_, Answering(AnswerKind.YES), by=first.actor("Dan"), at=NOON)
    first.session.refresh(proposal)
    return proposal


def _plans(first: Running, things: Things) -> None:
    session, workgroup = first.session, first.one.ground.workgroup
    ada = first.actor("Ada")
    draft = another(first)
    proposals.change(session, draft, by=ada, at=NOON)
    asking = another(first)
    proposals.change(session, asking, by=ada, at=NOON)
    round_ = proposals.put(session, asking, closes_at=NOON + timedelta(days=5), by=ada, at=NOON)
    bare = proposals.create(session, workgroup, NewPlan("Iets nieuws"), by=ada, at=NOON)
    agreed = another(first)
    things.ids |= {
        "draft": draft.id.hex,
        "line": draft.lines[0].id.hex,
        "cover": draft.covers[0].id.hex,
        "asking": asking.id.hex,
        "round": round_.id.hex,
        "bare": bare.id.hex,
        "agreed": agreed.id.hex,
        "running": first.proposal.id.hex,
    }
    holder = first.one.ground.workgroup
    mandates.apply_template(session, holder, Template.ON_THE_WAY, by=OPERATOR, at=NOON)
    nod = mandates.ask_nod(
        session,
        Right.SEND,
        agreed,
        mark=proposals.mark_of(session, agreed),
        label="Oudercafé",
        by=first.actor("Ada"),
        at=NOON,
    )
    mandates.apply_template(session, holder, Template.OURSELVES, by=OPERATOR, at=NOON)
    things.ids["nod"] = nod.id.hex


def prepared(first: Running) -> Request:
    """A request that was not sent yet, for a plan of its own."""
    return requests.prepare(
        first.session, another(first), first.one.fund, by=first.actor("Ada"), at=NOON
    )


def opened(first: Running) -> Request:
    """A request that is being read."""
    sent = requests.send(first.session, prepared(first), by=first.actor("Ada"), at=NOON)
    return requests.open_(first.session, sent, by=first.one.rosa, at=NOON)


def decided(first: Running) -> Award:
    """What was granted and not agreed to by anybody yet."""
    proposed = reviews.propose(first.session, opened(first), ALL, by=first.one.rosa, at=NOON)
    award = awards.decide(first.session, proposed, by=first.one.dirk, at=NOON)
    assert award is not None
    return award


def _requests(first: Running, things: Things) -> None:
    session, rosa = first.session, first.one.rosa
    draft = prepared(first)
    sent = requests.send(session, prepared(first), by=first.actor("Ada"), at=NOON)
    reading = opened(first)
    asked = opened(first)
    requests.ask(session, asked, None, "Wie helpt er mee?", by=rosa, at=NOON)
    proposed = reviews.propose(session, opened(first), ALL, by=rosa, at=NOON)
    things.ids |= {
        "request-draft": draft.id.hex,
        "request-sent": sent.id.hex,
        "request": reading.id.hex,
        "request-question": asked.id.hex,
        "decision-proposed": proposed.id.hex,
    }


def _awards(first: Running, things: Things) -> None:
    session = first.session
    award = decided(first)
    decision = session.scalars(
        select(Decision).where(Decision.request_id == award.request_id)
    ).one()
    arrival = session.scalars(select(Arrival).where(Arrival.kind == "own")).first()
    things.ids |= {
        "award": award.id.hex,
        "award-active": first.award.id.hex,
        "decision": decision.id.hex,
        "arrival": arrival.id.hex if arrival else "",
    }
    award = started(first)
    instalment = session.scalars(
        select(Instalment).where(Instalment.award_id == award.id).order_by(Instalment.no)
    ).first()
    assert instalment is not None
    things.ids["instalment"] = instalment.id.hex
    stopped = started(first)
    plan_of_it = session.get_one(Proposal, stopped.proposal_id)
    Running(session, first.one, plan_of_it, stopped).arrives("240")
    allowances.stop_plan(session, plan_of_it, "De zaal is dicht.", by=first.actor("Ada"), at=NOON)
    funder = stopped.organisation_id
    data = GivingBack(funder, EUR("1"), NOON.date())
    hans = first.actor("Hans")
    back = payments.give_back(session, plan_of_it, data, by=hans, at=NOON)
    holder = first.one.ground.holder.id
    twice = GivingBack(holder, EUR("1"), NOON.date(), from_run=True)  # he was owed nothing
    payments.give_back(session, plan_of_it, twice, by=hans, at=NOON)
    things.ids |= {"stopped": plan_of_it.id.hex, "sent-back": back.id.hex}


def _shifts(first: Running) -> dict[str, str]:
    """One that waits for a yes, one that waits for the fund."""
    session, ben = first.session, first.actor("Ben")
    less, more = first.line(), first.line(LineKind.CHILDCARE)
    data = Shifting(less, more, EUR("1"), "Meer kinderen")
    asking = spending.ask_shift(session, first.proposal, data, by=ben, at=NOON)
    first.one.fund.shift_free = EUR("0")
    session.flush()
    at_fund = spending.ask_shift(session, first.proposal, data, by=ben, at=NOON)
    spending.agree_shift(session, at_fund, by=first.actor("Ada"), at=NOON)
    asked = at_fund.askings[0].id.hex
    return {"shift": asking.id.hex, "shift-asking": asked}


def _photo(plan: Running, file: str) -> UUID:
    """The same name with other bytes each time: the same file twice is noticed."""
    return plan.document(file, content=f"{file} {next(TIMES)}")


def started(first: Running) -> Award:
    """What was granted and agreed to by both sides; nothing came in yet."""
    award = decided(first)
    awards.agree(first.session, award, by=first.actor("Ada"), at=NOON)
    awards.agree(first.session, award, by=first.one.dirk, at=NOON)
    return award


def _spending(first: Running, things: Things) -> None:
    session = first.session
    spending.seed_ceiling(session, at=NOON)
    picture = first.document(content="bon.jpg")
    mine = first.asking("20", documents=(picture,))
    theirs = first.asking("20", by="Ben")
    said = Losing("Verf", "Uit mijn tas gevallen", first.document(content="foto.jpg"))
    lost = first.asking("20", by="Ben", documents=(), lost=said)
    refused = first.asking("20")
    spending.refuse(session, refused, "De bon is niet te lezen.", by=first.actor("Ben"), at=NOON)
    approved = first.approved("20")
    paid = first.paid("20")
    receipt = session.scalars(select(Receipt).where(Receipt.expense_id == mine.id)).one()
    things.ids |= {
        "expense": mine.id.hex,
        "expense-asking": theirs.id.hex,
        "expense-refused": refused.id.hex,
        "expense-lost": lost.id.hex,
        **_shifts(first),
        "expense-approved": approved.id.hex,
        "expense-paid": paid.id.hex,
        "receipt": receipt.id.hex,
    }


def _allowances(first: Running, things: Things) -> None:
    """A plan with money for allowances; Ada's waits for Dan, Ben's is agreed, Ada's last is paid."""
    session = first.session
    allowances.seed_caps(session, at=NOON)
    proposal = another(first, HELP)
    asked = requests.prepare(session, proposal, first.one.fund, by=first.actor("Ada"), at=NOON)
    requests.send(session, asked, by=first.actor("Ada"), at=NOON)
    requests.open_(session, asked, by=first.one.rosa, at=NOON)
    proposed = reviews.propose(session, asked, ALL, by=first.one.rosa, at=NOON)
    award = awards.decide(session, proposed, by=first.one.dirk, at=NOON)
    assert award is not None
    awards.agree(session, award, by=first.actor("Ada"), at=NOON)
    awards.agree(session, award, by=first.one.dirk, at=NOON)
    helping = Helping(session, Running(session, first.one, proposal, award))
    helping.plan.arrives("300")
    helping.plan.own("42")
    given = helping.pay(helping.agreed("10"), place=AccountKind.CASH)
    stage_money.with_runs(helping, things)
    things.ids |= {
        "helping": proposal.id.hex,
        "allowance": helping.noted("20").id.hex,
        "allowance-ben": helping.noted("20", "Ben").id.hex,
        "allowance-agreed": helping.agreed("20", "Ben").id.hex,
        "allowance-paid": given.id.hex,
    }


def _reports(told: Told, things: Things) -> None:
    session, first = told.session, told.plan
    gathering = told.started()
    document = session.get_one(Document, first.document("foto.jpg"))
    shot = Shot(document, "De eerste ochtend", everyone_agrees=True)
    reports.add_photo(session, gathering, shot, by=first.actor("Ada"), at=NOON)
    things.ids |= {"report": gathering.id.hex, "photo": document.id.hex}
    sent = carried(first, started(first))
    read = carried(first, started(first))
    sealed = carried(first, started(first))
    sealed.sealed()
    things.ids["sealed"] = sealed.proposal.id.hex
    things.ids |= {"report-sent": sent.sent().id.hex, "report-read": read.read().id.hex}


def carried(first: Running, award: Award) -> Told:
    """A plan with all its spending done."""
    proposal = first.session.get_one(Proposal, award.proposal_id)
    told = Told(first.session, Running(first.session, first.one, proposal, award))
    spend(told)
    return told


def spend(told: Told) -> None:
    """Everything came in, and went out as planned; childcare a little over."""
    running_plan = told.plan
    running_plan.arrives("300")
    running_plan.own("42", AccountKind.BANK)
    care = running_plan.line(LineKind.CHILDCARE)
    for amount, line, file, why in (
        ("90", None, "zaal-1.jpg", ""),
        ("100", None, "zaal-2.jpg", ""),
        ("70", care, "oppas.jpg", ""),
        ("80", care, "oppas-2.jpg", "Een extra ochtend."),
    ):
        more: dict[str, Any] = {"line_id": line, "why": why} if line else {}
        running_plan.paid(amount, documents=(_photo(running_plan, file),), **more)
