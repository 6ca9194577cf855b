from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.world import KeyedSecrets
from grants.kit.access import SYSTEM, Actor
from grants.people import service
from grants.people.models import Person

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def secrets() -> KeyedSecrets:
    return KeyedSecrets(b"an invented secret")


@pytest.fixture
def samira(session: Session) -> Person:
    return service.register(
        session,
        name="Samira",
        email="samira@voorbeeld.example",
        language="nl",
        by=SYSTEM,
        at=NOON,
    )


@pytest.fixture
def as_samira(samira: Person) -> Actor:
    return Actor(samira.id)
