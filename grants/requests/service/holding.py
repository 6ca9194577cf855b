"""Take the lock and look again: what both sides can change is judged under the owner's lock."""

from __future__ import annotations

from sqlalchemy.orm import Session

from grants.owners.service import lock
from grants.requests.models import Request


def hold(session: Session, request: Request) -> Request:
    """Lock the group's owner row and read the request as it stands now."""
    session.flush()
    lock(session, request.owner_id)
    session.refresh(request)
    return request
