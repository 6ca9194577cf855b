"""What ``payments`` says of an instalment: it came, or that was a mistake."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from grants.awards.models import Instalment
from grants.awards.states import INSTALMENT
from grants.kit.acts import Act
from grants.kit.money import Money
from grants.waiting import service as waiting


def came(
    session: Session, instalment: Instalment, received: Money, *, on: date, at: datetime
) -> Instalment:
    """It came in. The book and the history are ``payments``' own; call under the book's lock."""
    instalment.state = INSTALMENT.after(instalment.state, Act.PAYMENTS_ENTER)
    instalment.received = received
    instalment.received_on = on
    session.flush()
    waiting.done(session, instalment, at=at)
    return instalment


def came_back(session: Session, instalment: Instalment, *, at: datetime) -> Instalment:
    """It was entered by mistake: planned again."""
    instalment.state = INSTALMENT.after(instalment.state, Act.PAYMENTS_MIRROR)
    instalment.received = None
    instalment.received_on = None
    session.flush()
    waiting.done(session, instalment, at=at)
    return instalment
