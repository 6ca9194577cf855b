"""Pages of people: coming in, joining, oneself, invitations."""

from flask import Blueprint

bp = Blueprint("people", __name__, url_prefix="/people")

from app.people.routes import (  # noqa: E402  they need bp
    doors,
    invitations,
    join,
    me,
    returning,
    sign_in,
)
from grants.people.access import may  # noqa: E402  as above
from grants.people.models import Invitation, Person, Session, WayBack  # noqa: E402  as above

REACH = {Person: may, Session: may, Invitation: may, WayBack: may}
DOORS = {
    "sign-in": doors.must_sign_in,
    "fresh": doors.must_be_fresh,
    "forged": doors.page_was_old,
}

__all__ = ["DOORS", "REACH", "bp", "invitations", "join", "me", "returning", "sign_in"]
