"""Setting hands by template, asking for a yes, giving it, and standing guard before an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from grants.history import service as history
from grants.kit.access import MONEY_RIGHTS, Actor, Hand, Right, Role, in_hands
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.orm import Owned, Ref
from grants.kit.periods import day_of
from grants.mandates import queries
from grants.mandates.access import may
from grants.mandates.models import Asking, Mandate, Nod
from grants.mandates.rules import USUAL_LIMIT, Template, hands_of
from grants.neighbourhoods.queries import people_at
from grants.owners import service as owners
from grants.people.models import Invitation
from grants.people.service import invite as people_invite
from grants.waiting import service as waiting
from grants.waiting.queries import label_for
from grants.workgroups import access as workgroup_access
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import coaches


@dataclass(frozen=True, slots=True)
class Pointed:
    """A thing of which only kind, id and owner are known here: enough for history and waiting."""

    ref: Ref
    owner_id: UUID


def apply_template(
    session: Session,
    workgroup: Workgroup,
    template: Template,
    *,
    by: Actor,
    at: datetime,
    limit: Money = USUAL_LIMIT,
) -> list[Mandate]:
    """Put every right where the template has it, from today; what stood ends and stays to be read.

    A coach does so once, at the start; refuses ``hands-stand`` afterwards. The operator can mend.
    Refuses ``limit-below-zero``.
    """
    may(by, Act.MANDATES_SET, workgroup).check()
    if limit.is_negative:
        raise Invalid("limit-below-zero", field="limit")
    owners.lock(session, workgroup.id)
    standing = {row.right: row for row in queries.mandates(session, workgroup.id)}
    if standing and not by.operator:
        raise NotNow("hands-stand")
    for right, hand in hands_of(template).items():
        new = Mandate(
            id=new_id(session, at),
            owner_id=workgroup.id,
            right=right,
            hand=hand,
            limit=limit if right is Right.APPROVE else None,
            from_on=day_of(at),
        )
        _lay(session, standing.get(right), new)
    session.flush()
    history.record(session, Act.MANDATES_SET, workgroup, by=by, at=at, template=template)
    return list(queries.mandates(session, workgroup.id))


def require(
    session: Session, actor: Actor, right: Right, thing: Owned, *, mark: str = "", at: datetime
) -> None:
    """Stand guard before an act: the right lies with her, and under *together* the yes is there.

    Refuses as ``in_hands`` does, and with ``not-in-the-group``, ``needs-coach-yes`` or
    ``needs-holder-yes``.
    """
    verdict = in_hands(actor, right, thing.owner_id)
    if not verdict.tied:
        raise NotAllowed("not-in-the-group")
    verdict.check()
    if needs_nod(session, actor, right, thing, mark=mark):
        code = "needs-holder-yes" if right in MONEY_RIGHTS else "needs-coach-yes"
        raise NotNow(code, right=right, mark=mark)
    asked = queries.asking_for(session, thing.owner_id, right, thing.ref, mark)
    if asked is not None and asked.act is not None:
        waiting.done(session, thing, at=at, act=Act(asked.act), who=asked.asked_by_id)
        waiting.rename(session, thing, Act(asked.act), asked.label)


def needs_nod(
    session: Session, actor: Actor, right: Right, thing: Owned, *, mark: str = ""
) -> bool:
    """Must somebody still say yes before she does this?"""
    if actor.hand(thing.owner_id, right) is not Hand.TOGETHER:
        return False
    return queries.nod_on(session, thing.owner_id, right, thing.ref, mark) is None


def nod_to_wait_for(
    session: Session, actor: Actor, right: Right, thing: Owned, *, mark: str
) -> Literal["ask", "asked"] | None:
    """Under *together*: ``ask`` the coach first, she is ``asked``, or nothing to wait for."""
    if actor.is_coach(thing.owner_id) or not needs_nod(session, actor, right, thing, mark=mark):
        return None
    asked = queries.asking_for(session, thing.owner_id, right, thing.ref, mark)
    return "ask" if asked is None else "asked"


def ask_nod(
    session: Session,
    right: Right,
    thing: Owned,
    *,
    mark: str = "",
    label: str,
    by: Actor,
    at: datetime,
    act: Act | None = None,
    shown: str | None = None,
) -> Asking:
    """Ask the watcher of this right for a yes to this thing. Asking again is the same asking.

    ``act``: what waits for her on the thing once the yes is there. ``shown``: what lists say
    while it waits, instead of the label that is kept for good. Refuses ``not-in-the-group``,
    ``no-yes-needed``, ``nobody-to-ask``.
    """
    if by.person_id is None or not by.is_resident(thing.owner_id):
        raise NotAllowed("not-in-the-group")
    if by.hand(thing.owner_id, right) is not Hand.TOGETHER:
        raise NotNow("no-yes-needed")
    owners.lock(session, thing.owner_id)
    asked = queries.asking_for(session, thing.owner_id, right, thing.ref, mark)
    who = _watchers(session, right, thing.owner_id)
    if not who:
        raise NotNow("nobody-to-ask")
    if asked is None:
        asked = Asking(
            id=new_id(session, at),
            owner_id=thing.owner_id,
            right=right,
            thing_kind=thing.ref.kind,
            thing_id=thing.ref.id,
            mark=mark,
            label=label,
            act=str(act) if act is not None else None,
            asked_by_id=by.person_id,
            asked_at=at,
        )
        session.add(asked)
        session.flush()
        history.record(session, Act.MANDATES_ASK, thing, by=by, at=at, right=right)
    if queries.nod_on(session, thing.owner_id, right, thing.ref, mark) is None:
        waiting.ask(session, Act.MANDATES_NOD, asked, who=who, label=shown or asked.label, at=at)
    return asked


def nod(session: Session, asked: Asking, *, by: Actor, at: datetime) -> Nod:
    """Say yes to what was asked. A second yes is the first one."""
    may(by, Act.MANDATES_NOD, asked).check()
    owners.lock(session, asked.owner_id)
    thing = Pointed(asked.thing, asked.owner_id)
    given = queries.nod_on(session, asked.owner_id, asked.right, thing.ref, asked.mark)
    if given is not None:
        return given
    assert by.person_id is not None  # noqa: S101  the system sits nowhere
    given = Nod(
        id=new_id(session, at),
        owner_id=asked.owner_id,
        right=asked.right,
        thing_kind=asked.thing_kind,
        thing_id=asked.thing_id,
        mark=asked.mark,
        person_id=by.person_id,
        at=at,
    )
    session.add(given)
    session.flush()
    shown = label_for(session, by.person_id, asked.id) or asked.label
    waiting.done(session, asked, at=at)
    waiting.rename(session, asked, Act.MANDATES_NOD, asked.label)
    if asked.act is not None:
        who = [asked.asked_by_id]
        waiting.ask(session, Act(asked.act), thing, who=who, label=shown, at=at)
    history.record(session, Act.MANDATES_NOD, thing, by=by, at=at, right=asked.right)
    return given


def unask(session: Session, thing: Owned, *, at: datetime) -> None:
    """The thing went on or away: no yes to it is asked of anybody any more."""
    for asked in queries.askings_about(session, thing.ref):
        waiting.done(session, asked, at=at)


def invite(
    session: Session,
    workgroup: Workgroup,
    role: Role,
    *,
    email: str | None = None,
    uses: int = 1,
    by: Actor,
    at: datetime,
) -> Invitation:
    """Invite somebody into the workgroup, as the right to invite lies.

    Refuses ``needs-coach-yes`` under *together*, and ``invites-members-only``: what a resident
    gives by inviting is never more than her own right to invite.
    """
    workgroup_access.may(by, Act.PEOPLE_INVITE, workgroup).check()
    if by.is_resident(workgroup.id):
        if role is not Role.MEMBER:
            raise NotAllowed("invites-members-only", field="role")
        mark = invitation_mark(role, email, at=at)
        require(session, by, Right.INVITE, workgroup, mark=mark, at=at)
    return people_invite(session, workgroup.id, role, email=email, uses=uses, by=by, at=at)


def invitation_mark(role: Role, email: str | None, *, at: datetime) -> str:
    """What a yes to inviting is for: this address in this role, or paper ones of this day."""
    whom = email.strip().lower() if email else day_of(at).isoformat()
    return digest(f"{role}:{whom}")  # rows that only add keep nobody's address


def _lay(session: Session, standing: Mandate | None, new: Mandate) -> None:
    """End the row that stands and begin the new one, unless it says the same."""
    if standing is not None:
        if standing.hand is new.hand and standing.limit == new.limit:
            return
        standing.until_on = new.from_on
        session.flush()
    session.add(new)


def _watchers(session: Session, right: Right, workgroup_id: UUID) -> list[UUID]:
    if right not in MONEY_RIGHTS:
        return coaches(session, workgroup_id)
    workgroup = session.get_one(Workgroup, workgroup_id)
    return people_at(session, workgroup.holder_id, Role.PAYER)
