from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.history.queries import verify
from grants.kit.access import Actor, Hand, Right, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.ids import new_id
from grants.kit.periods import day_of
from grants.neighbourhoods.models import Organisation
from grants.people.models import Person
from grants.workgroups import queries, service
from grants.workgroups.access import may
from grants.workgroups.models import Membership, RoundRule, Workgroup
from grants.workgroups.rules import still_looked_for
from tests.ground import NOON, OPERATOR, acting, ground, joined, person, store

TODAY = day_of(NOON)


def membership(session: Session, workgroup: Workgroup, who: Person) -> Membership:
    rows = queries.members(session, workgroup.id)
    return next(row for row in rows if row.person_id == who.id)


def test_a_theme_of_elsewhere_does_not_fit(session: Session) -> None:
    here, there = ground(session), ground(session, "Noord")
    new = service.NewWorkgroup("Koken", there.theme.id, here.holder.id)

    with pytest.raises(Invalid, match="theme-elsewhere"):
        service.create(session, here.group, new, by=OPERATOR, at=NOON)


def test_money_is_held_by_a_money_holder_of_here(session: Session) -> None:
    here = ground(session)
    session.get_one(Organisation, here.holder.id).holder = False
    new = service.NewWorkgroup("Koken", here.theme.id, here.holder.id)

    with pytest.raises(Invalid, match="no-money-holder"):
        service.create(session, here.group, new, by=OPERATOR, at=NOON)


def test_a_name_stands_once_in_a_group(session: Session) -> None:
    here = ground(session)
    new = service.NewWorkgroup("werkgroep ontmoeting", here.theme.id, here.holder.id)

    with pytest.raises(Invalid, match="name-taken"):
        service.create(session, here.group, new, by=OPERATOR, at=NOON)
    with pytest.raises(Invalid, match="name-taken"):
        service.create_group(session, here.neighbourhood, "VROUWENGROEP", by=OPERATOR, at=NOON)


def test_joining_twice_is_joining_once(session: Session) -> None:
    workgroup = ground(session).workgroup
    fatma = joined(session, workgroup)

    service.join(session, workgroup, fatma, Role.TREASURER, by=Actor(fatma.id), at=NOON)

    assert [row.role for row in queries.members(session, workgroup.id)] == [Role.MEMBER]


def test_nobody_brings_another_in_without_the_right(session: Session) -> None:
    workgroup = ground(session).workgroup
    fatma, erik = joined(session, workgroup), person(session, "Erik")

    with pytest.raises(NotAllowed, match="in-coach-hands"):
        service.join(session, workgroup, erik, Role.MEMBER, by=acting(session, fatma), at=NOON)


def test_the_database_refuses_a_second_open_membership(session: Session) -> None:
    workgroup = ground(session).workgroup
    fatma = joined(session, workgroup)

    with pytest.raises(IntegrityError):
        store(session, row(session, workgroup, fatma, role=Role.TREASURER))


@pytest.mark.parametrize(
    "values",
    [
        {"role": Role.DECIDER},
        {"until_on": TODAY - timedelta(days=1)},
        {"paused_on": TODAY - timedelta(days=1)},
    ],
    ids=["a role of a desk", "ends before it begins", "pauses before it begins"],
)
def test_the_database_refuses_a_membership_that_cannot_be(
    session: Session, values: dict[str, object]
) -> None:
    workgroup, erik = ground(session).workgroup, person(session, "Erik")

    with pytest.raises(IntegrityError):
        store(session, row(session, workgroup, erik, **values))


def row(session: Session, workgroup: Workgroup, who: Person, **values: object) -> Membership:
    usual = {"role": Role.MEMBER, "until_on": None, "paused_on": None}
    return Membership(
        id=new_id(session, NOON),
        owner_id=workgroup.id,
        person_id=who.id,
        from_on=TODAY,
        **(usual | values),
    )


def test_at_the_start_one_alone_may_leave(session: Session) -> None:
    workgroup = ground(session).workgroup
    fatma = joined(session, workgroup)

    service.leave(
        session, membership(session, workgroup, fatma), by=acting(session, fatma), at=NOON
    )

    assert queries.residents(session, workgroup.id) == []
    assert queries.memberships_of(session, fatma.id, TODAY) == []


