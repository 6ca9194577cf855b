"""Money to one of us or to family: another one says yes, and the report counts it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.queries import open_round_of
from grants.consent.service import Answering
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.reports.queries import gathered
from grants.spending import service
from grants.spending.models import Expense, KinKind, WhoPaid
from grants.spending.rules import KinSaid
from grants.spending.states import ExpenseState
from grants.workgroups import service as groups
from grants.workgroups.models import Membership
from tests.ground import NOON, OPERATOR, joined
from tests.spending.story import Running, running


def kin(one: Running, of: str = "Ben", also: str | None = "Dan", **more: object) -> Expense:
    amount = str(more.pop("amount", "60"))
    said = KinSaid(KinKind.FAMILY, one.id_of(of), one.id_of(also) if also else None)
    facts: dict[str, object] = {"kin": said, "who_paid": WhoPaid.INVOICE} | more
    return one.asking(amount, "Ada", **facts)


def test_who_was_named_is_asked_and_her_yes_is_enough(session: Session) -> None:
    one = running(session)
    expense = kin(one)
    assert one.waits_for(Act.SPENDING_APPROVE) == {"Dan"}

    service.approve(session, expense, by=one.actor("Dan"), at=NOON)

    assert expense.state is ExpenseState.APPROVED
    assert expense.kin is not None
    assert expense.kin.yes_by_id == one.id_of("Dan")


def test_whom_it_is_about_says_nothing_of_it(session: Session) -> None:
    one = running(session)
    expense = kin(one)

    for verb in (service.approve, service.vouch):
        with pytest.raises(NotAllowed, match="own-family"):
            verb(session, expense, by=one.actor("Ben"), at=NOON)


def test_another_yes_waits_for_the_one_who_was_named(session: Session) -> None:
    one = running(session)
    expense = kin(one, of="Ada", also="Dan")

    with pytest.raises(NotNow, match="needs-also-yes"):
        service.approve(session, expense, by=one.actor("Ben"), at=NOON)
    service.vouch(session, expense, by=one.actor("Dan"), at=NOON)
    service.approve(session, expense, by=one.actor("Ben"), at=NOON)

    assert expense.state is ExpenseState.APPROVED


@pytest.mark.parametrize(("of", "also"), [("Ben", "Ada"), ("Ben", "Ben"), ("Ben", "Cas")])
def test_who_else_is_another_member(session: Session, of: str, also: str) -> None:
    one = running(session)

    with pytest.raises(Invalid, match="kin-also-another"):
        kin(one, of, also)


def test_it_is_asked_of_whom_and_who_else(session: Session) -> None:
    one = running(session)

    with pytest.raises(Invalid, match="kin-also-missing"):
        kin(one, also=None)
    with pytest.raises(Invalid, match="kin-whom-missing"):
        one.asking(kin=KinSaid(KinKind.MEMBER, uuid4(), one.id_of("Dan")))


def test_with_nobody_else_the_money_holder_says_yes(session: Session) -> None:
    one = running(session)
    for name in ("Dan", "Gül"):
        if name in one.one.people:
            _leaves(one, name)

    expense = kin(one, also=None)
    service.approve(session, expense, by=one.actor("Hans"), at=NOON)

    assert expense.asks_holder
    assert expense.state is ExpenseState.APPROVED


def test_who_came_later_does_not_take_the_place_of_whom_was_not_there_to_be_named(
    session: Session,
) -> None:
    one = running(session)
    for name in ("Dan", "Gül"):
        if name in one.one.people:
            _leaves(one, name)
    said = KinSaid(KinKind.FAMILY, one.id_of("Ben"), None)
    noted = one.noted("60", kin=said, who_paid=WhoPaid.INVOICE)
    joined(session, one.one.ground.workgroup, Role.MEMBER, "Zohra")

    service.submit(session, noted, by=one.actor("Ada"), at=NOON)

    assert noted.asks_holder
    assert one.waits_for(Act.SPENDING_APPROVE) == {"Hans"}


def test_in_a_round_the_named_one_has_to_say_yes_as_well(session: Session) -> None:
    one = running(session)
    expense = kin(one, amount="150")
    round_ = open_round_of(session, expense)
    assert round_ is not None
    assert one.id_of("Ben") not in round_.elector_ids

    yes = Answering(AnswerKind.YES)
    for person_id in round_.elector_ids:
        name = next(name for name, it in one.one.people.items() if it.id == person_id)
        consent.answer(session, round_, yes, by=one.actor(name), at=NOON)

    assert expense.state is ExpenseState.APPROVED


def test_mended_it_is_of_whom_she_says_now_or_of_nobody(session: Session) -> None:
    one = running(session)
    expense = kin(one)
    ada = one.actor("Ada")
    service.refuse(session, expense, "Van wie?", by=one.actor("Dan"), at=NOON)
    said = KinSaid(KinKind.MEMBER, one.id_of("Dan"), one.id_of("Ben"))

    service.mend(session, expense, one.noting(kin=said), by=ada, at=NOON)
    named = expense.kin
    service.mend(session, expense, one.noting(), by=ada, at=NOON)

    assert named is not None
    assert (named.kind, named.member_id, named.also_id, named.yes_by_id) == (
        KinKind.MEMBER,
        one.id_of("Dan"),
        one.id_of("Ben"),
        None,
    )
    assert expense.kin is None


def test_the_report_counts_them_without_names(session: Session) -> None:
    one = running(session)
    service.approve(session, kin(one), by=one.actor("Dan"), at=NOON)

    found = gathered(session, one.proposal)

    assert (found.kin, found.kin_sum) == (1, EUR("60"))
    assert str(one.id_of("Ben")) not in str(found.bills)


def _leaves(one: Running, name: str) -> None:
    row = one.session.scalars(
        select(Membership).where(Membership.person_id == one.id_of(name))
    ).one()
    groups.leave(one.session, row, by=OPERATOR, at=NOON)
