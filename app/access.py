"""The doors: everything needs sign-in unless marked, and things are reached through ``reach()``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, ParamSpec, TypeVar
from urllib.parse import unquote, urlsplit
from uuid import UUID

from flask import Flask, Request, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app import messages
from app.clock import now
from app.extensions import db
from app.onces import answer_again
from app.who import SEEN, TOKEN, forget, who
from grants.kit.access import DESK, Actor, Verdict
from grants.kit.acts import Act
from grants.kit.database import set_reading
from grants.kit.orm import Base, Ref
from grants.people.rules import is_fresh

Thing = TypeVar("Thing", bound=Base)
Given = ParamSpec("Given")
Answer = TypeVar("Answer")
May = Callable[[Actor, Act, Any], Verdict]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TEXT_BYTES = 256 * 1024
ANONYMOUS = Actor(person_id=None)


class Visit(Request):
    """A request. Only a form with files in it may be larger than a long text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say how many bytes are read at most; for forms with files the settings say it."""
        super().__init__(*args, **kwargs)
        if self.mimetype != "multipart/form-data":
            self.max_content_length = TEXT_BYTES


def public(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Open to everybody, also without signing in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def desk_page(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A page for partner organisations and operators: in Dutch and English."""
    view.is_desk = True  # type: ignore[attr-defined]
    return view


def fresh_code(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Moves money, an account number or a role: asks a code that was mailed just now.

    What was typed is kept and shown again afterwards; it is never sent by itself.
    """

    @functools.wraps(view)
    def asked(*args: Given.args, **kwargs: Given.kwargs) -> Any:
        found = who()
        if request.method in SAFE or current_app.config["SAMPLE"]:
            return view(*args, **kwargs)
        if found is not None and is_fresh(found.signed_in.fresh_at, now()):
            return view(*args, **kwargs)
        return current_app.extensions["wijkkas-doors"]["fresh"]()

    asked.needs_fresh_code = True  # type: ignore[attr-defined]
    return asked


def me() -> Actor:
    """The actor of this request; nobody in particular on public pages."""
    found = who()
    return found.actor if found else ANONYMOUS


def my_desks() -> list[UUID]:
    """The organisations where she sits; whoever sits nowhere finds no desk (404)."""
    mine = [owner_id for owner_id, roles in me().roles.items() if not roles.isdisjoint(DESK)]
    return mine or abort(404)


def need_group() -> None:
    """For pages of a group: whoever is in none finds nothing here (404)."""
    found = who()
    if found is None or not found.workgroups:
        abort(404)


def person_id() -> UUID | None:
    """Who is signed in, by id."""
    return me().person_id


def reach(model: type[Thing], thing_id: UUID, act: Act) -> Thing:
    """The thing, if this person may do this to it. Else 404 for strangers, 403 or 409 with why."""
    thing = db.session.get(model, thing_id)
    if thing is None:
        abort(404)
    verdict = current_app.extensions["wijkkas-reach"][model](me(), act, thing)
    if not verdict:
        refuse(verdict)
    return thing


def reach_ref(ref: Ref) -> Base:
    """The thing of this kind and id, if this person may see it."""
    models: dict[type[Base], May] = current_app.extensions["wijkkas-reach"]
    model = next((one for one in models if one.__tablename__ == ref.kind), None)
    if model is None:
        abort(404)
    room = model.__module__.split(".")[1]
    return reach(model, ref.id, Act(f"{room}.see"))


def refuse(verdict: Verdict) -> NoReturn:
    """Answer a no: strangers get the page that everybody gets for what is not there.

    Unless the form did its work while this one waited: then that is why, and its answer counts.
    """
    if request.method not in SAFE:
        db.session.rollback()
        answer_again()
    if not verdict.tied:
        abort(404)
    status = 409 if verdict.code == "wrong-state" else 403
    abort(status, description=messages.words_for(verdict.code))


@contextmanager
def outside() -> Iterator[None]:
    """Work that must not hold the database: what was loaded is loaded anew afterwards."""
    db.session.rollback()
    forget()
    yield


def own_path(text: str | None) -> str:
    """The path on this site that the text names; the start page for whatever else it is."""
    home = url_for("home.index")
    plain = unquote(unquote(text or ""))
    if not plain.startswith("/") or plain[1:2] in {"/", "\\"}:
        return home
    if "\\" in plain or not plain.isprintable():
        return home
    parts = urlsplit(str(text))
    return home if parts.scheme or parts.netloc else str(text)


def install(app: Flask, rooms: dict[type[Base], May], doors: dict[str, Callable[[], Any]]) -> None:
    """Guard every route. ``doors``: what answers who must sign in, and who must be fresh."""
    app.request_class = Visit
    app.extensions["wijkkas-reach"] = rooms
    app.extensions["wijkkas-doors"] = doors
    app.before_request(_guard)
    app.after_request(_keep_seen)
    app.teardown_request(_let_go)


def _guard() -> ResponseReturnValue | None:
    set_reading(only=True)
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None
    if request.endpoint != "static" and not getattr(view, "is_public", False) and who() is None:
        if request.method in SAFE:
            return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
        answer: ResponseReturnValue = current_app.extensions["wijkkas-doors"]["sign-in"]()
        return answer
    if request.method not in SAFE:
        answer_again()
    return None


def _keep_seen(response: Any) -> Any:
    # Idle time lives in the signed cookie, so that reading a page writes nothing down.
    if request.endpoint != "static" and TOKEN in session:
        stamp = int(now().timestamp())
        if stamp - session.get(SEEN, 0) > 60:  # noqa: PLR2004  a minute is exact enough
            session[SEEN] = stamp
    return response


def _let_go(_error: BaseException | None) -> None:
    set_reading(only=False)