def test_of_two_who_can_act_none_leaves(session: Session) -> None:
    workgroup = ground(session).workgroup
    fatma, _ = joined(session, workgroup), joined(session, workgroup, name="Amina")
    joined(session, workgroup, Role.COACH, "Marieke")

    with pytest.raises(NotNow, match="two-must-stay"):
        service.leave(
            session, membership(session, workgroup, fatma), by=acting(session, fatma), at=NOON
        )


def test_of_three_one_leaves_and_a_pause_counts_as_gone(session: Session) -> None:
    workgroup = ground(session).workgroup
    fatma, amina, _ = (joined(session, workgroup, name=name) for name in ("Fatma", "Amina", "Zo"))

    service.pause(
        session, membership(session, workgroup, fatma), by=acting(session, fatma), at=NOON
    )

    assert fatma.id not in queries.residents(session, workgroup.id)
    with pytest.raises(NotNow, match="two-must-stay"):
        service.leave(
            session, membership(session, workgroup, amina), by=acting(session, amina), at=NOON
        )
    with pytest.raises(NotNow, match="two-must-stay"):
        service.pause(
            session, membership(session, workgroup, amina), by=acting(session, amina), at=NOON
        )


def test_who_paused_may_leave_or_come_back(session: Session) -> None:
    workgroup = ground(session).workgroup
    people = [joined(session, workgroup, name=name) for name in ("Fatma", "Amina", "Zo")]
    fatma = people[0]
    hers, actor = membership(session, workgroup, fatma), acting(session, fatma)

    service.pause(session, hers, by=actor, at=NOON)
    service.pause(session, hers, by=actor, at=NOON)
    service.come_back(session, hers, by=actor, at=NOON)
    service.come_back(session, hers, by=actor, at=NOON)
    assert fatma.id in queries.residents(session, workgroup.id)

    service.pause(session, hers, by=actor, at=NOON)
    service.leave(session, hers, by=actor, at=NOON)
    with pytest.raises(NotNow, match="left-already"):
        service.leave(session, hers, by=actor, at=NOON)


def test_the_last_coach_stays_until_the_operator_ends_it(session: Session) -> None:
    workgroup = ground(session).workgroup
    marieke = joined(session, workgroup, Role.COACH, "Marieke")
    hers = membership(session, workgroup, marieke)

    with pytest.raises(NotNow, match="last-coach"):
        service.leave(session, hers, by=acting(session, marieke), at=NOON)

    service.leave(session, hers, by=OPERATOR, at=NOON)
    assert queries.coaches(session, workgroup.id) == []


def test_a_member_sends_nobody_away_and_a_coach_may(session: Session) -> None:
    workgroup = ground(session).workgroup
    people = [joined(session, workgroup, name=name) for name in ("Fatma", "Amina", "Zo")]
    marieke = joined(session, workgroup, Role.COACH, "Marieke")
    hers = membership(session, workgroup, people[0])

    with pytest.raises(NotAllowed, match="not-the-operator"):
        service.leave(session, hers, by=acting(session, people[1]), at=NOON)

    service.leave(session, hers, by=acting(session, marieke), at=NOON)
    assert len(queries.residents(session, workgroup.id)) == 2


def test_another_role_is_a_new_row_and_the_old_one_stays(session: Session) -> None:
    workgroup = ground(session).workgroup
    fatma = joined(session, workgroup)
    old = membership(session, workgroup, fatma)
    later = NOON + timedelta(days=3)

    new = service.change_role(session, old, Role.TREASURER, by=OPERATOR, at=later)

    assert (old.role, old.until_on) == (Role.MEMBER, day_of(later))
    assert (new.role, new.from_on, new.until_on) == (Role.TREASURER, day_of(later), None)
    assert service.change_role(session, new, Role.TREASURER, by=OPERATOR, at=later) is new
    on_day_two = queries.memberships_of(session, fatma.id, TODAY + timedelta(days=2))
    assert [one.role for one in on_day_two] == [Role.MEMBER]


