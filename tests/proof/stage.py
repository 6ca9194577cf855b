"""Two groups with three plans that were asked for, and everybody who acts, made once a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Sure
from grants.allowances.rules import CapData, HourNorm
from grants.documents import service as documents
from grants.documents.store import Kind, Stored
from grants.funds.models import Fund
from grants.kit.access import Actor, Role
from grants.kit.canon import digest
from grants.kit.money import EUR, Money
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import Organisation, OrganisationKind
from grants.payments import service as payments
from grants.payments.rules import PayeeData
from grants.people import service as people
from grants.people.models import Person
from grants.proposals.models import LineKind, Proposal
from grants.proposals.rules import read_facts
from grants.requests import service as requests
from grants.spending import service as spending
from grants.workgroups import service as groups
from tests.ground import NOON, OPERATOR, acting, joined, seated
from tests.payments.paying import VAULT, account
from tests.proof.caps import CAPS, HOURS
from tests.proof.naive import Key, Plan
from tests.requests.story import Costs, Story, plan, pot, story

COSTS: Costs = (
    (LineKind.ROOM, "Zaal", "10"),
    (LineKind.CHILDCARE, "Oppas", "14.20"),
    (LineKind.ALLOWANCE, "Gastvrouwen", "10"),
)
ACCOUNTS = {  # each has two; who is not here gave none
    "Ada": ("NL91ABNA0417164300", "NL18ABNA0484869868"),
    "Ben": ("NL02ABNA0123456789", "NL86INGB0002445588"),
    "Dan": ("NL44RABO0123456789", "NL42RABO0300012345"),
}
SHOP = "NL70TRIO0123456789"
FUNDERS = ("NL20INGB0001234567", "NL54TRIO0111111111", "NL90INGB0001234568")
FUNDER_NAMES = ("Gemeente", "Bank", "Noord")
MEMBERS = ("Ada", "Ben", "Gül")
RESIDENTS = (*MEMBERS, "Dan")
NAMES = (*RESIDENTS, "Cas", "Hans", "Piet", "Zoë")


@dataclass(frozen=True)
class Asked:
    """A request that its fund reads: of which plan, how much, and who decides there."""

    request: UUID
    plan: UUID
    organisation: UUID
    bans: bool
    amount: int
    reviewer: Actor
    decider: Actor


@dataclass
class Stage:
    """What does not change while the machine runs: ids and actors only."""

    plans: list[tuple[UUID, UUID, UUID, dict[UUID, tuple[str, int]]]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    actors: dict[UUID, dict[str, Actor]] = field(default_factory=dict)  # by group and name
    electors: dict[UUID, list[str]] = field(default_factory=dict)
    receipts: dict[UUID, UUID] = field(default_factory=dict)
    with_account: set[UUID] = field(default_factory=set)
    references: dict[UUID, str] = field(default_factory=dict)  # of plans

    def plans_of(self) -> list[Plan]:
        """The plans, fresh; those of one group share its purse."""
        purses: dict[UUID, Counter[Key]] = {}
        return [
            Plan(plan_id, owner, holder, lines, purses.setdefault(owner, Counter()))
            for plan_id, owner, holder, lines in self.plans
        ]


def stage(session: Session) -> Stage:
    """One group with two plans, of which one asks two funds; another group with one plan."""
    found = Stage()
    first = story(session, costs=COSTS)
    second = plan(session, first.ground, first.people, COSTS)
    other = story(session, costs=COSTS, name="Noord")
    fund = _fund_that_bans(session, first)
    for one in (first, other):
        one.people["Dan"] = joined(session, one.ground.workgroup, Role.TREASURER, "Dan")
        one.people["Piet"] = seated(session, one.ground.holder, Role.PAYER, "Piet")
    _open(session, found, first, first.proposal, first.fund, "200")
    _open(session, found, first, first.proposal, fund, "100")
    _open(session, found, first, second, first.fund, "300")
    _open(session, found, other, other.proposal, other.fund, "300")
    _guest(session, first, other)
    for one, proposal in ((first, first.proposal), (first, second), (other, other.proposal)):
        found.plans.append(_plan(one, proposal))
        found.references[proposal.id] = proposal.reference
    for one in (first, other):
        _who(session, found, one)
    _account_of_its_own(session, found, first)
    spending.seed_ceiling(session, at=NOON)
    allowances.seed_caps(session, at=NOON, known=map(_cap, CAPS))
    for one in (first, other):
        _can_be_paid(session, one, [first.fund.owner_id, fund.owner_id, other.fund.owner_id])
    return found


def _can_be_paid(session: Session, one: Story, funders: Iterable[UUID]) -> None:
    """The holder pays from an account; he knows the shop's and the funders', and three people's."""
    holder, hans = one.ground.holder.id, one.actor("Hans")
    payments.save_account(session, holder, account(), vault=VAULT, by=hans, at=NOON)
    known = [PayeeData(SHOP, "De Kom", shop="De Kom")]
    for number, name, funder in zip(FUNDERS, FUNDER_NAMES, dict.fromkeys(funders), strict=True):
        known.append(PayeeData(number, name, funder))
    for payee in known:
        payments.save_payee(session, holder, payee, vault=VAULT, by=hans, at=NOON)
    for name, numbers in ACCOUNTS.items():
        who = one.people[name]
        people.set_iban(session, who, numbers[0], name, vault=VAULT, by=Actor(who.id), at=NOON)


