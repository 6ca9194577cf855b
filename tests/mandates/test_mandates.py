from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from grants.history.queries import events_of
from grants.kit.access import Actor, Hand, Right, Role, in_hands
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.ids import new_id
from grants.kit.money import EUR, Money
from grants.kit.periods import day_of
from grants.mandates import queries, service
from grants.mandates.access import may
from grants.mandates.models import Asking, Mandate, Nod
from grants.mandates.rules import TEMPLATES, Template, hands_of
from grants.waiting.queries import waiting_for
from grants.workgroups.models import Workgroup
from tests.ground import NOON, OPERATOR, Ground, acting, ground, joined, seated, store

TODAY = day_of(NOON)


@dataclass
class Group:
    here: Ground
    fatma: Actor
    marieke: Actor
    jan: Actor

    @property
    def workgroup(self) -> Workgroup:
        return self.here.workgroup


@pytest.fixture
def group(session: Session) -> Group:
    """A workgroup on the way: a member, a coach, and somebody who pays at the holder's."""
    here = ground(session)
    service.apply_template(session, here.workgroup, Template.ON_THE_WAY, by=OPERATOR, at=NOON)
    fatma = joined(session, here.workgroup)
    marieke = joined(session, here.workgroup, Role.COACH, "Marieke")
    jan = seated(session, here.holder, Role.PAYER)
    actors: Iterable[Actor] = (acting(session, one) for one in (fatma, marieke, jan))
    return Group(here, *actors)


def test_a_template_speaks_of_every_right() -> None:
    assert set(TEMPLATES) == set(Right)


def test_rights_only_grow_from_one_template_to_the_next() -> None:
    steps = list(Hand)

    assert all(
        [steps.index(hand) for hand in row] == sorted(steps.index(hand) for hand in row)
        for row in TEMPLATES.values()
    )


@pytest.mark.parametrize("template", list(Template))
def test_a_template_lays_every_right_in_its_hand(session: Session, template: Template) -> None:
    workgroup = ground(session).workgroup

    service.apply_template(session, workgroup, template, by=OPERATOR, at=NOON)

    hands, limits = queries.hands(session, [workgroup.id], TODAY)
    assert hands == {workgroup.id: hands_of(template)}
    assert limits == {workgroup.id: EUR("100")}


def test_of_no_workgroups_there_is_nothing_to_ask(session: Session) -> None:
    assert queries.hands(session, [], TODAY) == ({}, {})


def test_what_stood_ends_and_is_never_overwritten(session: Session) -> None:
    workgroup = ground(session).workgroup
    later = NOON + timedelta(days=10)
    service.apply_template(session, workgroup, Template.STARTING, by=OPERATOR, at=NOON)

    service.apply_template(session, workgroup, Template.ON_THE_WAY, by=OPERATOR, at=later)

    then, _ = queries.hands(session, [workgroup.id], TODAY)
    now, _ = queries.hands(session, [workgroup.id], day_of(later))
    assert then[workgroup.id] == hands_of(Template.STARTING)
    assert now[workgroup.id] == hands_of(Template.ON_THE_WAY)
    kept = [row for row in queries.mandates(session, workgroup.id) if row.from_on == TODAY]
    assert {row.right for row in kept} == {
        right for right, row in TEMPLATES.items() if row[0] is row[1]
    }


def test_another_limit_is_a_new_row_too(session: Session) -> None:
    workgroup = ground(session).workgroup
    service.apply_template(session, workgroup, Template.STARTING, by=OPERATOR, at=NOON)

    service.apply_template(
        session, workgroup, Template.STARTING, by=OPERATOR, at=NOON, limit=EUR("50")
    )

    _, limits = queries.hands(session, [workgroup.id], TODAY)
    assert limits == {workgroup.id: EUR("50")}


def test_a_limit_is_not_below_zero(session: Session) -> None:
    workgroup = ground(session).workgroup

    with pytest.raises(Invalid, match="limit-below-zero"):
        service.apply_template(
            session, workgroup, Template.STARTING, by=OPERATOR, at=NOON, limit=-EUR("1")
        )


def test_a_coach_sets_the_hands_once(session: Session) -> None:
    workgroup = ground(session).workgroup
    coach = acting(session, joined(session, workgroup, Role.COACH))

    service.apply_template(session, workgroup, Template.STARTING, by=coach, at=NOON)

    with pytest.raises(NotNow, match="hands-stand"):
        service.apply_template(session, workgroup, Template.OURSELVES, by=coach, at=NOON)


