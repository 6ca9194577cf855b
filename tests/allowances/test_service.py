"""Noting, agreeing, paying and undoing allowances, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from grants.allowances import service
from grants.allowances.models import Looks
from grants.allowances.service import Paying
from grants.allowances.states import AllowanceState
from grants.kit.access import Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom, Refusal
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.mandates.models import Mandate
from grants.neighbourhoods.models import Seat
from grants.payments import queries as payments
from grants.proposals.models import LineKind
from grants.reports.queries import gathered
from grants.reports.rules import GapKind, missing, write_facts
from grants.workgroups.models import Membership
from tests.allowances.story import Helping, helping
from tests.ground import NOON
from tests.spending.story import DAY

LATER = datetime(2026, 3, 20, 11, tzinfo=UTC)


@pytest.fixture
def one(session: Session) -> Helping:
    return helping(session)


def refusal_of(one: Helping, amount: str = "20", who: str = "Ada", **more: object) -> Refusal:
    with pytest.raises(Refusal) as found:
        one.noted(amount, who, **more)  # type: ignore[arg-type]
    return found.value


# ---- The way of an allowance ------------------------------------------------------------------


def test_what_is_noted_waits_for_the_treasurer(one: Helping) -> None:
    allowance = one.noted("20")

    assert (allowance.state, allowance.looks) == (AllowanceState.NOTED, Looks.TREASURER)
    assert allowance.reference == "G-2026-0001"
    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == {"Dan"}
    assert one.plan.now.reserved == EUR("0")


def test_agreed_is_reserved_and_waits_for_the_money_holder(one: Helping) -> None:
    allowance = one.agreed("20")

    assert one.plan.now.reserved == EUR("20")
    assert one.plan.waits_for(Act.ALLOWANCES_PAY) == {"Hans"}  # Dan said yes to it
    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == set()
    [due] = payments.due(one.session, [allowance.owner_id])
    to_whom = due.thing_id, due.person_id, due.amount
    assert to_whom == (allowance.id, one.id_of("Ada"), EUR("20"))


def test_the_box_that_holds_too_little_is_not_asked(one: Helping) -> None:
    one.agreed_by_holder("42.01")
    assert one.plan.waits_for(Act.ALLOWANCES_PAY) == {"Hans"}

    one.agreed_by_holder("42", "Ben")
    assert one.plan.waits_for(Act.ALLOWANCES_PAY) == {"Hans", "Dan"}


def test_paid_is_spent_on_its_line(one: Helping) -> None:
    allowance = one.paid("20")

    line = book.per_line(one.session, allowance.proposal_id)[allowance.line_id]
    assert (line.reserved, line.spent) == (EUR("0"), EUR("20"))
    assert one.plan.now.bank == EUR("280")
    assert one.plan.waits_for(Act.ALLOWANCES_PAY) == set()
    assert payments.due(one.session, [allowance.owner_id]) == []
    assert book.check(one.session) == []


def test_from_the_box_both_say_so_and_she_says_it_again_from_her_own_phone(one: Helping) -> None:
    allowance = one.agreed_by_holder("20")
    with pytest.raises(Invalid, match="both-say-so"):
        service.pay(
            one.session, allowance, Paying(AccountKind.CASH, DAY), by=one.actor("Dan"), at=NOON
        )

    one.pay(allowance, by="Dan", place=AccountKind.CASH)

    assert one.plan.now.cash == EUR("22")
    assert one.plan.waits_for(Act.ALLOWANCES_CONFIRM) == {"Ada"}
    service.confirm(one.session, allowance, by=one.actor("Ada"), at=LATER)
    assert allowance.confirmed_at == LATER
    assert one.plan.waits_for(Act.ALLOWANCES_CONFIRM) == set()
    with pytest.raises(NotNow, match="confirmed-before"):
        service.confirm(one.session, allowance, by=one.actor("Ada"), at=LATER)


def test_the_box_gives_no_more_than_it_holds(one: Helping) -> None:
    with pytest.raises(OverRoom, match="over-place") as found:
        one.pay(one.agreed_by_holder("50"), by="Dan", place=AccountKind.CASH)

    assert found.value.facts["left"] == EUR("42")


def test_the_same_day_activity_and_amount_again_is_asked(one: Helping) -> None:
    first = one.noted("10", another=False)

    with pytest.raises(Invalid) as found:
        one.noted("10", another=False, words=" gastvrouw bij het  OUDERCAFÉ ")
    again = one.noted("10")

    asked = found.value.code, found.value.field, found.value.facts
    assert asked == ("allowance-twice", "another", {"reference": first.reference})
    assert again.reference != first.reference


def test_the_treasurer_is_asked_as_well_when_she_noted_it_herself(one: Helping) -> None:
    one.noted("10", another=False)
    data, dan = one.noting("10", "Ada", another=False), one.actor("Dan")

    with pytest.raises(Invalid, match="allowance-twice"):
        service.note(one.session, one.plan.proposal, data, by=dan, at=NOON)


def test_another_day_amount_activity_or_person_and_what_was_taken_back_is_not_the_same(
    one: Helping,
) -> None:
    first = one.noted("10", another=False)
    others = [
        one.noted("10", another=False, on=DAY - timedelta(days=1)),
        one.noted("11", another=False),
        one.noted("10", another=False, words="Afwas"),
        one.noted("10", "Ben", another=False),
    ]
    service.withdraw(one.session, first, by=one.actor("Ada"), at=NOON)

    assert one.noted("10", another=False).state is AllowanceState.NOTED
    assert len({one.reference for one in others}) == 4


def test_a_day_has_24_hours_in_all_that_is_noted_for_it(one: Helping) -> None:
    one.noted("20", minutes=20 * 60)

    with pytest.raises(Invalid, match="day-full") as found:
        one.noted("5", minutes=4 * 60 + 1)
    one.noted("5", minutes=4 * 60)

    assert found.value.field == "hours"
    assert one.noted("5", minutes=60, on=DAY - timedelta(days=1)).minutes == 60


def test_the_norm_of_an_hour_looks_at_the_hours_of_the_whole_day(one: Helping) -> None:
    one.noted("5.75", minutes=60)

    with pytest.raises(Invalid, match="over-norm") as found:
        one.noted("11.51", minutes=2 * 60)
    one.noted("11.50", minutes=2 * 60)
    said = one.noted("5", minutes=30, why="Ze leidde de groep.")

    assert found.value.facts["over"] == EUR("0.01")
    assert said.why == "Ze leidde de groep."


def test_hours_of_another_group_fill_the_day_and_their_amounts_stay_there(
    one: Helping, session: Session
) -> None:
    other = helping(session, "Noordoost")
    other.also(one, "Ada")
    other.noted("115", minutes=20 * 60)

    one.noted("5", minutes=60)
    with pytest.raises(Invalid, match="day-full"):
        one.noted("5", minutes=3 * 60 + 1)


def test_who_said_yes_does_not_give_it_from_the_box_either(one: Helping) -> None:
    allowance = one.agreed("20", by="Dan")

    assert one.plan.waits_for(Act.ALLOWANCES_PAY) == {"Hans"}
    with pytest.raises(NotAllowed, match="another-pays"):
        one.pay(allowance, by="Dan", place=AccountKind.CASH)

    one.pay(allowance, by="Hans", place=AccountKind.CASH)
    assert allowance.paid_by_id == one.id_of("Hans")


def test_who_wrote_it_down_for_another_does_not_give_it_either(one: Helping) -> None:
    data = one.noting("20", "Ada")
    allowance = service.note(one.session, one.plan.proposal, data, by=one.actor("Dan"), at=NOON)
    service.agree(one.session, allowance, by=one.actor("Ben"), at=NOON)

    with pytest.raises(NotAllowed, match="another-pays"):
        one.pay(allowance, by="Dan", place=AccountKind.CASH)


def test_the_treasurer_leaves_the_yes_to_the_money_holder_and_gives_it(one: Helping) -> None:
    allowance = one.noted("20")
    service.pass_on(one.session, allowance, by=one.actor("Dan"), at=NOON)

    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == {"Hans"}
    with pytest.raises(NotAllowed, match="holder-looks"):
        service.agree(one.session, allowance, by=one.actor("Dan"), at=NOON)
    service.agree(one.session, allowance, by=one.actor("Hans"), at=NOON)
    one.pay(allowance, by="Dan", place=AccountKind.CASH)

    assert (allowance.agreed_by_id, allowance.paid_by_id) == (one.id_of("Hans"), one.id_of("Dan"))


def test_only_the_treasurer_who_looks_leaves_it_to_the_money_holder(one: Helping) -> None:
    allowance = one.noted("20")
    for name in ("Ada", "Ben", "Hans"):
        with pytest.raises(NotAllowed):
            service.pass_on(one.session, allowance, by=one.actor(name), at=NOON)

    service.pass_on(one.session, allowance, by=one.actor("Dan"), at=NOON)

    with pytest.raises(NotAllowed, match="holder-looks"):
        service.pass_on(one.session, allowance, by=one.actor("Dan"), at=NOON)


def test_without_another_at_the_money_holder_the_yes_stays_with_the_treasurer(
    one: Helping,
) -> None:
    allowance = one.noted("20")
    for seat in one.session.scalars(select_seats(one)):
        seat.until_on = DAY
    one.session.flush()

    with pytest.raises(NotNow, match="nobody-looks"):
        service.pass_on(one.session, allowance, by=one.actor("Dan"), at=NOON)

    assert allowance.looks is Looks.TREASURER


def test_refused_with_a_reason_it_ends_and_can_be_noted_anew(one: Helping) -> None:
    allowance = one.noted("20")
    with pytest.raises(Invalid, match="why-missing"):
        service.refuse(one.session, allowance, " ", by=one.actor("Dan"), at=NOON)

    service.refuse(one.session, allowance, "Dit was een andere dag.", by=one.actor("Dan"), at=NOON)

    assert (allowance.state, one.plan.waits_for(Act.ALLOWANCES_AGREE)) == (
        AllowanceState.REFUSED,
        set(),
    )
    assert one.noted("20").state is AllowanceState.NOTED


def test_taken_back_it_fills_nothing(one: Helping) -> None:
    allowance = one.noted("220")

    service.withdraw(one.session, allowance, by=one.actor("Ada"), at=NOON)

    assert one.noted("220").amount == EUR("220")


def test_undone_the_money_is_back_and_the_year_is_free_again(one: Helping) -> None:
    allowance = one.paid("220")
    with pytest.raises(Invalid, match="why-missing"):
        service.correct(one.session, allowance, "", by=one.actor("Dan"), at=NOON)

    service.correct(one.session, allowance, "Twee keer genoteerd.", by=one.actor("Dan"), at=NOON)

    assert (one.plan.now.bank, one.plan.now.spent) == (EUR("300"), EUR("0"))
    assert one.noted("220").state is AllowanceState.NOTED
    assert book.check(one.session) == []


# ---- Two people -------------------------------------------------------------------------------


def test_nobody_says_yes_to_her_own(one: Helping) -> None:
    mine = one.noted("20", "Dan")

    assert mine.looks is Looks.MEMBERS
    with pytest.raises(NotAllowed, match="own-allowance"):
        service.agree(one.session, mine, by=one.actor("Dan"), at=NOON)
    service.agree(one.session, mine, by=one.actor("Ben"), at=NOON)


def test_who_noted_it_for_another_is_not_the_second_person(one: Helping) -> None:
    data = one.noting("20", "Ada")
    noted = service.note(one.session, one.plan.proposal, data, by=one.actor("Dan"), at=NOON)

    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == {"Ben", "Gül"}
    with pytest.raises(NotAllowed, match="second-person"):
        service.agree(one.session, noted, by=one.actor("Dan"), at=NOON)


def test_a_member_notes_only_her_own(one: Helping) -> None:
    data = one.noting("20", "Ben")

    with pytest.raises(NotAllowed, match="allowance-own"):
        service.note(one.session, one.plan.proposal, data, by=one.actor("Ada"), at=NOON)


def test_a_coach_gets_none(one: Helping) -> None:
    with pytest.raises(NotAllowed, match="not-a-resident"):
        service.note(
            one.session,
            one.plan.proposal,
            one.noting("20", "Cas"),
            by=one.actor("Dan"),
            at=NOON,
        )


def test_in_the_hands_of_the_coach_the_money_holder_looks(session: Session) -> None:
    one = helping(session)
    group = one.plan.one.ground.workgroup
    for mandate in session.scalars(select_approve(group.id)):
        mandate.hand = Hand.COACH
    session.flush()

    allowance = one.noted("20")

    assert allowance.looks is Looks.HOLDER
    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == {"Hans"}
    service.agree(session, allowance, by=one.actor("Hans"), at=NOON)
    assert allowance.state is AllowanceState.AGREED


def test_with_nobody_to_look_it_is_not_noted(one: Helping) -> None:
    for name in ("Ben", "Gül", "Dan"):
        leave(one, name)
    for seat in one.session.scalars(select_seats(one)):
        seat.until_on = seat.from_on
    one.session.flush()

    assert refusal_of(one).code == "nobody-looks"


def test_who_said_yes_does_not_pay_by_bank_while_another_can(session: Session) -> None:
    one = helping(session)
    group = one.plan.one.ground.workgroup
    for mandate in session.scalars(select_approve(group.id)):
        mandate.hand = Hand.COACH
    session.flush()
    allowance = one.noted("20")
    service.agree(session, allowance, by=one.actor("Hans"), at=NOON)

    with pytest.raises(NotAllowed, match="another-pays"):
        one.pay(allowance)


def test_by_bank_the_treasurer_pays_only_when_paying_lies_with_the_group(one: Helping) -> None:
    allowance = one.agreed("20")

    with pytest.raises(NotAllowed, match="in-holder-hands"):
        one.pay(allowance, by="Dan")


def leave(one: Helping, name: str) -> None:
    group, person = one.plan.one.ground.workgroup, one.plan.one.people[name]
    which = select(Membership).where(
        Membership.owner_id == group.id, Membership.person_id == person.id
    )
    membership = one.session.scalars(which).one()
    membership.until_on = membership.from_on
    one.session.flush()


def select_approve(owner_id: UUID) -> Select[Mandate]:
    return select(Mandate).where(Mandate.owner_id == owner_id, Mandate.right == Right.APPROVE)


def select_seats(one: Helping) -> Select[Seat]:
    return select(Seat).where(Seat.owner_id == one.plan.one.ground.holder.id)


def test_a_report_tells_one_total_and_waits_for_what_is_open(one: Helping) -> None:
    one.paid("100")
    one.agreed("20", "Ben")
    one.noted("5", "Gül")

    found = gathered(one.session, one.plan.proposal)

    line = next(line for line in found.lines if line.kind is LineKind.ALLOWANCE)
    assert (line.planned, line.real) == (EUR("300"), EUR("120"))
    assert (found.allowances, found.allowances_open) == (EUR("120"), EUR("25"))
    gaps = {gap.kind: gap.amount for gap in missing(found)}
    assert gaps[GapKind.ALLOWANCE_OPEN] == EUR("25")
    assert GapKind.NOTHING_SPENT not in gaps
    assert "G-2026" not in write_facts(found)
