"""Letters of this room: the code, an invitation, a changed account number."""

from __future__ import annotations

from uuid import UUID

from flask_babel import force_locale

from app import mails
from app.clock import now
from app.extensions import db
from app.jobs import Facts
from app.people.routes.asked import asked_by
from app.people.routes.sign_in import LINK
from app.world import world
from grants.people import service
from grants.people.models import Invitation, Person, SignInCode
from grants.people.queries import Reader, names, readers
from grants.people.rules import code_of, token_for


def send_code(facts: Facts) -> None:
    """The six digits and their link; nothing when nobody reads at that address, or too late."""
    row = db.session.get(SignInCode, UUID(facts["code_id"]))
    if row is None or row.address is None or row.used_at is not None or row.until <= now():
        return
    name = row.name or (
        names(db.session(), [row.person_id])[row.person_id] if row.person_id else ""
    )
    reader = Reader(row.id, name, row.language, row.address)
    secrets, purpose = world().secrets, str(row.purpose)
    code, token = code_of(row.id, secrets), token_for(LINK, row.id, secrets)
    db.session.rollback()
    mails.send("people", "code", reader, key="code", code=code, token=token, purpose=purpose)


def send_invitation(facts: Facts) -> None:
    """Who asks, for what, and the link; in the language of who asks."""
    row = db.session.get(Invitation, UUID(facts["invitation_id"]))
    if row is None or row.email is None or row.revoked_at is not None or row.until <= now():
        return
    by = db.session.get(Person, row.made_by_id) if row.made_by_id else None
    spoken = by.language if by else "nl"
    reader = Reader(row.id, "", spoken, row.email)
    with force_locale(spoken):
        asked = asked_by(row)
    token, until = service.token_of(row, world().secrets), row.until
    db.session.rollback()
    mails.send(
        "people", "invitation", reader, key="invitation", asked=asked, token=token, until=until
    )


def tell_iban_changed(facts: Facts) -> None:
    """So that nobody else changes it unnoticed."""
    person = db.session.get(Person, UUID(facts["person_id"]))
    told = readers(db.session(), [person.id]) if person else []
    last4 = person.iban_last4 if person else None
    at = person.iban_at if person else None
    db.session.rollback()
    for reader in told:
        mails.send("people", "iban-changed", reader, key=f"iban:{at}", last4=last4, changed_at=at)


def sweep(_facts: Facts) -> None:
    """Codes and counts of days gone by are kept no longer."""
    service.sweep(db.session(), at=now())
    db.session.commit()


HANDLERS = {
    "people.code": send_code,
    "people.invitation": send_invitation,
    "people.iban-changed": tell_iban_changed,
    "people.sweep": sweep,
}
