"""The ground: a neighbourhood in a middle-sized town, its groups, its partners and their pots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.play.runner import Stage, Tale
from app.play.story.people import ACCOUNTS, COACHES, DESKS, OPERATOR, RESIDENTS, Somebody
from grants.allowances import service as allowances
from grants.allowances.rules import KNOWN, CapData
from grants.funds import service as funds
from grants.funds.models import Channel
from grants.funds.service import Rules
from grants.kit.access import SYSTEM, Role
from grants.kit.money import EUR
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import (
    Hue,
    Neighbourhood,
    Organisation,
    OrganisationKind,
    Pictogram,
)
from grants.neighbourhoods.service import NewNeighbourhood, NewOrganisation, NewPlace, NewTheme
from grants.people import service as people
from grants.people.models import Person
from grants.proposals import service as proposals
from grants.proposals.models import LineKind
from grants.proposals.service import Example
from grants.spending import service as spending
from grants.workgroups import service as workgroups
from grants.workgroups.models import Group, Workgroup
from grants.workgroups.service import NewWorkgroup

TALE = Tale()

THEMES = (
    NewTheme("Ontmoeting", Hue.HONING, Pictogram.ONTMOETING),
    NewTheme("Ontspanning", Hue.WATER, Pictogram.ONTSPANNING),
    NewTheme("Omgeving", Hue.MOS, Pictogram.OMGEVING),
    NewTheme("Ontwikkeling", Hue.DRUIF, Pictogram.ONTWIKKELING),
    NewTheme("Opvoeding", Hue.FRAMBOOS, Pictogram.OPVOEDING),
)
ORGANISATIONS = {
    "gemeente": NewOrganisation("Gemeente Waterdrecht", OrganisationKind.MUNICIPALITY, funder=True),
    "welzijn": NewOrganisation("Welzijn De Linde", OrganisationKind.WELFARE, holder=True),
    "fonds": NewOrganisation(
        "Fonds De Kleine Steen",
        OrganisationKind.FUND,
        funder=True,
        portal_url="https://kleinesteen.example/aanvragen",
    ),
}
PLACES = (
    NewPlace("Buurthuis De Merel", "Lijsterstraat 12", EUR("35")),
    NewPlace("Basisschool De Zwaluw", "Zwaluwplein 3", EUR("12.50")),
    NewPlace("Wijktuin Het Nest", "Spreeuwenpad 1"),
)
POTS = {
    "buurt": (
        "gemeente",
        Rules(
            name="Kleine wijkplannen",
            words="Voor plannen van bewoners waar de hele buurt iets aan heeft.",
            opens_on=date.min,
            least=EUR("50"),
            most=EUR("500"),
            answer_weeks=3,
        ),
    ),
    "meedoen": (
        "gemeente",
        Rules(
            name="Meedoen en leren",
            words="Voor plannen waarmee mensen de taal leren, bewegen of iets nieuws leren.",
            opens_on=date.min,
            least=EUR("100"),
            most=EUR("750"),
            answer_weeks=3,
            own_one_in=10,
            excluded=frozenset({LineKind.TRAVEL, LineKind.ALLOWANCE}),
        ),
    ),
    "duwtje": (
        "fonds",
        Rules(
            name="Duwtje in de rug",
            words="Voor kleine groepen die iets voor het eerst doen. Vraag aan via hun eigen site.",
            opens_on=date.min,
            most=EUR("1000"),
            answer_weeks=8,
            channel=Channel.PORTAL,
        ),
    ),
}
WORKGROUPS = (
    ("vrouwen", "ontmoeting", "Ontmoeting", 0, 4, Template.OURSELVES),
    ("vrouwen", "ontspanning", "Ontspanning", 1, 4, Template.ON_THE_WAY),
    ("vrouwen", "omgeving", "Omgeving", 2, 4, Template.ON_THE_WAY),
    ("vrouwen", "ontwikkeling", "Ontwikkeling", 3, 4, Template.OURSELVES),
    ("vrouwen", "opvoeding", "Opvoeding", 4, 4, Template.STARTING),
    ("mannen", "koken", "Vaders", 4, 5, Template.STARTING),
)
EXAMPLES = (
    (LineKind.ROOM, "Zaal in een buurthuis, een dagdeel", "20", "45"),
    (LineKind.FOOD, "Koffie, thee en iets lekkers voor tien mensen", "15", "30"),
    (LineKind.CHILDCARE, "Oppas, een ochtend", "30", "45"),
    (LineKind.PUBLICITY, "Honderd flyers in kleur", "12", "25"),
    (LineKind.TRAINER, "Begeleider, een uur", "20", "45"),
    (LineKind.MATERIALS, "Knutselspullen voor tien kinderen", "20", "45"),
)


@TALE.on(-159, "09:30")
def lay_the_ground(stage: Stage) -> None:
    """The operator makes the neighbourhood, its themes, partners and places."""
    _register(stage, OPERATOR)
    people.make_operator(stage.session, stage.get(Person, "olga"), by=SYSTEM, at=stage.at)
    olga, session, at = stage.who("olga"), stage.session, stage.at
    allowances.seed_caps(session, at=at, known=_caps(stage.day.year))
    spending.seed_ceiling(session, at=at)
    new = NewNeighbourhood("Vogelwijk", "Waterdrecht", "Bloeiend Vogelwijk")
    place = neighbourhoods.create(session, new, by=olga, at=at)
    stage.keep("vogelwijk", place)
    for theme in THEMES:
        stage.keep(
            f"thema {theme.name}", neighbourhoods.add_theme(session, place, theme, by=olga, at=at)
        )
    for key, partner in ORGANISATIONS.items():
        stage.keep(key, neighbourhoods.add_organisation(session, place, partner, by=olga, at=at))
    for meeting in PLACES:
        neighbourhoods.add_place(session, place, meeting, by=olga, at=at)
    for kind, words, least, most in EXAMPLES:
        example = Example(
            kind, words, EUR(least), EUR(most), "Prijslijst Welzijn De Linde", stage.today
        )
        proposals.add_example(session, place.id, example, by=olga, at=at)
    stage.say("Olga makes the neighbourhood Vogelwijk in Waterdrecht: 5 themes, 3 partners")


@TALE.on(-159, "11:00")
def seat_the_partners(stage: Stage) -> None:
    """People at the partner organisations, and the pots."""
    session, at = stage.session, stage.at
    for somebody, roles in DESKS:
        _register(stage, somebody)
        where = stage.get(Organisation, somebody.where)
        for role in roles:
            person = stage.get(Person, somebody.key)
            neighbourhoods.seat(session, where, person, role, by=stage.who("olga"), at=at)
    new_year = stage.today.replace(month=1, day=1)
    for key, (fund, rules) in POTS.items():
        by = stage.who("olga" if fund == "fonds" else "liesbeth")
        pot = replace(rules, opens_on=new_year)
        stage.keep(key, funds.create(session, stage.made[fund], pot, by=by, at=at))
    stage.say("Gemeente Waterdrecht opens two pots; Fonds De Kleine Steen has its own portal")


@TALE.on(-158, "19:00")
def gather_the_groups(stage: Stage) -> None:
    """The women's group of twenty, the men's group of five, and their coaches."""
    session, at, olga = stage.session, stage.at, stage.who("olga")
    place = stage.get(Neighbourhood, "vogelwijk")
    for key, name in (("vrouwen", "Vrouwengroep"), ("mannen", "Mannengroep")):
        stage.keep(key, workgroups.create_group(session, place, name, by=olga, at=at))
    for group, key, name, theme, size, template in WORKGROUPS:
        new = NewWorkgroup(
            name, stage.made[f"thema {THEMES[theme].name}"], stage.made["welzijn"], size
        )
        made = workgroups.create(session, stage.get(Group, group), new, by=olga, at=at)
        stage.keep(key, made)
        mandates.apply_template(session, made, template, by=olga, at=at)
    for coach, where in COACHES:
        _register(stage, coach)
        for key in where:
            _join(stage, coach, key, Role.COACH)
    for resident in RESIDENTS:
        _register(stage, resident)
        _join(stage, resident, resident.where, resident.role)
    for key, (iban, name) in ACCOUNTS.items():
        _give_account(stage, key, iban, name)
    stage.say("20 women in 5 workgroups, 5 men in 1; coaches Ingrid and Bilal")


def _caps(until: int) -> list[CapData]:
    """The amounts that are known; the last of them for the years of which nobody knows yet."""
    last = KNOWN[-1]
    return [*KNOWN, *(replace(last, year=year) for year in range(last.year + 1, until + 1))]


def _register(stage: Stage, somebody: Somebody) -> None:
    person = people.register(
        stage.session,
        name=somebody.name,
        email=somebody.email,
        language=somebody.language,
        by=SYSTEM,
        at=stage.at,
    )
    stage.keep(somebody.key, person)


def _join(stage: Stage, somebody: Somebody, where: str, role: Role) -> None:
    person = stage.get(Person, somebody.key)
    workgroup = stage.get(Workgroup, where)
    workgroups.join(stage.session, workgroup, person, role, by=stage.who("olga"), at=stage.at)


def _give_account(stage: Stage, key: str, iban: str, name: str) -> None:
    person, vault = stage.get(Person, key), stage.world.vault
    people.set_iban(stage.session, person, iban, name, vault=vault, by=stage.who(key), at=stage.at)