def test_a_member_sets_no_hands_and_a_stranger_sees_none(group: Group) -> None:
    assert may(group.fatma, Act.MANDATES_SET, group.workgroup).code == "coach-or-operator"
    assert may(group.fatma, Act.MANDATES_SEE, group.workgroup)
    assert may(group.jan, Act.MANDATES_SEE, group.workgroup)
    assert not may(Actor(uuid4()), Act.MANDATES_SEE, group.workgroup).tied
    assert may(group.fatma, Act.MANDATES_NOD, group.workgroup).code == "not-in-the-group"


@pytest.mark.parametrize(
    ("right", "limit", "days"),
    [(Right.SEND, EUR("5"), 0), (Right.APPROVE, None, 0), (Right.APPROVE, EUR("5"), -1)],
    ids=["a limit on sending", "no limit on approving", "ends before it begins"],
)
def test_the_database_refuses_a_mandate_that_cannot_be(
    session: Session, right: Right, limit: Money | None, days: int
) -> None:
    workgroup = ground(session).workgroup

    with pytest.raises(IntegrityError):
        store(session, mandate(session, workgroup.id, right, limit, days=days))


def test_the_database_refuses_two_open_mandates_for_one_right(
    session: Session, group: Group
) -> None:
    row = mandate(session, group.workgroup.id, Right.SEND, None)
    row.until_on = None

    with pytest.raises(IntegrityError):
        store(session, row)


def mandate(
    session: Session, workgroup_id: UUID, right: Right, limit: Money | None, days: int = 0
) -> Mandate:
    return Mandate(
        id=new_id(session, NOON),
        owner_id=workgroup_id,
        right=right,
        hand=Hand.GROUP,
        limit=limit,
        from_on=TODAY,
        until_on=TODAY + timedelta(days=days),
    )


HANDS = [
    ("fatma", Right.LEAD, ""),
    ("fatma", Right.SEND, ""),
    ("fatma", Right.PAY, "in-holder-hands"),
    ("marieke", Right.LEAD, "in-group-hands"),
    ("marieke", Right.SEND, "in-group-hands"),
    ("marieke", Right.PAY, "in-holder-hands"),
    ("jan", Right.PAY, ""),
    ("jan", Right.SEND, "not-found"),
]


@pytest.mark.parametrize(("who", "right", "code"), HANDS)
def test_a_right_is_used_by_whose_hands_it_lies_in(
    group: Group, who: str, right: Right, code: str
) -> None:
    assert in_hands(getattr(group, who), right, group.workgroup.id).code == code


def test_together_waits_for_the_coach_and_then_goes_on(session: Session, group: Group) -> None:
    thing = group.workgroup
    with pytest.raises(NotNow, match="needs-coach-yes"):
        service.require(session, group.fatma, Right.SEND, thing, mark="v1", at=NOON)

    asked = service.ask_nod(
        session,
        Right.SEND,
        thing,
        mark="v1",
        label="Oudercafé",
        by=group.fatma,
        at=NOON,
        act=Act.REQUESTS_SEND,
    )
    assert waits(session, group.marieke) == [(Act.MANDATES_NOD, asked.id)]

    service.nod(session, asked, by=group.marieke, at=NOON)
    assert waits(session, group.marieke) == []
    assert waits(session, group.fatma) == [(Act.REQUESTS_SEND, thing.id)]

    service.require(session, group.fatma, Right.SEND, thing, mark="v1", at=NOON)
    assert waits(session, group.fatma) == []


def waits(session: Session, who: Actor) -> list[tuple[str, UUID]]:
    assert who.person_id is not None
    return [(row.act, row.thing_id) for row in waiting_for(session, who.person_id)]


def test_a_yes_is_for_this_version_only(session: Session, group: Group) -> None:
    asked = ask(session, group, mark="v1")
    service.nod(session, asked, by=group.marieke, at=NOON)

    with pytest.raises(NotNow, match="needs-coach-yes"):
        service.require(session, group.fatma, Right.SEND, group.workgroup, mark="v2", at=NOON)


def ask(session: Session, group: Group, right: Right = Right.SEND, mark: str = "") -> Asking:
    return service.ask_nod(
        session, right, group.workgroup, mark=mark, label="Plan", by=group.fatma, at=NOON
    )


def test_asking_and_saying_yes_twice_is_once(session: Session, group: Group) -> None:
    asked = ask(session, group)

    assert ask(session, group) is asked
    first = service.nod(session, asked, by=group.marieke, at=NOON)
    assert service.nod(session, asked, by=group.marieke, at=NOON) is first
    assert ask(session, group) is asked
    assert waits(session, group.marieke) == []