def _account_of_its_own(session: Session, found: Stage, one: Story) -> None:
    group = one.ground.workgroup
    group.has_account = True
    session.flush()
    found.with_account.add(group.id)


def _plan(one: Story, proposal: Proposal) -> tuple[UUID, UUID, UUID, dict[UUID, tuple[str, int]]]:
    assert proposal.agreed_version is not None
    lines = read_facts(proposal.agreed_version.facts).lines
    planned = {line.id: (str(line.kind), line.cost.minor) for line in lines}
    return proposal.id, proposal.owner_id, one.ground.holder.id, planned


def _fund_that_bans(session: Session, one: Story) -> Fund:
    new = neighbourhoods.NewOrganisation("Bank", OrganisationKind.FUND, funder=True)
    place = one.ground.neighbourhood
    bank = neighbourhoods.add_organisation(session, place, new, by=OPERATOR, at=NOON)
    _seat(session, one, bank, "Roos", "Daan")
    return pot(session, bank, least=EUR("50"), no_allowance=True)


def _seat(session: Session, one: Story, where: Organisation, *names: str) -> None:
    for name, role in zip(names, (Role.REVIEWER, Role.DECIDER), strict=True):
        one.people[name] = seated(session, where, role, name)


def _open(
    session: Session, found: Stage, one: Story, proposal: Proposal, fund: Fund, amount: str
) -> None:
    ada = one.ada
    request = requests.prepare(session, proposal, fund, by=ada, at=NOON, asked=EUR(amount))
    requests.send(session, request, by=ada, at=NOON)
    ours = fund.owner_id == one.funder.id
    reviewer, decider = (
        one.actor(name) for name in (("Rosa", "Dirk") if ours else ("Roos", "Daan"))
    )
    requests.open_(session, request, by=reviewer, at=NOON)
    asked = Asked(
        request.id,
        proposal.id,
        fund.owner_id,
        fund.no_allowance,
        EUR(amount).minor,
        reviewer,
        decider,
    )
    found.asked.append(asked)


def _guest(session: Session, first: Story, other: Story) -> None:
    """Ada of the one group is a member of the other too: her year fills from both sides."""
    ada: Person = first.people["Ada"]
    groups.join(session, other.ground.workgroup, ada, Role.MEMBER, by=OPERATOR, at=NOON)
    other.people["Eef"] = other.people["Ada"]
    other.people["Ada"] = ada


def _who(session: Session, found: Stage, one: Story) -> None:
    group = one.ground.workgroup.id
    names = [name for name in (*NAMES, "Eef") if name in one.people]
    found.actors[group] = {name: acting(session, one.people[name]) for name in names}
    found.electors[group] = [name for name in (*RESIDENTS, "Eef") if name in one.people]
    stored = Stored(hash=digest(str(group)), kind=Kind.JPEG, size=9)
    by = found.actors[group]["Ada"]
    kept = documents.keep(session, stored, owner_id=group, name="bon.jpg", by=by, at=NOON)
    found.receipts[group] = kept.id


def _cap(year: int) -> CapData:
    return cap_data(year, *CAPS[year])


def cap_data(year: int, most_year: int, most_month: int) -> CapData:
    source = ("Verzonnen, om er snel te zijn", "", NOON.date())
    norm = Money(HOURS[year]) if year in HOURS else None
    hour = HourNorm(norm, norm, 21, Sure.ONE) if norm is not None else None
    return CapData(year, Money(most_year), Money(most_month), Sure.ONE, *source, hour)
