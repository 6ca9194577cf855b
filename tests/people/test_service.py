from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.gateways.cipher import FakeCipher
from app.world import KeyedSecrets
from grants.history.models import Event
from grants.kit.access import SYSTEM, Actor, Hand, Right, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, TooMany
from grants.outbox.models import Job
from grants.owners import service as owners
from grants.owners.models import OwnerKind
from grants.people import queries, service
from grants.people.access import is_money_role, may, may_invite
from grants.people.cipher import Vault
from grants.people.models import Contact, Invitation, Person
from grants.people.rules import hash_of

IBAN = "NL91 ABNA 0417 1643 00"
VAULT = Vault(FakeCipher(), KeyedSecrets(b"a key for tests alone"))


def test_a_person_is_found_by_her_address(session: Session, samira: Person) -> None:
    assert queries.person_at(session, "SAMIRA@voorbeeld.example") is samira
    assert queries.person_at(session, "niemand@voorbeeld.example") is None


def test_a_person_can_be_without_an_address(session: Session, noon: datetime) -> None:
    nadia = service.register(session, name="Nadia", email=None, language="ar", by=SYSTEM, at=noon)

    assert queries.address_of(session, nadia.id) is None
    with pytest.raises(NotNow, match="no-address"):
        service.ask_fresh_code(session, nadia, "browser", at=noon)


def test_one_address_is_one_person(session: Session, samira: Person, noon: datetime) -> None:
    with pytest.raises(Invalid, match="address-taken"):
        service.register(
            session, name="Sam", email="Samira@voorbeeld.example", language="nl", by=SYSTEM, at=noon
        )


def test_the_database_too_keeps_one_address_for_one_person(
    session: Session, samira: Person, noon: datetime
) -> None:
    nadia = service.register(session, name="Nadia", email=None, language="nl", by=SYSTEM, at=noon)

    session.add(
        Contact(
            id=nadia.id, person_id=nadia.id, address="samira@voorbeeld.example", created_at=noon
        )
    )

    with pytest.raises(IntegrityError):
        session.flush()


def test_who_had_no_address_can_add_one(session: Session, noon: datetime) -> None:
    nadia = service.register(session, name="Nadia", email=None, language="nl", by=SYSTEM, at=noon)

    service.add_contact(session, nadia, "nadia@voorbeeld.example", by=Actor(nadia.id), at=noon)

    assert queries.address_of(session, nadia.id) == "nadia@voorbeeld.example"
    with pytest.raises(Invalid, match="address-there"):
        service.add_contact(session, nadia, "n@voorbeeld.example", by=Actor(nadia.id), at=noon)