def test_only_the_coach_says_yes_to_sending(session: Session, group: Group) -> None:
    asked = ask(session, group)

    with pytest.raises(NotAllowed, match="coach-only"):
        service.nod(session, asked, by=group.fatma, at=NOON)
    with pytest.raises(NotAllowed, match="coach-only"):
        service.nod(session, asked, by=group.jan, at=NOON)


def test_over_money_the_holder_says_yes_and_not_the_coach(session: Session, group: Group) -> None:
    service.apply_template(session, group.workgroup, Template.OURSELVES, by=OPERATOR, at=NOON)
    hands, _ = queries.hands(session, [group.workgroup.id], TODAY)
    fatma = Actor(group.fatma.person_id, roles=group.fatma.roles, hands=hands)

    with pytest.raises(NotNow, match="needs-holder-yes"):
        service.require(session, fatma, Right.PAY, group.workgroup, at=NOON)
    asked = service.ask_nod(session, Right.PAY, group.workgroup, label="Bon", by=fatma, at=NOON)
    with pytest.raises(NotAllowed, match="holder-only"):
        service.nod(session, asked, by=group.marieke, at=NOON)
    service.nod(session, asked, by=group.jan, at=NOON)

    service.require(session, fatma, Right.PAY, group.workgroup, at=NOON)


def test_nothing_is_asked_where_no_yes_is_needed_or_nobody_can_give_it(
    session: Session, group: Group
) -> None:
    with pytest.raises(NotNow, match="no-yes-needed"):
        ask(session, group, Right.LEAD)
    with pytest.raises(NotAllowed, match="not-in-the-group"):
        service.ask_nod(
            session, Right.SEND, group.workgroup, label="Plan", by=group.marieke, at=NOON
        )


def test_without_a_coach_there_is_nobody_to_ask(session: Session) -> None:
    workgroup = ground(session).workgroup
    service.apply_template(session, workgroup, Template.ON_THE_WAY, by=OPERATOR, at=NOON)
    fatma = acting(session, joined(session, workgroup))

    with pytest.raises(NotNow, match="nobody-to-ask"):
        service.ask_nod(session, Right.SEND, workgroup, label="Plan", by=fatma, at=NOON)


def test_a_stranger_uses_no_right(session: Session, group: Group) -> None:
    with pytest.raises(NotAllowed, match="not-in-the-group"):
        service.require(session, Actor(uuid4()), Right.SEND, group.workgroup, at=NOON)


@pytest.mark.parametrize("model", [Nod, Asking])
@pytest.mark.parametrize("change", [update, delete], ids=["update", "delete"])
def test_askings_and_yeses_only_add(
    session: Session, group: Group, model: type[Nod | Asking], change: object
) -> None:
    service.nod(session, ask(session, group), by=group.marieke, at=NOON)
    statement = update(model).values(mark="x") if change is update else delete(model)

    with pytest.raises(DatabaseError, match="only adds"), session.begin_nested():
        session.execute(statement)


def test_the_yes_is_in_the_history_of_the_thing(session: Session, group: Group) -> None:
    service.nod(session, ask(session, group), by=group.marieke, at=NOON)

    acts = [event.act for event in events_of(session, group.workgroup.ref)]
    assert acts[:2] == [Act.MANDATES_NOD, Act.MANDATES_ASK]


def test_under_together_a_member_invites_after_the_yes(session: Session) -> None:
    workgroup = ground(session).workgroup
    service.apply_template(session, workgroup, Template.STARTING, by=OPERATOR, at=NOON)
    fatma = acting(session, joined(session, workgroup))
    coach = acting(session, joined(session, workgroup, Role.COACH, "Marieke"))
    email = "Amina@example.org"
    with pytest.raises(NotNow, match="needs-coach-yes") as refused:
        service.invite(session, workgroup, Role.MEMBER, email=email, by=fatma, at=NOON)

    asked = service.ask_nod(
        session,
        Right.INVITE,
        workgroup,
        mark=str(refused.value.facts["mark"]),
        label=email,
        by=fatma,
        at=NOON,
    )
    service.nod(session, asked, by=coach, at=NOON)

    invitation = service.invite(session, workgroup, Role.MEMBER, email=email, by=fatma, at=NOON)
    assert (invitation.owner_id, invitation.role) == (workgroup.id, Role.MEMBER)


def test_a_coach_invites_at_the_start_and_a_member_never_invites_a_coach(
    session: Session, group: Group
) -> None:
    workgroup = ground(session, "Noord").workgroup
    coach = acting(session, joined(session, workgroup, Role.COACH))

    assert service.invite(session, workgroup, Role.MEMBER, by=coach, at=NOON).email is None
    with pytest.raises(NotAllowed, match="invites-members-only"):
        service.invite(session, group.workgroup, Role.COACH, by=group.fatma, at=NOON)
