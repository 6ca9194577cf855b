"""Codes by mail: asking one, paying for a try, typing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.outbox import service as outbox
from grants.people.models import Invitation, Person, Purpose, SignInCode
from grants.people.queries import address_of, person_at
from grants.people.rules import (
    CODE_LIFE,
    CODE_TRIES,
    SAME_CODE,
    Secrets,
    address_as_kept,
    code_of,
    digits,
    hash_of,
    name_as_typed,
    same,
)
from grants.people.service.counters import sweep_counters
from grants.people.service.returning import refuse_watched


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody tells who joins by an invitation."""

    name: str
    email: str | None
    language: str


def ask_code(
    session: Session, email: str, browser: str, *, language: str, at: datetime
) -> SignInCode:
    """A code to come in. For nobody's address all is done the same, but no mail has a reader."""
    address = address_as_kept(email)
    person = person_at(session, address)
    code = SignInCode(purpose=Purpose.SIGN_IN, language=language)
    if person is not None:
        code.person_id, code.address, code.language = person.id, address, person.language
    return _ask(session, code, browser, at=at)


def ask_fresh_code(session: Session, person: Person, browser: str, *, at: datetime) -> SignInCode:
    """A code for who is in already and is about to touch money or roles; ``no-address``."""
    address = address_of(session, person.id)
    if address is None:
        raise NotNow("no-address")
    code = SignInCode(
        purpose=Purpose.FRESH, person_id=person.id, address=address, language=person.language
    )
    return _ask(session, code, browser, at=at)


def ask_address_code(
    session: Session, person: Person, email: str, browser: str, *, at: datetime
) -> SignInCode:
    """A code to an address that a person without one says is hers.

    When it is another's already, that other hears nothing and no mail has a reader. Refuses
    ``came-back-today``.
    """
    refuse_watched(session, person.id, at=at)
    address = address_as_kept(email)
    taken = person_at(session, address) is not None
    code = SignInCode(
        purpose=Purpose.ADDRESS,
        person_id=person.id,
        address=None if taken else address,
        language=person.language,
    )
    return _ask(session, code, browser, at=at)


def ask_join_code(
    session: Session, invitation: Invitation, newcomer: Newcomer, browser: str, *, at: datetime
) -> SignInCode:
    """A code to the address of who joins; what she told waits beside it. Refuses as rules do."""
    name = name_as_typed(newcomer.name)
    address = address_as_kept(newcomer.email or "")
    person = person_at(session, address)
    code = SignInCode(
        purpose=Purpose.JOIN,
        person_id=person.id if person else None,
        address=address,
        language=newcomer.language,
        invitation_id=invitation.id,
        name=name,
    )
    return _ask(session, code, browser, at=at)


def ask_again(session: Session, before: SignInCode, browser: str, *, at: datetime) -> SignInCode:
    """The same once more, to the same address; the code before works no longer.

    Refuses ``code-other-browser``, ``code-used``.
    """
    if before.browser_hash != hash_of(browser):
        raise NotNow("code-other-browser")
    if before.used_at is not None:
        raise NotNow("code-used")
    if before.tries == 0 and before.created_at > at - SAME_CODE:
        return before
    soonest = before.created_at + timedelta(seconds=1)
    before.until = max(soonest, min(before.until, at))
    code = SignInCode(
        purpose=before.purpose,
        person_id=before.person_id,
        invitation_id=before.invitation_id,
        address=before.address,
        name=before.name,
        language=before.language,
    )
    return _ask(session, code, browser, at=at)


def spend_try(session: Session, code_id: UUID, *, at: datetime) -> None:
    """Pay for a try before it is judged; commit that first. Nothing for an unknown id."""
    code = session.scalars(
        select(SignInCode)
        .where(SignInCode.id == code_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if code is not None and code.tries <= CODE_TRIES and code.until > at:
        code.tries += 1
        session.flush()


def redeem_code(
    session: Session,
    code_id: UUID,
    typed: str | None,
    browser: str,
    *,
    secrets: Secrets,
    at: datetime,
) -> SignInCode:
    """Use a code up. ``typed`` None: its link's button was pressed in the browser that asked.

    Refuses ``code-other-browser``, ``code-used``, ``code-old``, ``code-dead`` (more than five
    tries) and ``code-wrong``. The try itself was paid for by ``spend_try``.
    """
    code = session.scalars(
        select(SignInCode)
        .where(SignInCode.id == code_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if code is None or not same(code.browser_hash, hash_of(browser)):
        raise NotNow("code-other-browser")
    if code.used_at is not None:
        raise NotNow("code-used")
    if code.until <= at:
        raise NotNow("code-old")
    if code.tries > CODE_TRIES or (typed is not None and code.tries == 0):
        raise NotNow("code-dead")
    if typed is not None and not same(code_of(code.id, secrets), digits(typed)):
        raise Invalid("code-wrong", field="code", left=CODE_TRIES - code.tries)
    if code.address is None:  # nobody could have read it: a lucky guess is none
        raise Invalid("code-wrong", field="code", left=CODE_TRIES - code.tries)
    code.used_at = at
    session.flush()
    return code


def sweep(session: Session, *, at: datetime) -> None:
    """Throw away codes of yesterday and old counts: what newcomers typed is kept no longer."""
    session.execute(delete(SignInCode).where(SignInCode.until < at - timedelta(days=1)))
    sweep_counters(session, at=at)


def _ask(session: Session, code: SignInCode, browser: str, *, at: datetime) -> SignInCode:
    code.browser_hash = hash_of(browser)
    just = _just_asked(session, code, at)
    if just is not None:
        return just
    code.id = new_id(session, at)
    code.tries = 0
    code.until = at + CODE_LIFE
    code.created_at = at
    session.add(code)
    session.flush()
    outbox.enqueue(session, "people.code", f"people.code:{code.id}", at=at, code_id=code.id)
    tomorrow = at + timedelta(days=1)
    outbox.enqueue(session, "people.sweep", f"people.sweep:{at:%Y-%m-%d}", at=at, due=tomorrow)
    return code


def _just_asked(session: Session, code: SignInCode, at: datetime) -> SignInCode | None:
    """The same code of a moment ago: a second tap makes no second mail."""
    return session.scalars(
        select(SignInCode)
        .where(
            SignInCode.browser_hash == code.browser_hash,
            SignInCode.purpose == code.purpose,
            SignInCode.address.is_not_distinct_from(code.address),
            SignInCode.name.is_not_distinct_from(code.name),
            SignInCode.invitation_id.is_not_distinct_from(code.invitation_id),
            SignInCode.person_id.is_not_distinct_from(code.person_id),
            SignInCode.used_at.is_(None),
            SignInCode.tries == 0,
            SignInCode.created_at > at - SAME_CODE,
        )
        .order_by(SignInCode.created_at.desc())
        .limit(1)
    ).first()
