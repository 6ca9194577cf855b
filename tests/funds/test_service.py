from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.funds import service
from grants.funds.access import may
from grants.funds.queries import of_organisations, on_offer
from grants.funds.service import Rules
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed
from grants.kit.money import EUR
from tests.ground import NOON, acting, ground, person, seated
from tests.requests.story import pot

RULES = Rules("Buurtpotje", "Voor plannen van bewoners.", date(2026, 1, 1))


def test_a_manager_makes_a_pot_and_changes_it(session: Session) -> None:
    place = ground(session)
    manager = acting(session, seated(session, place.holder, Role.MANAGER))

    fund = service.create(session, place.holder.id, RULES, by=manager, at=NOON)
    other = Rules("Ander potje", "Iets anders.", date(2026, 1, 1), most=EUR("250"))
    service.change(session, fund, other, by=manager, at=NOON)

    assert (fund.name, fund.most) == ("Ander potje", EUR("250"))


def test_a_reviewer_does_not_change_pots(session: Session) -> None:
    place = ground(session)
    reviewer = acting(session, seated(session, place.holder, Role.REVIEWER))

    with pytest.raises(NotAllowed, match="not-a-manager"):
        service.create(session, place.holder.id, RULES, by=reviewer, at=NOON)


def test_somebody_from_elsewhere_finds_no_pot(session: Session) -> None:
    fund = pot(session, ground(session).holder)

    verdict = may(acting(session, person(session)), Act.FUNDS_SEE, fund)

    assert not verdict.tied


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"least": EUR("600")}, "least-above-most"),
        ({"closes_on": date(2020, 1, 1)}, "closes-before-opens"),
    ],
)
def test_rules_that_cannot_be_are_refused(
    session: Session, changed: dict[str, object], code: str
) -> None:
    place = ground(session)

    with pytest.raises(Invalid, match=code):
        pot(session, place.holder, **changed)


def test_the_database_keeps_least_under_most(session: Session) -> None:
    fund = pot(session, ground(session).holder)

    fund.least = EUR("501")

    with pytest.raises(IntegrityError, match="least_under_most"):
        session.flush()


def test_pots_on_offer_are_those_of_the_neighbourhood_that_are_open(session: Session) -> None:
    place = ground(session)
    other = ground(session, "Noordoost")
    pot(session, place.holder, name="Hier")
    pot(session, place.holder, name="Dicht", open=False)
    pot(session, other.holder, name="Daar")

    offers = on_offer(session, place.neighbourhood.id)

    assert [offer.fund.name for offer in offers] == ["Hier"]


def test_a_desk_sees_its_shut_pots_as_well(session: Session) -> None:
    place = ground(session)
    pot(session, place.holder, name="Dicht", open=False)

    assert [one.fund.name for one in of_organisations(session, [place.holder.id])] == ["Dicht"]
