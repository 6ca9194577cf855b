"""What the whole job does not pass: an account number, a plan changed anew, other kinds of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import now
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.people.models import Session as SignedIn
from grants.workgroups.models import Workgroup
from tests.browser import group, running
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.cast import actor
from tests.gateways import samples

Phones = Callable[..., Phone]
IBAN = running.IBANS["ben"]


def beginners(session: Session) -> None:
    """From now on the group does most things together with its coach."""
    group_of = running.plan_of(session).owner_id
    workgroup = session.get_one(Workgroup, group_of)
    mandates.apply_template(
        session, workgroup, Template.STARTING, by=actor(session, "olga"), at=now()
    )


def test_an_agreed_plan_is_changed_and_agreed_anew(phones: Phones, site: Site) -> None:
    site.run(running.agreed)
    site.run(beginners)
    ada, carla = phones("ada"), phones("carla")

    ada.home()
    ada.tap("See the plan")
    ada.tap("Change the plan")
    ada.tap("Open the plan")
    ada.tap("What do we hope for")
    ada.page.locator("main [name=words]").fill("Dat ouders elkaar ook thuis opzoeken.")
    ada.tap("Save and go on")
    ada.tap("Ask the group")
    ada.tap("Ask our coach")
    carla.home()
    carla.tap("Say yes? %(label)s", label=running.TITLE)
    carla.tap("Say yes")
    ada.home()
    ada.tap("See the plan")
    group.ask_group(ada)
    for name in ("ada", "ben", "dan"):
        member = phones(name)
        member.home()
        group.decide(member, "Yes")

    ada.home()
    ada.expect("Choose a fund and send it")


def test_a_photo_of_an_iphone_and_a_paper_with_the_yes_of_the_coach(
    phones: Phones, site: Site, tmp_path: Path
) -> None:
    site.run(running.running)
    site.run(beginners)
    ada, ben, carla = (phones(name) for name in ("ada", "ben", "carla"))
    picture, paper = tmp_path / "IMG_0001.HEIC", tmp_path / "bon.pdf"
    picture.write_bytes(samples.heic())
    paper.write_bytes(samples.pdf())

    group.note_receipt(ada, picture, "De Kom", "12", running.FOOD)
    carla.home()
    carla.tap("Say yes? %(label)s", label="De Kom")
    carla.tap("Say yes")
    group.say_yes_to_receipt(ben, "De Kom")
    group.note_receipt(ben, paper, "De Hema", "8", running.FOOD)

    assert ben.fetch("Open %(name)s", name="bon.pdf").startswith(b"%PDF")


def test_an_account_number_behind_a_fresh_code(phones: Phones, site: Site) -> None:
    ben = phones("ben")
    site.run(lambda session: session.execute(update(SignedIn).values(fresh_at=None)))

    ben.open("/people/me")
    ben.tap("Add an account number")
    ben.write("Your account number", IBAN)
    ben.write("The name on your bank card", "B. Bakker")
    ben.tap("Keep my account number")
    ben.write("The code from the mail", site.code("ben@example.org"))
    ben.tap("Go on")
    ben.expect("Your text is still here. Look at it, and send it again.")
    ben.tap("Keep my account number")

    ben.expect("Your account number is kept. You get a mail about it.")
    assert IBAN[-4:] in ben.text
    assert IBAN not in ben.page.content()
    assert IBAN[-4:] in site.letters("ben@example.org")[-1].text
