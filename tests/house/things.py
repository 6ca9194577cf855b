"""What stands on the stage, and the world it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from app.gateways.files import MemoryStore
from app.gateways.provider import FakeProvider
from app.world import World, fake_world
from grants.kit.canon import digest

FILES = ("bon.jpg", "zaal-1.jpg", "zaal-2.jpg", "oppas.jpg", "oppas-2.jpg", "foto.jpg")
OFTEN = 100


@dataclass
class Things:
    """What stands on the stage, by name, and who is in the cast."""

    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    provider: FakeProvider = field(default_factory=FakeProvider)


def world_of_stage() -> World:
    """The plain twins, with the files that the stage has."""
    world = fake_world()
    assert isinstance(world.store, MemoryStore)
    names = [*FILES, *(f"{name} {no}" for name in FILES for no in range(OFTEN))]
    world.store.kept = {digest(name): name.encode() for name in names}
    return world
