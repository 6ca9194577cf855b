"""A plan under way, set up through the verbs: there the walks about its money begin."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now, today
from app.world import world
from grants.allowances import service as allowances
from grants.allowances.models import Allowance, Kind, Sure
from grants.allowances.rules import CapData
from grants.allowances.rules import Noting as AllowanceNoting
from grants.awards import service as awards
from grants.awards.models import Instalment
from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.service import Answering
from grants.documents import service as documents
from grants.funds import service as funds
from grants.funds.service import Rules
from grants.kit.access import SYSTEM, Actor, Role
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import Organisation
from grants.payments import service as payments
from grants.payments.models import Source
from grants.payments.rules import AccountData, Income, Receiving
from grants.people import service as people
from grants.people.models import Contact, Person
from grants.proposals import service as proposals
from grants.proposals.models import CoverKind, LineKind, PartKind, Proposal
from grants.proposals.service import CoverData, LineData, NewPlan
from grants.requests import service as requests
from grants.reviews import service as reviews
from grants.reviews.models import DecisionKind
from grants.reviews.service import Proposing
from grants.spending import service as spending
from grants.spending.models import Expense, WhoPaid
from grants.spending.rules import Noting
from grants.workgroups.models import Workgroup
from tests.cast import actor
from tests.gateways import samples
from tests.requests.story import PARTS

TITLE, ROOM, FOOD, HELP = "Oudercafé", "Zaal in De Kom", "Koffie en thee", "Gastvrouwen"
COSTS = ((LineKind.ROOM, ROOM, "20"), (LineKind.FOOD, FOOD, "10"), (LineKind.ALLOWANCE, HELP, "30"))
COVERS = ((CoverKind.ASKED, "Potje", "558"), (CoverKind.PARTICIPANTS, "Bijdrage", "42"))
HOLDER = "NL39RABO0300065264"
IBANS = {"ada": "NL91ABNA0417164300", "ben": "NL02ABNA0123456789"}


def agreed(session: Session) -> Proposal:
    """Everybody said yes to it; no fund was asked yet."""
    at, ada = now(), actor(session, "ada")
    group = session.scalars(select(Workgroup).where(Workgroup.name == "Ontmoeting")).one()
    plan = proposals.create(session, group, NewPlan(TITLE), by=ada, at=at)
    days = {"starts_on": str(today() + timedelta(30)), "ends_on": str(today() + timedelta(60))}
    for kind, answers in PARTS.items():
        told = answers | days if kind is PartKind.WHEN else answers
        proposals.write_part(session, plan, kind, told, 0, by=ada, at=at)
    for line, words, price in COSTS:
        proposals.put_line(session, plan, LineData(line, words, 10, EUR(price)), by=ada, at=at)
    for cover, words, amount in COVERS:
        proposals.put_cover(session, plan, CoverData(cover, words, EUR(amount)), by=ada, at=at)
    round_ = proposals.put(session, plan, closes_at=at + timedelta(days=5), by=ada, at=at)
    for name in ("ada", "ben", "dan"):
        yes = Answering(AnswerKind.YES)
        consent.answer(session, round_, yes, by=actor(session, name), at=at)
    session.refresh(plan)
    return plan


def plan_of(session: Session) -> Proposal:
    """The plan that these walks are about."""
    return session.scalars(select(Proposal).where(Proposal.title == TITLE)).one()


def running(session: Session) -> Proposal:
    """All of it is granted and came in: 558 at the holder, 42 in the cash box."""
    plan, hans = _granted(session, agreed(session)), actor(session, "hans")
    first = session.scalars(select(Instalment).where(Instalment.no == 1)).one()
    arriving = Receiving(today(), amount=EUR("558"))
    payments.receive(session, first, arriving, by=hans, at=now())
    own = Income(EUR("42"), today(), AccountKind.CASH, Source.PARTICIPANTS)
    payments.income(session, plan, own, by=hans, at=now())
    year = CapData(
        today().year, EUR("2200"), EUR("220"), Sure.OWN_PAGE, "Belastingdienst", "", today()
    )
    spending.seed_ceiling(session, at=now())
    allowances.add_cap(session, year, by=actor(session, "olga"), at=now())
    return plan


def _granted(session: Session, plan: Proposal) -> Proposal:
    at = now()
    ada, rob, cleo = (actor(session, name) for name in ("ada", "rob", "cleo"))
    rules = Rules("Buurtpotje", "Voor plannen van bewoners.", date(2026, 1, 1), most=EUR("1000"))
    town = next(iter(rob.roles))
    fund = funds.create(session, town, rules, by=actor(session, "olga"), at=at)
    request = requests.prepare(session, plan, fund, by=ada, at=at)
    requests.send(session, request, by=ada, at=at)
    requests.open_(session, request, by=rob, at=at)
    decision = reviews.propose(
        session, request, Proposing(DecisionKind.ALL, "Het hele bedrag."), by=rob, at=at
    )
    award = awards.decide(session, decision, by=cleo, at=at)
    assert award is not None
    awards.agree(session, award, by=ada, at=at)
    awards.agree(session, award, by=cleo, at=at)
    session.refresh(plan)
    return plan


def receipt(
    session: Session, name: str, amount: str, shop: str, who_paid: WhoPaid = WhoPaid.MYSELF
) -> Expense:
    """A receipt of hers for the room; it waits for a yes."""
    plan = plan_of(session)
    by = actor(session, name)
    stored = world().store.put(samples.jpeg(400 + len(shop)))
    file = documents.keep(session, stored, owner_id=plan.owner_id, name="bon.jpg", by=by, at=now())
    data = Noting(_line(plan, ROOM), EUR(amount), shop, today(), who_paid, (file.id,))
    expense = spending.note(session, plan, data, by=by, at=now())
    return spending.submit(session, expense, by=by, at=now())


def approved(session: Session, name: str, amount: str, shop: str) -> Expense:
    """The same, with the yes of another."""
    other = "ada" if name != "ada" else "ben"
    found = receipt(session, name, amount, shop)
    return spending.approve(session, found, by=actor(session, other), at=now())


def allowance(session: Session, name: str, amount: str) -> Allowance:
    """Noted by herself, and agreed by the treasurer."""
    plan = plan_of(session)
    by = actor(session, name)
    assert by.person_id is not None
    data = AllowanceNoting(
        line_id=_line(plan, HELP),
        person_id=by.person_id,
        kind=Kind.FLAT,
        amount=EUR(amount),
        on=today(),
        words="Gastvrouw",
    )
    found = allowances.note(session, plan, data, by=by, at=now())
    return allowances.agree(session, found, by=actor(session, "dan"), at=now())


def payers(session: Session) -> None:
    """Ina pays at the holder too, whose account is known; so are those of Ada and Ben."""
    welfare = session.scalars(select(Organisation).where(Organisation.holder)).one()
    ina = people.register(
        session, name="Ina", email="ina@example.org", language="nl", by=SYSTEM, at=now()
    )
    neighbourhoods.seat(session, welfare, ina, Role.PAYER, by=actor(session, "olga"), at=now())
    account = AccountData(HOLDER, "Welzijn Waterdrecht")
    hans, vault = actor(session, "hans"), world().vault
    payments.save_account(session, welfare.id, account, vault=vault, by=hans, at=now())
    for name, iban in IBANS.items():
        who = select(Person).join(Contact).where(Contact.address == f"{name}@example.org")
        person = session.scalars(who).one()
        by = Actor(person.id)
        people.set_iban(session, person, iban, name.capitalize(), vault=vault, by=by, at=now())


def _line(plan: Proposal, words: str) -> UUID:
    return next(line.id for line in plan.lines if line.words == words)
