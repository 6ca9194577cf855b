from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.ids import new_id
from grants.kit.money import EUR
from grants.kit.periods import day_of
from grants.neighbourhoods import queries, service
from grants.neighbourhoods.access import may
from grants.neighbourhoods.models import (
    Hue,
    OrganisationKind,
    Pictogram,
    Seat,
)
from grants.neighbourhoods.rules import FIVE
from tests.ground import NOON, OPERATOR, acting, ground, person, seated, store


def test_only_the_operator_makes_a_neighbourhood(session: Session) -> None:
    anybody = Actor(person_id=uuid4())

    with pytest.raises(NotAllowed, match="not-found"):
        service.create(session, service.NewNeighbourhood("Zuid", "Almelo"), by=anybody, at=NOON)


def test_a_neighbourhood_stands_once_in_a_town(session: Session) -> None:
    ground(session, "Zuidwest")

    new = service.NewNeighbourhood(" Zuidwest ", "Almelo")
    with pytest.raises(Invalid, match="name-taken"):
        service.create(session, new, by=OPERATOR, at=NOON)


def test_a_name_of_spaces_is_no_name(session: Session) -> None:
    with pytest.raises(Invalid, match="name-missing") as refused:
        service.create(session, service.NewNeighbourhood("  ", "Almelo"), by=OPERATOR, at=NOON)

    assert refused.value.field == "name"


def test_themes_stand_in_the_order_they_came(session: Session) -> None:
    place = ground(session).neighbourhood

    for name, hue, pictogram in FIVE[1:]:
        service.add_theme(
            session, place, service.NewTheme(name, hue, pictogram), by=OPERATOR, at=NOON
        )

    assert [theme.name for theme in queries.themes(session, place.id)] == [row[0] for row in FIVE]


def test_a_theme_name_is_taken_whatever_its_capitals(session: Session) -> None:
    place = ground(session).neighbourhood
    new = service.NewTheme("ONTMOETING", Hue.MOS, Pictogram.PLANT)

    with pytest.raises(Invalid, match="name-taken"):
        service.add_theme(session, place, new, by=OPERATOR, at=NOON)


def test_every_pictogram_is_in_the_sprite() -> None:
    sprite = Path("app/theme/pictograms.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="i-([a-z]+)"', sprite))

    assert {str(one) for one in Pictogram} <= drawn


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE theme SET hue = 'tomaat'",
        "UPDATE theme SET pictogram = 'x'",
        "UPDATE theme SET name = ''",
        "UPDATE theme SET position = -1",
    ],
)
def test_the_database_refuses_a_theme_that_cannot_be(session: Session, change: str) -> None:
    ground(session)

    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(change))


def test_a_place_costs_nothing_or_something_but_never_less(session: Session) -> None:
    place = ground(session).neighbourhood

    new = service.NewPlace("Buurthuis", price=-EUR("5"))
    with pytest.raises(Invalid, match="price-below-zero"):
        service.add_place(session, place, new, by=OPERATOR, at=NOON)

    free = service.add_place(
        session, place, service.NewPlace("De Moskee", price=EUR("0")), by=OPERATOR, at=NOON
    )
    unknown = service.add_place(session, place, service.NewPlace("School"), by=OPERATOR, at=NOON)
    assert (free.price, unknown.price) == (EUR("0"), None)


def test_the_database_refuses_half_a_price(session: Session) -> None:
    place = ground(session).neighbourhood
    service.add_place(
        session, place, service.NewPlace("Zaal", price=EUR("5")), by=OPERATOR, at=NOON
    )

    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE place SET price_currency = NULL"))


def test_a_seat_is_taken_once_and_ends(session: Session) -> None:
    holder = ground(session).holder
    jan = seated(session, holder, Role.PAYER)
    again = service.seat(session, holder, jan, Role.PAYER, by=Actor(jan.id), at=NOON)

    assert queries.people_at(session, holder.id, Role.PAYER) == [jan.id]

    service.unseat(session, again, by=OPERATOR, at=NOON)
    assert queries.seats_of(session, jan.id, day_of(NOON)) == []
    with pytest.raises(NotNow, match="seat-ended"):
        service.unseat(session, again, by=OPERATOR, at=NOON)


def test_who_sits_twice_is_one_person_there(session: Session) -> None:
    holder = ground(session).holder
    jan = seated(session, holder, Role.PAYER)
    service.seat(session, holder, jan, Role.DECIDER, by=Actor(jan.id), at=NOON)

    assert queries.people_at(session, holder.id) == [jan.id]
    assert queries.people_at(session, holder.id, Role.REVIEWER) == []


@pytest.mark.parametrize(
    "values",
    [
        {"role": Role.COACH},
        {"until_on": day_of(NOON) - timedelta(days=1)},
    ],
    ids=["a role of a workgroup", "ends before it begins"],
)
def test_the_database_refuses_a_seat_that_cannot_be(
    session: Session, values: dict[str, object]
) -> None:
    holder, jan = ground(session).holder, person(session)
    usual = {"role": Role.PAYER, "until_on": None}
    rows = {"id": new_id(session, NOON), "owner_id": holder.id, "person_id": jan.id}

    with pytest.raises(IntegrityError):
        store(session, Seat(**rows, **(usual | values), from_on=day_of(NOON)))


def test_the_database_refuses_the_same_seat_twice(session: Session) -> None:
    holder = ground(session).holder
    jan = seated(session, holder, Role.PAYER)

    with pytest.raises(IntegrityError):
        store(
            session,
            Seat(
                id=new_id(session, NOON),
                owner_id=holder.id,
                person_id=jan.id,
                role=Role.PAYER,
                from_on=day_of(NOON),
            ),
        )


def test_the_manager_of_an_organisation_seats_others_there_only(session: Session) -> None:
    here = ground(session)
    manager = acting(session, seated(session, here.holder, Role.MANAGER))
    other = service.add_organisation(
        session,
        here.neighbourhood,
        service.NewOrganisation("Gemeente", OrganisationKind.MUNICIPALITY, funder=True),
        by=OPERATOR,
        at=NOON,
    )

    assert may(manager, Act.NEIGHBOURHOODS_SEAT, here.holder)
    assert not may(manager, Act.NEIGHBOURHOODS_SEAT, other).tied
    assert not may(manager, Act.NEIGHBOURHOODS_CHANGE, here.neighbourhood).tied


def test_a_reviewer_sees_the_organisation_and_seats_nobody(session: Session) -> None:
    here = ground(session)
    reviewer = acting(session, seated(session, here.holder, Role.REVIEWER))

    assert may(reviewer, Act.NEIGHBOURHOODS_SEE, here.holder)
    assert may(reviewer, Act.NEIGHBOURHOODS_SEAT, here.holder).code == "not-the-operator"
    with pytest.raises(NotAllowed):
        service.seat(session, here.holder, person(session), Role.PAYER, by=reviewer, at=NOON)


def test_funders_and_holders_are_found_by_their_flag(session: Session) -> None:
    here = ground(session)
    fund = service.add_organisation(
        session,
        here.neighbourhood,
        service.NewOrganisation("Fonds", OrganisationKind.FUND, funder=True, portal_url=" "),
        by=OPERATOR,
        at=NOON,
    )

    assert queries.funders(session, here.neighbourhood.id) == [fund]
    assert queries.holders(session, here.neighbourhood.id) == [here.holder]
    assert fund.portal_url is None
