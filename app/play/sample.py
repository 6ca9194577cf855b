"""The sample on disk: whose database it is, of which day, and how it comes to be, whole or not."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings, load, make_keys
from grants.kit.database import sqlite_module
from grants.neighbourhoods.models import Organisation, Seat, Theme
from grants.people.models import Person
from grants.workgroups.models import Membership, Workgroup

# “WKas” in the header of the database file: this one was played, and may be played anew.
MARK = 0x574B6173
FILE = "wijkkas.db"
# What the stand-in for the payment provider keeps, beside it: the story gives a little, too.
PROEFBANK = "proefbank.json"


class NotTheSample(Exception):
    """There is a database in the sample's place that was not played."""


class InUse(Exception):
    """Another process shows this sample now."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the header of a database file says: is it a sample, and of which day."""

    application: int
    version: int

    @property
    def day(self) -> date:
        """The day that it leads up to."""
        return datetime.strptime(str(self.version), "%Y%m%d").date()  # noqa: DTZ007  a day


def marks_of(file: Path) -> Marks:
    """Read the header without changing a byte."""
    connection = sqlite_module().connect(f"file:{file}?mode=ro", uri=True)
    try:
        application, version = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        )
    finally:
        connection.close()
    return Marks(application, version)


def mark(file: Path, day: date) -> None:
    """Say in the header that this is a sample, and of which day; leave one plain file."""
    connection = sqlite_module().connect(file)
    try:
        connection.execute(f"PRAGMA application_id={MARK}")
        connection.execute(f"PRAGMA user_version={day:%Y%m%d}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def day_of_sample(folder: Path) -> date | None:
    """The day of the sample that lies there; None when there is none. Refuses what is not one."""
    file = folder / FILE
    if not file.exists():
        return None
    try:
        found = marks_of(file)
    except sqlite_module().DatabaseError as wrong:
        raise NotTheSample(str(file)) from wrong
    if found.application != MARK:
        raise NotTheSample(str(file))
    return found.day


def settings_of(folder: Path, **given: Any) -> Settings:
    """The settings of a played instance: nothing from outside decides where its data lie."""
    return load(
        instance=folder,
        database_url=f"sqlite:///{folder / FILE}",
        mail_url="",
        proxies=0,
        sample=True,
        **({"stripe_key": ""} | given),
    )


def make_sample(folder: Path, day: date, play: Callable[[Path], None]) -> None:
    """Play into a folder beside it, and put that in its place when it is complete."""
    day_of_sample(folder)
    beside = folder.with_name(f"{folder.name}.being-played-{os.getpid()}")
    for left in folder.parent.glob(f"{folder.name}.being-played-*"):
        shutil.rmtree(left)
    make_keys(beside)
    play(beside)
    mark(beside / FILE, day)
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def held(folder: Path, *, alone: bool = False) -> Iterator[None]:
    """While it is shown nobody plays it anew; while it is played nobody else does anything."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise InUse(str(folder)) from busy
        yield


def who_is_who(session: Session) -> Iterator[str]:
    """The people of the sample, a line each: where, name, role."""
    groups = session.execute(
        select(Workgroup.name, Membership.role, Person.name)
        .join(Membership, Membership.owner_id == Workgroup.id)
        .join(Person, Person.id == Membership.person_id)
        .join(Theme, Theme.id == Workgroup.theme_id)
        .order_by(Theme.position, Workgroup.name, Person.name)
    ).all()
    desks = session.execute(
        select(Organisation.name, Seat.role, Person.name)
        .join(Seat, Seat.owner_id == Organisation.id)
        .join(Person, Person.id == Seat.person_id)
        .order_by(Organisation.name, Person.name, Seat.role)
    )
    for where, role, name in (*groups, *desks):
        yield f"  {where:<22} {name:<20} {role}"
    for name in session.scalars(select(Person.name).where(Person.operator)):
        yield f"  {'Wijkkas':<22} {name:<20} operator"
