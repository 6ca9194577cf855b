"""Logs say where it went wrong, and nothing that somebody typed."""

from __future__ import annotations

import json

import pytest
import structlog

TYPED = "ada@example.org"


def goes_wrong() -> None:
    try:
        int(TYPED)
    except ValueError as first:
        raise LookupError(TYPED) from first


@pytest.mark.usefixtures("app")
def test_an_error_is_logged_without_what_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        goes_wrong()
    except LookupError as error:
        structlog.get_logger("test").error("unforeseen", exc_info=error)

    line = capsys.readouterr().out.strip().splitlines()[-1]
    told = json.loads(line)
    assert TYPED not in line
    assert told["kinds"] == ["LookupError", "ValueError"]
    assert told["frames"][0][-1].endswith("goes_wrong")
