"""The stage on which the story is played: people by name, the moment it is, scenes in order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app import jobs
from app.clock import told
from app.extensions import db
from app.gateways.testbank import Vault
from app.play.pictures import amount
from app.world import World
from grants.kit import ids
from grants.kit.access import Actor
from grants.kit.money import Money
from grants.kit.orm import Base
from grants.ledger import queries as book
from grants.mandates.queries import actor_of
from grants.people.models import Person

Thing = TypeVar("Thing", bound=Base)
ZONE = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5
NEAR = 10
# The jobs that come due after the last scene are looked at once more on the evening before.
LAST = time(21, 30)


@dataclass
class Stage:
    """Where it is played: the session, the world outside, and what the story has made so far.

    ``bank``: the stand-in for the payment provider, which the sample shows afterwards.
    """

    session: Session
    world: World
    day: date
    tell: Callable[[str], None]
    bank: Vault
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    made: dict[str, UUID] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the scene that is played now."""
        return self.at.astimezone(ZONE).date()

    def days(self, away: int) -> date:
        """The day that lies so many days after (or, below nothing, before) the story's own.

        Far away it counts from the Saturday before, so that a Tuesday is always a Tuesday.
        """
        since_saturday = (self.day.weekday() - SATURDAY) % 7
        shift = since_saturday if abs(away) > NEAR else 0
        return self.day + timedelta(days=away - shift)

    def moment(self, away: int, clock: str) -> datetime:
        """A moment on such a day."""
        return datetime.combine(self.days(away), time.fromisoformat(clock), ZONE).astimezone(UTC)

    def keep(self, name: str, thing: Base) -> None:
        """Remember something under a name, for later scenes."""
        self.made[name] = thing.ref.id

    def get(self, model: type[Thing], name: str) -> Thing:
        """What an earlier scene made."""
        return self.session.get_one(model, self.made[name])

    def who(self, name: str) -> Actor:
        """Somebody as she can act in this scene."""
        if name not in self.actors:
            self.actors[name] = actor_of(self.session, self.get(Person, name), self.today)
        return self.actors[name]

    def say(self, words: str, **amounts: Money) -> None:
        """One line: the day, what happens, and amounts."""
        tail = "".join(f" · {name} € {amount(money)}" for name, money in amounts.items())
        self.tell(f"{self.today:%Y-%m-%d}  {words}{tail}")

    def say_money(self, words: str, owner_id: UUID, plan_id: UUID) -> None:
        """One line with the five amounts of a plan, as they stand after it."""
        found = book.amounts(self.session, owner_id, plan_id)
        names = ("promised", "received", "reserved", "spent", "free")
        self.say(words, **{name: getattr(found, name) for name in names})


Play = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens so many days before the story's day, at an hour."""

    away: int
    clock: str
    play: Play


class Tale:
    """The scenes of one plan, written down in the order of its life."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self.scenes: list[Scene] = []

    def on(self, away: int, clock: str = "20:00") -> Callable[[Play], Play]:
        """Let a function be the scene of that day."""

        def kept(play: Play) -> Play:
            self.scenes.append(Scene(away, clock, play))
            return play

        return kept


def play_all(stage: Stage, tales: Iterable[Tale]) -> None:
    """Play the scenes of all tales in the order of time; each is kept before the next begins."""
    scenes = sorted(
        (scene for tale in tales for scene in tale.scenes),
        key=lambda scene: (scene.away, scene.clock),
    )
    source = random.Random(stage.day.isoformat()).randbytes  # noqa: S311  to be the same each time
    for scene in scenes:
        _play(stage, scene, source)
    _work(stage.moment(-1, LAST.isoformat()), source)


def _play(stage: Stage, scene: Scene, source: ids.Randomness) -> None:
    stage.at = stage.moment(scene.away, scene.clock)
    stage.actors.clear()
    stage.session.info[ids.KEY] = source
    with told(stage.at):
        scene.play(stage)
        stage.session.commit()
    _work(stage.at, source)


def _work(at: datetime, source: ids.Randomness) -> None:
    """Do the jobs that are due at this moment of the story."""
    db.session().info[ids.KEY] = source
    with told(at):
        jobs.run_due()
