from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.reports.story import Told, carried_out


@pytest.fixture
def told(session: Session) -> Told:
    return carried_out(session)
