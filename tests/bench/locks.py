"""How long a write holds the lock: noting a receipt and saying yes to it, as pages do it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from statistics import median
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from app.extensions import db
from grants.kit.access import RESIDENTS
from grants.proposals.models import Proposal
from grants.workgroups.models import Membership
from tests.bench.measure import Figure, Held, locked
from tests.bench.stage import Site
from tests.web import Browser, id_in, soup

MOST = 50.0


def writes(site: Site, rounds: int) -> Iterator[Figure]:
    """Receipts of one cent, each noted by one and approved by another."""
    spender, other = (site.browser(person_id) for person_id in two(site))
    noted: list[Held] = []
    approved: list[Held] = []
    for _ in range(rounds):
        with locked(site.engine) as held:
            answer = _note(site, spender)
        noted.append(_longest(held))
        path = f"/spending/{id_in(answer)}"
        with locked(site.engine) as held:
            _done(other.send(f"{path}/approve", on=path))
        approved.append(_longest(held))
    for what, held in (("noting a receipt", noted), ("saying yes to a receipt", approved)):
        wall, work = median(one.wall for one in held), median(one.work for one in held)
        longest = max(one.wall for one in held)
        note = f"{work:.1f} ms of the processor; longest of {len(held)} {longest:.0f} ms"
        yield Figure("lock", what, round(wall, 1), "ms", MOST, note)


def _longest(held: list[Held]) -> Held:
    """Of one request: beside its own work it may have counted that somebody tried."""
    return max(held, key=lambda one: one.wall)


def two(site: Site) -> tuple[UUID, UUID]:
    """Two who live there: one spends, and the other says yes."""
    with site.app.app_context():
        plan = db.session.get_one(Proposal, site.plan_id)
        people = db.session.scalars(
            select(Membership.person_id)
            .where(
                Membership.owner_id == plan.owner_id,
                Membership.role.in_(RESIDENTS),
                Membership.until_on.is_(None),
            )
            .order_by(Membership.id)
            .limit(2)
        ).all()
        db.session.remove()
    first, second = people
    return first, second


def _note(site: Site, browser: Browser) -> Any:
    path = f"/spending/new?plan={site.plan_id}"
    line = soup(browser.get(path)).select_one("[name=line][value]")
    if line is None:
        raise LookupError("there is nothing to buy for")
    fields = browser.form(path) | {
        "file": (BytesIO(photo()), "bon.jpg"),
        "amount": "0,01",
        "shop": "Buurtwinkel",
        "line": line["value"],
        "who_paid": "myself",
        "why": "Om te meten.",
    }
    return _done(browser.post(path, fields))


def photo() -> bytes:
    """One that looks like no other: what is there already would be asked about."""
    drawn = BytesIO()
    spots = Image.effect_noise((12, 18), 90).convert("RGB")
    spots.resize((600, 900)).save(drawn, "JPEG")
    return drawn.getvalue()


def _done(answer: Any) -> Any:
    if answer.status_code not in {302, 303}:
        raise LookupError(f"{answer.request.path} answers {answer.status}")
    return answer
