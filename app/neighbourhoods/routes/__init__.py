"""Pages of the operator, by noun: the place, its partners, its groups."""

from flask import Blueprint

bp = Blueprint("neighbourhoods", __name__, url_prefix="/neighbourhoods")

from app.neighbourhoods.routes import groups, partners, place  # noqa: E402  they need bp
from grants.neighbourhoods.access import may  # noqa: E402  as above
from grants.neighbourhoods.models import (  # noqa: E402  as above
    Neighbourhood,
    Organisation,
    Place,
    Seat,
    Theme,
)

REACH = {Neighbourhood: may, Organisation: may, Place: may, Seat: may, Theme: may}

__all__ = ["REACH", "bp", "groups", "partners", "place"]
