"""Two who leave at the same moment, on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from grants.kit.access import RESIDENTS
from grants.kit.errors import NotNow
from grants.people.models import Person
from grants.workgroups import queries, service
from grants.workgroups.models import Membership
from tests.ground import NOON, acting, ground, joined


def test_of_three_who_leave_at_once_two_stay(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        workgroup_id = ground(session).workgroup.id
        workgroup = queries.workgroups_by_id(session, [workgroup_id])[workgroup_id]
        people = [joined(session, workgroup, name=name).id for name in ("Fatma", "Amina", "Zo")]
        session.commit()
    start = Barrier(len(people))

    def leave(person_id: UUID) -> str:
        start.wait()
        with Session(open_engine) as session:
            herself = acting(session, session.get_one(Person, person_id))
            hers = session.scalars(
                select(Membership).where(Membership.person_id == person_id)
            ).one()
            try:
                service.leave(session, hers, by=herself, at=NOON)
            except NotNow as refusal:
                return refusal.code
            session.commit()
            return "left"

    with ThreadPoolExecutor(len(people)) as pool:
        said = sorted(pool.map(leave, people))

    assert said == ["left", "two-must-stay", "two-must-stay"]
    with Session(open_engine) as session:
        stay = queries.members(session, workgroup_id)
        assert [one.role in RESIDENTS for one in stay] == [True, True]