@pytest.mark.parametrize(("role", "new"), [(Role.COACH, Role.MEMBER), (Role.MEMBER, Role.COACH)])
def test_a_coach_is_no_resident_and_never_becomes_one(
    session: Session, role: Role, new: Role
) -> None:
    workgroup = ground(session).workgroup
    who = joined(session, workgroup, role)

    with pytest.raises(Invalid, match="coach-stays-coach"):
        service.change_role(session, membership(session, workgroup, who), new, by=OPERATOR, at=NOON)


def test_nobody_changes_her_own_role(session: Session) -> None:
    workgroup = ground(session).workgroup
    marieke = joined(session, workgroup, Role.COACH)
    hers = membership(session, workgroup, marieke)

    assert may(acting(session, marieke), Act.WORKGROUPS_ROLE, hers).code == "own-role"


LEADING = [
    (Role.COACH, Hand.COACH, ""),
    (Role.COACH, Hand.TOGETHER, ""),
    (Role.COACH, Hand.GROUP, "in-group-hands"),
    (Role.MEMBER, Hand.COACH, "in-coach-hands"),
    (Role.MEMBER, Hand.TOGETHER, "in-coach-hands"),
    (Role.MEMBER, Hand.GROUP, ""),
]


@pytest.mark.parametrize(("role", "hand", "code"), LEADING)
def test_roles_and_rules_lie_with_who_leads(role: Role, hand: Hand, code: str) -> None:
    workgroup = Workgroup(id=uuid4())
    actor = Actor(
        person_id=uuid4(),
        roles={workgroup.id: frozenset({role})},
        hands={workgroup.id: {Right.LEAD: hand}},
    )

    assert may(actor, Act.WORKGROUPS_CHANGE, workgroup).code == code


INVITING = [
    (Role.COACH, Hand.TOGETHER, ""),
    (Role.COACH, Hand.GROUP, "in-group-hands"),
    (Role.MEMBER, Hand.COACH, "in-coach-hands"),
    (Role.MEMBER, Hand.TOGETHER, ""),
    (Role.TREASURER, Hand.GROUP, ""),
]


@pytest.mark.parametrize(("role", "hand", "code"), INVITING)
def test_inviting_follows_its_own_right(role: Role, hand: Hand, code: str) -> None:
    workgroup = Workgroup(id=uuid4())
    actor = Actor(
        person_id=uuid4(),
        roles={workgroup.id: frozenset({role})},
        hands={workgroup.id: {Right.INVITE: hand}},
    )

    assert may(actor, Act.PEOPLE_INVITE, workgroup).code == code


def test_a_stranger_finds_no_workgroup_and_the_holder_only_sees_it() -> None:
    workgroup = Workgroup(id=uuid4())
    holder = Actor(person_id=uuid4(), holds=frozenset({workgroup.id}))

    assert not may(Actor(person_id=uuid4()), Act.WORKGROUPS_SEE, workgroup).tied
    assert may(holder, Act.WORKGROUPS_SEE, workgroup)
    assert may(holder, Act.PEOPLE_INVITE, workgroup).code == "not-in-the-group"
    assert may(holder, Act.WORKGROUPS_LEAVE, workgroup).code == "not-the-operator"
    assert not may(holder, Act.WORKGROUPS_CREATE, None).tied


def test_the_rule_is_chosen_at_the_start_and_by_the_group_afterwards(session: Session) -> None:
    workgroup = ground(session).workgroup
    service.set_rule(session, workgroup, RoundRule.UNANIMITY, by=OPERATOR, at=NOON)
    joined(session, workgroup)
    joined(session, workgroup, name="Amina")

    with pytest.raises(NotNow, match="rule-by-round"):
        service.set_rule(session, workgroup, RoundRule.MAJORITY, by=OPERATOR, at=NOON)

    assert workgroup.rule is RoundRule.UNANIMITY


def test_what_happened_is_in_an_unbroken_chain(session: Session) -> None:
    workgroup = ground(session).workgroup
    joined(session, workgroup)

    assert verify(session, workgroup.id) == []


def test_the_group_looks_for_neighbours_not_for_coaches(session: Session) -> None:
    workgroup = ground(session).workgroup
    joined(session, workgroup)
    joined(session, workgroup, Role.COACH, "Marieke")

    assert still_looked_for(queries.members(session, workgroup.id), workgroup.size_aimed) == 3
