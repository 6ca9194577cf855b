"""What an invitation says: who asks, for which group or organisation, as what."""

from __future__ import annotations

from dataclasses import dataclass

from app import messages
from app.extensions import db
from grants.neighbourhoods.models import Organisation, Theme
from grants.people.models import Invitation
from grants.people.queries import names
from grants.workgroups.models import Workgroup


@dataclass(frozen=True, slots=True)
class Asked:
    """``who`` is empty when the installation itself asks; ``place`` when it is for an operator."""

    who: str
    place: str
    role: str
    kind: str
    hue: str | None = None
    pictogram: str = "people"


def asked_by(invitation: Invitation) -> Asked:
    """Put it in words for the page, the mail and the paper."""
    by = invitation.made_by_id
    who = names(db.session(), [by])[by] if by else ""
    if invitation.role is None:
        return Asked(who, "", "", "operator")
    role = messages.label(invitation.role)
    workgroup = db.session.get(Workgroup, invitation.owner_id)
    if workgroup is None:
        organisation = db.session.get_one(Organisation, invitation.owner_id)
        return Asked(who, organisation.name, role, "organisation")
    theme = db.session.get_one(Theme, workgroup.theme_id)
    return Asked(who, workgroup.name, role, "workgroup", theme.hue, theme.pictogram)
