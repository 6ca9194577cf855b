"""Events that come in while the process that takes them is killed, again and again."""

from __future__ import annotations

import json
import os
import select
import signal
import time
from random import Random

from sqlalchemy import func
from sqlalchemy import select as asking

from app.extensions import db
from grants.outbox.models import Job
from grants.payments.models import ProviderEvent
from grants.payments.states import OnlineState
from tests.faults.banking import Scene, scene
from tests.gateways.bankhouse import house

__all__ = ["house", "scene"]

Signed = tuple[bytes, str]
KILLS, OF_EACH = 6, 20
LONGEST = 0.1


def name_of(one: Signed) -> str:
    return str(json.loads(one[0])["id"])


def killed(scene: Scene, said: list[Signed], dice: Random) -> set[str]:
    """Take them in a process that is killed at some moment; which of them got a 200."""
    with scene.app.app_context():
        db.session.remove()
        db.engine.dispose()
    ears, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for one in said:
                if scene.bring(*one) == 200:
                    os.write(mouth, f"{name_of(one)}\n".encode())
        finally:
            os._exit(0)
    os.close(mouth)
    select.select([ears], [], [], 20)
    time.sleep(dice.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    heard = b""
    while piece := os.read(ears, 1 << 16):
        heard += piece
    os.close(ears)
    os.waitpid(child, 0)
    return set(heard.decode().split())


def kept(scene: Scene) -> tuple[set[str], int]:
    """The events that stand there, and how many questions they make us ask."""
    with scene.app.app_context():
        names = set(db.session.scalars(asking(ProviderEvent.their_ref)))
        jobs = asking(func.count()).where(Job.kind == "payments.event")
        return names, db.session.scalar(jobs) or 0


def test_05_what_got_a_200_stands_with_its_question_when_the_process_is_killed(
    scene: Scene,
) -> None:
    vault, dice = scene.house.vault, Random(5)
    for _each in range(3):
        vault.pay(scene.begin())
        charge = list(vault.kept["charges"].values())[-1]
        for _again in range(OF_EACH - 1):
            vault.tell("charge.updated", charge)
    left, answered = list(scene.house.told), set[str]()
    for _kill in range(KILLS):
        answered |= killed(scene, left, dice)
        left = [one for one in left if name_of(one) not in answered]
    names, questions = kept(scene)

    assert answered <= names
    assert (len(names), bool(answered)) == (questions, True)
    assert {scene.bring(*one) for one in left} <= {200}
    scene.work()

    assert scene.count(ProviderEvent) == 3 * OF_EACH
    assert scene.held == "255.00 EUR"
    assert {one.state for one in scene.payments} == {OnlineState.PAID}
