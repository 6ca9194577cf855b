"""The web floor. ``create_app`` is the only wiring: it ties rooms, gateways and settings."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask, Response
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    access,
    errors,
    formats,
    health,
    jobs,
    languages,
    logs,
    mails,
    messages,
    pages,
    world,
)
from app.config import ROOT, Settings, load
from app.extensions import babel, csrf, db
from grants.kit import database

ROOMS = (
    "home",
    "people",
    "neighbourhoods",
    "workgroups",
    "mandates",
    "history",
    "consent",
    "proposals",
    "funds",
    "requests",
    "reviews",
    "awards",
    "ledger",
    "spending",
    "allowances",
    "checks",
    "payments",
    "audits",
    "reports",
)
DRAWERS = ("sample", "mail", "papers", "jobs")

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action {forms}; base-uri 'none'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


def create_app(
    settings: Settings | None = None, outside: world.World | None = None, **config: Any
) -> Flask:
    """Make the app from its settings; ``outside`` gives it another world, for tests."""
    settings = settings or load()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(settings.flask() | {"ADDRESS": settings.address} | config)
    app.config.setdefault(
        "SQLALCHEMY_ENGINE_OPTIONS",
        database.engine_options(app.config["SQLALCHEMY_DATABASE_URI"]),
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    logs.install(app)
    world.install(app, outside or world.real_world(settings))
    _extensions(app)
    pages.install(app)
    formats.install(app)
    languages.install(app)
    errors.install(app)
    _rooms(app)
    app.after_request(lambda response: _secure(response, https=settings.is_https))
    return app


def _extensions(app: Flask) -> None:
    db.init_app(app)
    babel.init_app(
        app,
        locale_selector=languages.choose,
        default_translation_directories=str(ROOT / "app" / "translations"),
    )
    csrf.init_app(app)
    with app.app_context():
        engine: Engine = db.engine
        database.prepare(engine)


def _rooms(app: Flask) -> None:
    rooms: dict[Any, Any] = {}
    handlers: dict[str, jobs.Handler] = {}
    doors: dict[str, Any] = {}
    for room in ROOMS:
        for module in _drawers(room):
            rooms |= getattr(module, "REACH", {})
            handlers |= getattr(module, "HANDLERS", {})
            doors |= getattr(module, "DOORS", {})
            if hasattr(module, "bp"):
                app.register_blueprint(module.bp)
    app.register_blueprint(health.bp)
    if find_spec("grants.outcomes"):
        import_module("grants.outcomes").wire()
    access.install(app, rooms, doors)
    jobs.install(app, handlers)
    app.add_template_global(mails.link, "link_to")
    app.add_template_filter(messages.label, "label")


def _drawers(room: str) -> list[Any]:
    names = [f"app.{room}.{drawer}" for drawer in ("routes", *DRAWERS)]
    return [import_module(name) for name in names if _stands(name)]


def _stands(name: str) -> bool:
    return find_spec(name.rpartition(".")[0]) is not None and find_spec(name) is not None


def _secure(response: Response, *, https: bool) -> Response:
    provider = world.world().provider
    # A form may lead on to the page where it is paid, and nowhere else outside.
    forms = f"'self' {provider.host}" if provider else "'self'"
    said = {header.lower() for header, _ in response.headers}
    response.headers.extend(
        (header, value.replace("{forms}", forms))
        for header, value in SECURITY.items()
        if header.lower() not in said
    )
    if https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if not response.cache_control.public:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
