from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.world import KeyedSecrets
from grants.kit.access import Actor
from grants.kit.errors import Invalid, NotNow
from grants.outbox.models import Job
from grants.people import service
from grants.people.models import Person, Purpose, SignInCode
from grants.people.rules import code_of
from grants.people.service.codes import Newcomer

BROWSER = "the nonce of the browser that asked"


def ask(session: Session, noon: datetime, email: str = "samira@voorbeeld.example") -> SignInCode:
    return service.ask_code(session, email, BROWSER, language="nl", at=noon)


def redeem(
    session: Session,
    code: SignInCode,
    typed: str,
    secrets: KeyedSecrets,
    at: datetime,
    browser: str = BROWSER,
) -> SignInCode:
    service.spend_try(session, code.id, at=at)
    return service.redeem_code(session, code.id, typed, browser, secrets=secrets, at=at)


def test_the_right_code_opens_once(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon)

    redeemed = redeem(session, code, code_of(code.id, secrets), secrets, noon)

    assert redeemed.person_id == samira.id
    with pytest.raises(NotNow, match="code-used"):
        redeem(session, code, code_of(code.id, secrets), secrets, noon)


def test_neither_digits_nor_link_stand_in_the_database(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon)

    kept = [str(value) for value in session.connection().execute(select(SignInCode)).one()]
    job = session.scalars(select(Job).where(Job.kind == "people.code")).one()
    assert code_of(code.id, secrets) not in kept
    assert str(code.id) in job.facts
    assert code_of(code.id, secrets) not in job.facts
    assert "voorbeeld" not in job.facts


def test_a_code_works_for_less_than_ten_minutes(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon)

    with pytest.raises(NotNow, match="code-old"):
        redeem(session, code, code_of(code.id, secrets), secrets, noon + timedelta(minutes=10))


def test_a_code_works_at_nine_minutes_59(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon)
    late = noon + timedelta(minutes=9, seconds=59)

    assert redeem(session, code, code_of(code.id, secrets), secrets, late).used_at == late


def test_a_code_is_dead_after_five_wrong_tries(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon)
    right = code_of(code.id, secrets)
    wrong = "000000" if right != "000000" else "111111"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Invalid, match="code-wrong") as refused:
            redeem(session, code, wrong, secrets, noon)
        assert refused.value.facts["left"] == left

    with pytest.raises(NotNow, match="code-dead"):
        redeem(session, code, right, secrets, noon)


def test_a_try_that_was_not_paid_for_is_refused(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon)

    with pytest.raises(NotNow, match="code-dead"):
        service.redeem_code(
            session, code.id, code_of(code.id, secrets), BROWSER, secrets=secrets, at=noon
        )


def test_a_code_does_not_work_in_another_browser(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon)

    with pytest.raises(NotNow, match="code-other-browser"):
        redeem(session, code, code_of(code.id, secrets), secrets, noon, browser="another")


def test_its_link_works_without_typing_in_the_browser_that_asked(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon)

    redeemed = service.redeem_code(session, code.id, None, BROWSER, secrets=secrets, at=noon)

    assert redeemed.person_id == samira.id


def test_an_unknown_address_gets_the_same_rows_and_no_mail(
    session: Session, samira: Person, secrets: KeyedSecrets, noon: datetime
) -> None:
    code = ask(session, noon, "niemand@voorbeeld.example")

    assert code.address is None
    assert code.person_id is None
    assert session.scalars(select(Job.kind).order_by(Job.kind)).all() == [
        "people.code", "people.sweep",
    ]  # fmt: skip
    with pytest.raises(Invalid, match="code-wrong"):
        redeem(session, code, code_of(code.id, secrets), secrets, noon)


def test_a_second_tap_makes_no_second_mail(
    session: Session, samira: Person, noon: datetime
) -> None:
    first = ask(session, noon)

    assert ask(session, noon + timedelta(seconds=20)) is first
    assert ask(session, noon + timedelta(minutes=2)) is not first


def test_who_is_in_gets_a_fresh_code_at_her_own_address(
    session: Session, samira: Person, noon: datetime
) -> None:
    code = service.ask_fresh_code(session, samira, BROWSER, at=noon)

    assert code.purpose is Purpose.FRESH
    assert code.address == "samira@voorbeeld.example"


def test_a_newcomer_waits_beside_her_code(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    invitation = service.invite_operator(session, noon)
    newcomer = Newcomer(" Joanna ", "Joanna@Voorbeeld.example", "ar")

    code = service.ask_join_code(session, invitation, newcomer, BROWSER, at=noon)

    assert (code.name, code.address, code.language) == (
        "Joanna", "joanna@voorbeeld.example", "ar",
    )  # fmt: skip
    assert code.person_id is None


def test_old_codes_are_swept(session: Session, samira: Person, noon: datetime) -> None:
    ask(session, noon)
    ask(session, noon + timedelta(days=2))

    service.sweep(session, at=noon + timedelta(days=2))

    assert len(session.scalars(select(SignInCode)).all()) == 1
