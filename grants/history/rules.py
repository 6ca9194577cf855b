"""What the hash of an event covers, and how a chain is tested."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grants.history.models import Event
from grants.kit.canon import canonical, digest


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row of a chain that does not hold, and in what way."""

    no: int
    code: str


def text_of(event: Event) -> str:
    """The canonical text that the hash is taken of."""
    return canonical(
        {
            "owner": event.owner_id,
            "no": event.no,
            "at": event.at,
            "actor": event.actor_id,
            "capacity": event.capacity,
            "act": event.act,
            "thing": [event.thing_kind, event.thing_id],
            "facts": event.facts,
            "why": event.why,
            "previous": event.previous,
        }
    )


def hash_of(event: Event) -> str:
    """SHA-256 over the event's canonical text, which holds the hash before it."""
    return digest(text_of(event))


def faults(chain: Iterable[Event]) -> Iterable[Fault]:
    """Everything in an owner's chain, lowest number first, that was changed or is missing."""
    previous, expected = "", 1
    for event in chain:
        if event.no != expected:
            yield Fault(expected, "missing")
        if event.previous != previous:
            yield Fault(event.no, "not-chained")
        if event.hash != hash_of(event):
            yield Fault(event.no, "changed")
        previous, expected = event.hash, event.no + 1
