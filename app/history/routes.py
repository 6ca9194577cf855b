"""A readable timeline of one thing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import formats, messages
from app.access import me, reach_ref
from app.extensions import db
from app.things import page_of
from grants.history.models import Event
from grants.history.queries import PAGE, events_of
from grants.kit.access import Actor, Role
from grants.kit.orm import Ref
from grants.people.queries import names

bp = Blueprint("history", __name__, url_prefix="/history")

MOST_PAGES = 10_000
# Facts that name a person: they are told by her name.
PERSONS = ("person", "person_id", "for", "spender")


@bp.get("/<kind>/<uuid:thing_id>")
def show(kind: str, thing_id: UUID) -> ResponseReturnValue:
    """What happened to this thing, newest first."""
    thing = reach_ref(Ref(kind, thing_id))
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= MOST_PAGES:
        abort(404)
    events = events_of(db.session(), thing.ref, page=page)
    if not events and page > 1:
        abort(404)
    return render_template(
        "history/show.html",
        rows=_rows(events[:PAGE]),
        kind=kind,
        thing_id=thing_id,
        page=page,
        newer=page - 1,
        older=page + 1,
        more=len(events) > PAGE,
        thing_href=page_of(kind, thing_id),
    )


def _rows(events: Sequence[Event]) -> list[dict[str, Any]]:
    facts = {event.no: json.loads(event.facts) for event in events}
    wanted = {event.actor_id for event in events if event.actor_id}
    wanted |= {UUID(told[name]) for told in facts.values() for name in PERSONS if name in told}
    known = names(db.session(), wanted)
    return [_row(event, facts[event.no], known) for event in events]


def _row(event: Event, facts: dict[str, Any], known: dict[UUID, str]) -> dict[str, Any]:
    who = known.get(event.actor_id) if event.actor_id else None
    told = {name: _told(name, fact, known) for name, fact in facts.items()}
    if not _is_inside(me(), event):
        # Outside the owner's own circle people act in a capacity, not by name.
        who = None
        told |= {name: messages.words_for("somebody") for name in PERSONS if name in facts}
    named = who or messages.words_for(f"as-{event.capacity}")
    about = known.get(UUID(facts["person"])) if who and "person" in facts else None
    when = formats.moment(event.at)
    return {
        "text": messages.act_words(event.act, **(told | {"who": named})),
        "when": f"{when} · {who}" if about and about != who else when,
        "who": about or who,
        "why": event.why,
    }


def _told(name: str, fact: Any, known: dict[UUID, str]) -> str:
    if name in PERSONS:
        return known.get(UUID(fact)) or messages.words_for("somebody")
    if name == "role" and fact in list(Role):
        return messages.label(Role(fact))
    return str(fact)


def _is_inside(actor: Actor, event: Event) -> bool:
    mine = event.actor_id == actor.person_id
    return mine or actor.operator or event.owner_id in actor.roles
