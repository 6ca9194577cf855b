from __future__ import annotations

import pytest
from flask import Flask

from tests.core import probe
from tests.web import Web


@pytest.fixture
def probed(app: Flask) -> Web:
    """A browser for the app with the small room for tests in it."""
    probe.install(app)
    return Web(app)


@pytest.fixture
def open_probed(open_app: Flask) -> Web:
    """The same, where everything is committed, on either database."""
    probe.install(open_app)
    return Web(open_app)
