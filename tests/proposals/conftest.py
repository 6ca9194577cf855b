from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.proposals.plans import Circle, circle


@pytest.fixture
def group(session: Session) -> Circle:
    return circle(session)
