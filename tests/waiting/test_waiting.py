"""What waits for whom: asked once, taken off when done, told in one mail."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.kit.acts import Act
from grants.kit.ids import new_id
from grants.kit.money import EUR
from grants.outbox.models import Job
from grants.waiting import service
from grants.waiting.models import Waiting
from grants.waiting.queries import SHOWN, untold, waiting_for
from grants.waiting.service import GATHER, GRACE
from tests.cast import NOON, Cast


def ask(
    session: Session,
    cast: Cast,
    *names: str,
    act: Act = Act.CONSENT_ANSWER,
    at: datetime = NOON,
    **more: Any,
) -> None:
    more = {"label": "Oudercafé"} | more
    who = [cast.person(name).id for name in names]
    service.ask(session, act, more.pop("thing", cast.workgroup), who=who, at=at, **more)


def digests(session: Session) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.kind == "waiting.digest").order_by(Job.key)))


def test_what_is_asked_stands_on_the_list(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada", amount=EUR("12.50"))

    (row,) = waiting_for(session, cast.person("ada").id)
    assert (row.act, row.label, row.amount) == ("consent.answer", "Oudercafé", EUR("12.50"))
    assert row.thing_id == cast.workgroup.id


def test_asking_the_same_again_is_nothing(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada")

    ask(session, cast, "ada", "ben", label="Anders")

    assert [row.label for row in waiting_for(session, cast.person("ada").id)] == ["Oudercafé"]
    assert len(waiting_for(session, cast.person("ben").id)) == 1


def test_the_database_keeps_one_open_row_for_the_same_asking(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada")
    row = waiting_for(session, cast.person("ada").id)[0]
    twin = Waiting(
        id=new_id(session, NOON),
        owner_id=row.owner_id,
        person_id=row.person_id,
        act=row.act,
        thing_kind=row.thing_kind,
        thing_id=row.thing_id,
        label="nog eens",
        asked_at=NOON,
    )

    session.add(twin)

    with pytest.raises(IntegrityError):
        session.flush()


def test_done_takes_it_off_everybodys_list(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada", "ben")

    service.done(session, cast.workgroup, at=NOON)

    assert waiting_for(session, cast.person("ada").id) == []
    assert waiting_for(session, cast.person("ben").id) == []


def test_done_by_one_leaves_the_others_asked(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada", "ben")

    service.done(session, cast.workgroup, at=NOON, who=cast.person("ada").id)

    assert waiting_for(session, cast.person("ada").id) == []
    assert len(waiting_for(session, cast.person("ben").id)) == 1


def test_done_with_one_act_leaves_other_acts_asked(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada")
    ask(session, cast, "ada", act=Act.SPENDING_APPROVE)

    service.done(session, cast.workgroup, at=NOON, act=Act.CONSENT_ANSWER)

    assert [row.act for row in waiting_for(session, cast.person("ada").id)] == ["spending.approve"]


def test_what_was_done_can_be_asked_again(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada")
    service.done(session, cast.workgroup, at=NOON)

    ask(session, cast, "ada", label="Nog eens")

    assert [row.label for row in waiting_for(session, cast.person("ada").id)] == ["Nog eens"]


def test_what_is_due_first_stands_first(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada", thing=cast.workgroup, label="later", due=NOON + timedelta(days=9))
    ask(session, cast, "ada", thing=cast.other, label="eerst", due=NOON + timedelta(days=2))

    assert [row.label for row in waiting_for(session, cast.person("ada").id)] == ["eerst", "later"]


def test_the_list_has_an_end(session: Session, cast: Cast) -> None:
    for act in list(Act)[: SHOWN + 5]:
        ask(session, cast, "ada", act=act)

    assert len(waiting_for(session, cast.person("ada").id)) == SHOWN


def test_what_comes_in_half_an_hour_goes_into_one_mail(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada", at=NOON + timedelta(minutes=1))
    ask(session, cast, "ada", at=NOON + timedelta(minutes=29), act=Act.SPENDING_APPROVE)

    (job,) = digests(session)
    assert json.loads(job.facts) == {"person": str(cast.person("ada").id)}
    assert job.due_at == NOON + GATHER + GRACE


def test_each_reader_has_a_mail_of_her_own(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada", "ben")

    people = {json.loads(job.facts)["person"] for job in digests(session)}
    assert people == {str(cast.person("ada").id), str(cast.person("ben").id)}


def test_what_comes_later_goes_into_a_later_mail(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada", at=NOON)
    ask(session, cast, "ada", at=NOON + GATHER, act=Act.SPENDING_APPROVE)

    assert len(digests(session)) == 2


def test_what_was_told_is_not_told_again(session: Session, cast: Cast) -> None:
    ask(session, cast, "ada")
    ada = cast.person("ada").id

    service.told(session, untold(session, ada), at=NOON)

    assert untold(session, ada) == []
    assert len(waiting_for(session, ada)) == 1
