"""Who sees an allowance, who says yes, who pays; and the caps that an operator adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from grants.allowances import queries, service
from grants.allowances.access import may, may_cap, may_year
from grants.allowances.models import AllowanceYear, Cap, Looks, Sure
from grants.allowances.rules import CapData, HourNorm
from grants.allowances.states import LIFE, AllowanceState
from grants.kit.access import STRANGER, Actor, Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import NotAllowed
from grants.kit.money import EUR
from tests.allowances.story import Helping, helping
from tests.ground import NOON, OPERATOR
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Helping:
    return helping(session)


def operator() -> Actor:
    """Nobody by name: only an installation has her."""
    return Actor(None, operator=True)


def codes(one: Helping, act: Act, **changed: object) -> dict[str, str]:
    """What each of the cast hears; nothing when it is yes."""
    allowance = one.noted("20")
    people = {name: one.actor(name) for name in ("Ada", "Ben", "Dan", "Cas", "Hans", "Rosa")}
    one.session.expunge(allowance)
    for name, value in changed.items():
        setattr(allowance, name, value)
    return {name: may(actor, act, allowance).code for name, actor in people.items()}


def test_only_she_the_treasurer_and_who_pays_see_it(one: Helping) -> None:
    private = {"Ben": "allowance-private", "Cas": "allowance-private", "Rosa": "not-found"}

    noted = codes(one, Act.ALLOWANCES_SEE)
    assert noted == {"Ada": "", "Dan": "", "Hans": "group-approves", **private}


def test_who_looks_sees_it(one: Helping) -> None:
    assert codes(one, Act.ALLOWANCES_SEE, looks=Looks.MEMBERS)["Ben"] == ""


def test_the_money_holder_sees_what_was_agreed_or_waits_for_him(one: Helping) -> None:
    assert codes(one, Act.ALLOWANCES_SEE, state=AllowanceState.AGREED)["Hans"] == ""


def test_the_money_holder_looks_when_nobody_else_can(one: Helping) -> None:
    told = codes(one, Act.ALLOWANCES_AGREE, looks=Looks.HOLDER)

    assert told["Hans"] == ""
    assert told["Dan"] == "holder-looks"


def test_the_treasurer_looks_and_nobody_else(one: Helping) -> None:
    assert codes(one, Act.ALLOWANCES_AGREE) == {
        "Ada": "own-allowance",
        "Ben": "allowance-private",
        "Dan": "",
        "Cas": "allowance-private",
        "Hans": "group-approves",
        "Rosa": "not-found",
    }


def test_another_member_looks_when_the_treasurer_cannot(one: Helping) -> None:
    told = codes(one, Act.ALLOWANCES_AGREE, looks=Looks.MEMBERS)

    assert (told["Ben"], told["Ada"], told["Cas"]) == ("", "own-allowance", "allowance-private")


def test_who_wrote_it_down_may_see_it_and_take_it_back(one: Helping) -> None:
    ben = one.id_of("Ben")

    assert codes(one, Act.ALLOWANCES_WITHDRAW, noted_by_id=ben)["Ben"] == ""
    assert codes(one, Act.ALLOWANCES_WITHDRAW)["Dan"] == "allowance-own"
    assert codes(one, Act.ALLOWANCES_AGREE, noted_by_id=ben)["Ben"] == "second-person"
    assert codes(one, Act.ALLOWANCES_AGREE, looks=Looks.TREASURER, noted_by_id=ben)["Dan"] == ""


def test_who_only_wrote_it_down_does_not_pay_or_undo_it(one: Helping) -> None:
    mine: dict[str, object] = {
        "noted_by_id": one.id_of("Ben"),
        "state": AllowanceState.AGREED,
    }

    assert codes(one, Act.ALLOWANCES_PAY, **mine)["Ben"] == "treasurer-pays"
    assert codes(one, Act.ALLOWANCES_CORRECT, **mine)["Ben"] == "treasurer-or-holder"
    assert codes(one, Act.ALLOWANCES_AGREE, looks=Looks.TREASURER, noted_by_id=None)["Dan"] == ""


def test_the_money_holder_does_not_say_yes_in_their_place(one: Helping) -> None:
    agreed = {"state": AllowanceState.AGREED}

    assert codes(one, Act.ALLOWANCES_AGREE, **agreed)["Hans"] == "treasurer-looks"
    told = codes(one, Act.ALLOWANCES_AGREE, looks=Looks.MEMBERS, **agreed)
    assert told["Hans"] == "group-approves"


def test_runs_are_made_by_who_may_pay_by_bank(one: Helping) -> None:
    agreed = {"state": AllowanceState.AGREED}

    told = codes(one, Act.ALLOWANCES_RUN, **agreed)
    assert (told["Hans"], told["Dan"]) == ("", "in-holder-hands")
    dan = one.actor("Dan")
    hands = {one.plan.proposal.owner_id: {Right.PAY: Hand.GROUP}}
    allowance = one.agreed("20")
    assert may(replace(dan, hands=hands), Act.ALLOWANCES_RUN, allowance)


def test_what_is_paid_is_not_agreed_again(one: Helping) -> None:
    told = codes(one, Act.ALLOWANCES_AGREE, state=AllowanceState.PAID)

    assert told["Dan"] == "wrong-state"


def test_only_she_says_that_it_came(one: Helping) -> None:
    told = codes(one, Act.ALLOWANCES_CONFIRM, state=AllowanceState.PAID)

    assert (told["Ada"], told["Dan"]) == ("", "allowance-own")


def test_a_coach_notes_none(one: Helping) -> None:
    told = codes(one, Act.ALLOWANCES_NOTE)

    assert (told["Cas"], told["Ben"], told["Ada"]) == ("members-only", "allowance-own", "")


def test_a_year_is_hers_alone(one: Helping) -> None:
    year = AllowanceYear(person_id=one.id_of("Ada"), year=2026)

    assert may_year(one.actor("Ada"), Act.ALLOWANCES_SEE, year)
    assert may_year(one.actor("Dan"), Act.ALLOWANCES_SEE, year) is STRANGER


def test_who_runs_the_installation_adds_the_amounts_of_a_year(one: Helping) -> None:
    row = CapData(
        year=2027,
        most_year=EUR("2300"),
        most_month=EUR("230"),
        sure=Sure.OWN_PAGE,
        source="Belastingdienst",
        link="https://www.belastingdienst.nl",
        checked_on=DAY,
        hour=HourNorm(EUR("5.90"), EUR("3.50"), 21, Sure.OWN_PAGE),
    )
    with pytest.raises(NotAllowed):
        service.add_cap(one.session, row, by=one.actor("Dan"), at=NOON)

    added = service.add_cap(one.session, row, by=operator(), at=NOON)

    assert queries.cap_on(one.session, date(2027, 5, 1)) == added
    assert (added.year, added.no) == (2027, 1)
    assert queries.norm_of(added) is not None


def test_a_better_row_of_the_same_year_counts_from_then_on(one: Helping) -> None:
    better = CapData(2026, EUR("2200"), EUR("200"), Sure.OWN_PAGE, "Belastingdienst", "", DAY, None)

    added = service.add_cap(one.session, better, by=operator(), at=NOON)

    assert (queries.cap_on(one.session, DAY), added.no) == (added, 2)
    assert [cap.no for cap in queries.caps(one.session) if cap.year == 2026] == [2, 1]
    assert queries.norm_of(added) is None
    with pytest.raises(Exception, match="norm-unknown"):
        one.noted("10", minutes=60)


def test_everybody_signed_in_reads_the_amounts(one: Helping) -> None:
    assert may_cap(one.actor("Rosa"), Act.ALLOWANCES_SEE, Cap())
    assert not may_cap(one.actor("Rosa"), Act.ALLOWANCES_CAP, Cap())
    assert may_cap(OPERATOR, Act.ALLOWANCES_CAP, Cap())


def test_every_state_is_reached_and_left_as_the_table_says() -> None:
    assert {state for state, _act in LIFE.moves} | set(LIFE.moves.values()) == set(AllowanceState)
    assert LIFE.acts(AllowanceState.REFUSED) == frozenset()
