"""Small steps that the pages of this room share: the browser, limits, letting in, going on."""

from __future__ import annotations

import secrets
from uuid import UUID

import structlog
from flask import redirect, request, session
from flask.typing import ResponseReturnValue

from app import formats
from app.access import own_path
from app.clock import now
from app.extensions import db
from app.languages import COOKIE
from app.people.routes.kept import Kept, unkeep
from app.who import SEEN, TOKEN, forget, who
from app.world import world
from app.writing import at_once
from grants.kit.errors import TooMany
from grants.people import service
from grants.people.models import Person
from grants.people.queries import whose
from grants.people.rules import Limit

log = structlog.get_logger(__name__)

BROWSER, CODE, MAILED, LAST = "browser", "code", "mailed", "last"
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser() -> str:
    """What tells this browser from others until it is closed or signs in; made at first use."""
    return str(session.setdefault(BROWSER, secrets.token_urlsafe(24)))


def device() -> str:
    """A word by which a person knows her phone again in a list."""
    agent = request.user_agent.string
    return next((word for sign, word in _DEVICES if sign in agent), "")


def counted(limit: Limit, what: str | None = None) -> None:
    """Count one try of a place (or of ``what``), committed at once. Raises TooMany."""
    about = (what or request.remote_addr or "").strip().lower()
    mark = world().secrets.derive("people.counter", about.encode()).hex()[:32]
    try:
        with at_once(db.session()):
            service.count(db.session(), f"{limit.name}:{mark}", limit.times, limit.period, now())
    except TooMany as refusal:
        log.info("too-many", limit=limit.name)
        raise TooMany(
            refusal.code,
            again_at=formats.moment(refusal.facts["again_at"]),  # type: ignore[arg-type]
        ) from None


def let_in(person: Person, *, fresh: bool) -> None:
    """A new session for this browser; what it had before is ended. The caller commits."""
    before = who()
    if before is not None:
        service.end_session(db.session(), before.signed_in, by=before.actor, at=now())
    row, token = service.begin_session(db.session(), person, device=device(), fresh=fresh, at=now())
    put_out()
    session.permanent = True
    session[TOKEN] = token
    session[SEEN] = int(now().timestamp())
    session[LAST] = str(person.id)
    forget()
    log.info("signed-in", person=str(person.id), session=str(row.id))


def put_out() -> None:
    """Forget all that this browser knew, but its language and for whom text may be kept."""
    left = {key: session[key] for key in (COOKIE, LAST) if key in session}
    session.clear()
    session.update(left)


def last_person() -> UUID | None:
    """Whom this browser let in last: only for her is kept what was typed here."""
    if TOKEN in session:
        return whose(db.session(), session[TOKEN])
    return UUID(session[LAST]) if LAST in session else None


def opened(text: str | None) -> Kept | None:
    """What was kept for who is signed in now."""
    found = who()
    if not text or found is None:
        return None
    return unkeep(text, found.person.id, cipher=world().cipher, at=now())


def go_on(next_: str | None, kept_text: str | None) -> ResponseReturnValue:
    """To where she was going; with what she typed, when it was hers.

    307 makes the browser send the sealed text along to the page it came from, where it is only
    shown (``doors.look_again``).
    """
    kept = opened(kept_text)
    if kept is not None:
        return redirect(own_path(kept.path), 307)
    return redirect(own_path(next_), 303)
