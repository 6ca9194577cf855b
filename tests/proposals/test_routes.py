from __future__ import annotations

import pytest

from tests.web import Browser, Web, id_in, soup, text_of


@pytest.fixture
def ada(web: Web) -> Browser:
    return web.as_("ada")


def started(ada: Browser) -> str:
    """A new plan; the address of its pages."""
    answer = ada.send("/proposals/new", title="Koffie en kinderen")
    return f"/proposals/{id_in(answer)}"


def test_a_plan_starts_and_goes_on_with_its_first_question(ada: Browser) -> None:
    answer = ada.send("/proposals/new", title="Koffie en kinderen")

    assert answer.status_code == 303
    assert answer.location.endswith("/part/what/what")
    assert "Koffie en kinderen" in text_of(ada.get("/proposals/"))