def test_an_account_number_is_kept_sealed(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    service.set_iban(session, samira, IBAN, "S. el Idrissi", vault=VAULT, by=as_samira, at=noon)

    assert samira.iban_last4 == "4300"
    assert service.iban_of(samira, VAULT.cipher) == "NL91ABNA0417164300"
    assert session.scalars(select(Job.kind)).all() == ["people.iban-changed"]
    assert all("0417164300" not in facts for facts in session.scalars(select(Event.facts)))


def test_nobody_gives_another_persons_account_number(
    session: Session, samira: Person, noon: datetime
) -> None:
    nadia = service.register(session, name="Nadia", email=None, language="nl", by=SYSTEM, at=noon)

    with pytest.raises(NotAllowed):
        service.set_iban(session, samira, IBAN, "N", vault=VAULT, by=Actor(nadia.id), at=noon)


def test_half_an_account_number_is_refused_by_the_database(
    session: Session, samira: Person
) -> None:
    with pytest.raises(IntegrityError, match="iban_whole"):
        session.execute(text("UPDATE person SET iban_last4 = '4300'"))


def test_a_session_is_found_by_its_token_only(
    session: Session, samira: Person, noon: datetime
) -> None:
    signed_in, token = service.begin_session(session, samira, fresh=True, at=noon)

    assert queries.signed_in(session, token) == (signed_in, samira)
    assert queries.signed_in(session, token + "x") is None
    assert signed_in.token_hash == hash_of(token) != token


def test_each_sign_in_is_a_new_session(session: Session, samira: Person, noon: datetime) -> None:
    _, first = service.begin_session(session, samira, fresh=True, at=noon)
    _, second = service.begin_session(session, samira, fresh=True, at=noon)

    assert first != second


def test_an_ended_session_stays_ended(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    signed_in, token = service.begin_session(session, samira, fresh=True, at=noon)

    service.end_session(session, signed_in, by=as_samira, at=noon)

    assert queries.signed_in(session, token) is None


def test_she_can_end_her_other_sessions(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    _, lost = service.begin_session(session, samira, fresh=True, at=noon)
    here, token = service.begin_session(session, samira, fresh=True, at=noon)

    ended = service.end_others(session, here, by=as_samira, at=noon)

    assert ended == 1
    assert queries.signed_in(session, lost) is None
    assert queries.signed_in(session, token) is not None


def test_nobody_ends_another_persons_session(
    session: Session, samira: Person, noon: datetime
) -> None:
    signed_in, _ = service.begin_session(session, samira, fresh=True, at=noon)
    nadia = service.register(session, name="Nadia", email=None, language="nl", by=SYSTEM, at=noon)

    with pytest.raises(NotAllowed):
        service.end_session(session, signed_in, by=Actor(nadia.id), at=noon)


def test_history_tells_that_she_came_and_went(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    signed_in, _ = service.begin_session(session, samira, fresh=True, at=noon)
    service.end_session(session, signed_in, by=as_samira, at=noon)

    told = session.execute(select(Event.act, Event.capacity).order_by(Event.no)).all()
    assert [(act, str(capacity)) for act, capacity in told] == [
        ("people.join", "system"),
        ("people.sign-in", "resident"),
        ("people.sign-out", "resident"),
    ]


def test_the_try_after_the_limit_is_refused(session: Session, noon: datetime) -> None:
    for _ in range(3):
        service.count(session, "key", 3, timedelta(hours=1), noon)

    with pytest.raises(TooMany) as refused:
        service.count(session, "key", 3, timedelta(hours=1), noon)

    assert refused.value.facts["again_at"] == noon + timedelta(hours=1)


def test_a_new_hour_counts_anew(session: Session, noon: datetime) -> None:
    service.count(session, "key", 1, timedelta(hours=1), noon)

    service.count(session, "key", 1, timedelta(hours=1), noon + timedelta(hours=1))


@pytest.fixture
def workgroup_id(session: Session, noon: datetime) -> UUID:
    return owners.create(session, OwnerKind.WORKGROUP, at=noon)


def member_of(person: Person, workgroup_id: UUID, hand: Hand = Hand.GROUP) -> Actor:
    return Actor(
        person.id,
        roles={workgroup_id: frozenset({Role.MEMBER})},
        hands={workgroup_id: {Right.INVITE: hand}},
    )


def test_an_invitation_is_found_by_its_token_alone(
    session: Session, samira: Person, secrets: KeyedSecrets, workgroup_id: UUID, noon: datetime
) -> None:
    by = member_of(samira, workgroup_id)
    invitation = service.invite(session, workgroup_id, Role.MEMBER, by=by, at=noon)
    token = service.token_of(invitation, secrets)

    assert service.invitation_for(session, token, secrets=secrets, at=noon) is invitation
    assert service.invitation_for(session, token[:-2] + "zz", secrets=secrets, at=noon) is None


def test_an_invitation_runs_out_after_a_week(
    session: Session, samira: Person, secrets: KeyedSecrets, workgroup_id: UUID, noon: datetime
) -> None:
    by = member_of(samira, workgroup_id)
    invitation = service.invite(session, workgroup_id, Role.MEMBER, by=by, at=noon)

    with pytest.raises(NotNow, match="invitation-old"):
        service.use(session, invitation.id, at=noon + timedelta(days=7))


def test_an_invitation_is_used_as_often_as_it_says(
    session: Session, samira: Person, workgroup_id: UUID, noon: datetime
) -> None:
    by = member_of(samira, workgroup_id)
    invitation = service.invite(session, workgroup_id, Role.MEMBER, uses=2, by=by, at=noon)
    service.use(session, invitation.id, at=noon)
    service.use(session, invitation.id, at=noon)

    with pytest.raises(NotNow, match="invitation-used"):
        service.use(session, invitation.id, at=noon)


def test_a_revoked_invitation_does_not_work(
    session: Session, samira: Person, secrets: KeyedSecrets, workgroup_id: UUID, noon: datetime
) -> None:
    by = member_of(samira, workgroup_id)
    invitation = service.invite(session, workgroup_id, Role.MEMBER, by=by, at=noon)

    service.revoke(session, invitation, by=by, at=noon)

    assert queries.open_invitations(session, workgroup_id, at=noon) == []
    with pytest.raises(NotNow, match="invitation-revoked"):
        service.use(session, invitation.id, at=noon)


def test_an_invitation_with_an_address_is_mailed_and_works_once(
    session: Session, samira: Person, workgroup_id: UUID, noon: datetime
) -> None:
    invitation = service.invite(
        session,
        workgroup_id,
        Role.TREASURER,
        email="Joanna@Voorbeeld.example",
        uses=5,
        by=member_of(samira, workgroup_id),
        at=noon,
    )

    assert (invitation.email, invitation.uses_left) == ("joanna@voorbeeld.example", 1)
    assert session.scalars(select(Job.kind)).all() == ["people.invitation"]


@pytest.mark.parametrize("uses", [0, 21])
def test_an_invitation_has_a_bounded_number_of_uses(
    session: Session, samira: Person, workgroup_id: UUID, noon: datetime, uses: int
) -> None:
    with pytest.raises(Invalid, match="uses-wrong"):
        service.invite(
            session,
            workgroup_id,
            Role.MEMBER,
            uses=uses,
            by=member_of(samira, workgroup_id),
            at=noon,
        )


def test_a_member_does_not_invite_while_it_is_in_the_coachs_hands(
    session: Session, samira: Person, workgroup_id: UUID, noon: datetime
) -> None:
    by = member_of(samira, workgroup_id, Hand.COACH)

    with pytest.raises(NotAllowed, match="in-coach-hands"):
        service.invite(session, workgroup_id, Role.MEMBER, by=by, at=noon)


def test_only_an_operator_invites_operators(
    session: Session, samira: Person, noon: datetime
) -> None:
    with pytest.raises(NotAllowed):
        service.invite_operator(session, noon, by=Actor(samira.id))

    assert service.invite_operator(session, noon, by=Actor(samira.id, operator=True)).operator


def test_an_invitation_has_a_role_or_makes_an_operator(
    session: Session, workgroup_id: UUID, noon: datetime
) -> None:
    session.add(
        Invitation(
            id=workgroup_id,
            owner_id=workgroup_id,
            role=None,
            operator=False,
            uses_left=1,
            until=noon + timedelta(days=1),
            created_at=noon,
        )
    )

    with pytest.raises(IntegrityError, match="role_or_operator"):
        session.flush()


@pytest.mark.parametrize(
    ("roles", "operator", "invites", "code"),
    [
        ({Role.MANAGER}, False, True, ""),
        ({Role.REVIEWER}, False, False, "not-the-manager"),
        (set(), True, True, ""),
        (set(), False, False, "not-found"),
        ({Role.COACH}, False, True, ""),
    ],
    ids=["manager", "reviewer", "operator", "stranger", "coach"],
)
def test_who_may_invite(
    roles: set[Role],
    operator: bool,
    invites: bool,
    code: str,
    session: Session,
    samira: Person,
    workgroup_id: UUID,
) -> None:
    actor = Actor(samira.id, roles={workgroup_id: frozenset(roles)}, operator=operator)

    verdict = may_invite(actor, workgroup_id)

    assert (bool(verdict), verdict.code) == (invites, code)


@pytest.mark.parametrize(
    ("role", "money"),
    [(Role.MEMBER, False), (Role.COACH, False), (Role.TREASURER, True), (Role.PAYER, True)],
)
def test_whose_sessions_last_a_day_at_most(
    role: Role, money: bool, session: Session, samira: Person, workgroup_id: UUID
) -> None:
    assert is_money_role(Actor(samira.id, roles={workgroup_id: frozenset({role})})) is money


def test_a_person_is_a_stranger_to_another(
    session: Session, samira: Person, noon: datetime
) -> None:
    assert not may(Actor(None), Act.PEOPLE_SEE, samira).tied
    assert may(Actor(samira.id), Act.PEOPLE_SEE, samira)
