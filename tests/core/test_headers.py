"""What goes out with each answer: policies, cookies, and files that are kept."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import load
from app.pages import STATIC, asset
from app.world import fake_world
from tests.web import Web

ANSWERS = [
    "/",
    "/people/sign-in?own=1",
    "/nothing-here",
    "/probe/many",
    "/probe/status/403",
    "/probe/status/500",
    "/health",
    "/static/nothing",
]


@pytest.fixture
def https(stage: Path, tmp_path: Path) -> Flask:
    settings = load(
        instance=tmp_path,
        database_url=f"sqlite:///{stage}",
        secret_key="for tests alone, " * 3,
        address="https://wijkkas.example",
    )
    return create_app(settings, fake_world(), TESTING=True)


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_has_its_policies(probed: Web, path: str) -> None:
    headers = probed.as_("ada").get(path).headers

    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


@pytest.mark.parametrize("path", ANSWERS)
def test_no_page_is_kept_by_a_browser_or_proxy(probed: Web, path: str) -> None:
    assert probed.as_("ada").get(path).headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(web: Web) -> None:
    cookie = web.nobody().get("/people/sign-in?own=1").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookie_belongs_to_this_host_alone(https: Flask) -> None:
    answer = https.test_client().get("/people/sign-in?own=1", base_url="https://wijkkas.example")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_plain_http_promises_no_https(web: Web) -> None:
    assert "Strict-Transport-Security" not in web.nobody().get("/health").headers


def test_a_file_of_the_theme_is_pressed_and_kept_for_a_year(web: Web) -> None:
    with web.app.test_request_context():
        path = asset("look.css")

    answer = web.nobody().get(path, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert {"public", "immutable", "max-age=31536000"} <= set(
        answer.headers["Cache-Control"].split(", ")
    )
    assert answer.mimetype == "text/css"
    assert gzip.decompress(answer.data) == (STATIC / path.removeprefix("/static/")).read_bytes()
    answer.close()


def test_a_browser_that_cannot_unpack_gets_the_plain_file(web: Web) -> None:
    with web.app.test_request_context():
        path = asset("look.css")

    answer = web.nobody().get(path, headers={"Accept-Encoding": "identity"})

    assert "Content-Encoding" not in answer.headers
    assert answer.data == (STATIC / path.removeprefix("/static/")).read_bytes()
    answer.close()


@pytest.mark.parametrize("path", ["../config.py", "%2e%2e/config.py", "manifest.json/x"])
def test_no_other_file_is_served(web: Web, path: str) -> None:
    assert web.nobody().get(f"/static/{path}").status_code == 404


def test_the_theme_sets_no_cookie(web: Web) -> None:
    with web.app.test_request_context():
        path = asset("look.css")

    answer = web.as_("ada").get(path)

    assert "Set-Cookie" not in answer.headers
    answer.close()
