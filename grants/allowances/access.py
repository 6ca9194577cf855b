"""Who sees an allowance: the person herself, who looks at it, and who pays. Nobody else."""

from __future__ import annotations

from grants.allowances.models import Allowance, AllowanceYear, Cap, Looks
from grants.allowances.states import BOOKED, LIFE, AllowanceState
from grants.kit.access import STRANGER, YES, Actor, Hand, Right, Role, Verdict, no
from grants.kit.acts import Act

_DECIDING = frozenset({Act.ALLOWANCES_AGREE, Act.ALLOWANCES_LEAVE, Act.ALLOWANCES_REFUSE})
_HERS = frozenset({Act.ALLOWANCES_WITHDRAW, Act.ALLOWANCES_CONFIRM})
_PAYING = frozenset(
    {Act.ALLOWANCES_BACK, Act.ALLOWANCES_FAIL, Act.ALLOWANCES_PAY, Act.ALLOWANCES_RUN}
)
_SEEN_BY_HOLDER = BOOKED | {AllowanceState.CORRECTED}


def may(actor: Actor, act: Act, allowance: Allowance) -> Verdict:
    """Her own; the treasurer; who says yes; the holder from the yes on."""
    owner_id = allowance.owner_id
    mine = actor.person_id == allowance.person_id
    in_group = actor.is_resident(owner_id) or actor.is_coach(owner_id)
    if not (mine or in_group or actor.holds_money_of(owner_id)):
        return STRANGER
    if act is Act.ALLOWANCES_NOTE:
        return _notes(actor, allowance, mine=mine)
    seen = _sees(actor, allowance, mine=mine)
    if act is Act.ALLOWANCES_SEE or not seen:
        return seen
    if actor.pauses(owner_id) and act not in _HERS and not actor.holds_money_of(owner_id):
        return no("paused")
    verdict = _by_person(actor, act, allowance, mine=mine)
    return LIFE.verdict(allowance.state, act) if verdict else verdict


def may_year(actor: Actor, _act: Act, year: AllowanceYear) -> Verdict:
    """A year is hers alone."""
    return YES if actor.person_id == year.person_id else STRANGER


def may_cap(actor: Actor, act: Act, _cap: Cap) -> Verdict:
    """Everybody reads the law's amounts; who runs the installation adds a row."""
    if act is Act.ALLOWANCES_SEE and actor.person_id is not None:
        return YES
    return YES if actor.operator else STRANGER


def _notes(actor: Actor, allowance: Allowance, *, mine: bool) -> Verdict:
    """Members for themselves; the treasurer for another member as well."""
    if not actor.is_resident(allowance.owner_id):
        return no("members-only")
    if mine or actor.has(allowance.owner_id, Role.TREASURER):
        return YES
    return no("allowance-own")


def _sees(actor: Actor, allowance: Allowance, *, mine: bool) -> Verdict:
    owner_id = allowance.owner_id
    if mine or actor.has(owner_id, Role.TREASURER) or actor.person_id == allowance.noted_by_id:
        return YES
    if actor.is_resident(owner_id) and allowance.looks is Looks.MEMBERS:
        return YES
    if actor.holds_money_of(owner_id):
        looks = allowance.looks is Looks.HOLDER or allowance.state in _SEEN_BY_HOLDER
        return YES if looks else no("group-approves")
    return no("allowance-private")


def _by_person(actor: Actor, act: Act, allowance: Allowance, *, mine: bool) -> Verdict:
    if act in _HERS:
        noted = actor.person_id == allowance.noted_by_id and act is Act.ALLOWANCES_WITHDRAW
        return YES if mine or noted else no("allowance-own")
    if mine:
        return no("own-allowance")
    if act in _DECIDING:
        return _decides(actor, act, allowance)
    if act in _PAYING:
        return _pays(actor, act, allowance)
    holds = actor.holds_money_of(allowance.owner_id)
    if holds or actor.has(allowance.owner_id, Role.TREASURER):
        return YES
    return no("treasurer-or-holder")


def _decides(actor: Actor, act: Act, allowance: Allowance) -> Verdict:
    """A second person: never who noted it. Only the treasurer leaves it to the money holder."""
    owner_id = allowance.owner_id
    if actor.person_id == allowance.noted_by_id:
        return no("second-person")
    if allowance.person_id in actor.shares:
        return no("shared-account")
    if allowance.looks is Looks.HOLDER:
        says = actor.holds_money_of(owner_id) and act is not Act.ALLOWANCES_LEAVE
        return YES if says else no("holder-looks")
    if allowance.looks is Looks.TREASURER:
        return YES if actor.has(owner_id, Role.TREASURER) else no("treasurer-looks")
    says = actor.is_resident(owner_id) and act is not Act.ALLOWANCES_LEAVE
    return YES if says else no("group-approves")


def _pays(actor: Actor, act: Act, allowance: Allowance) -> Verdict:
    """The holder; the treasurer from the box, and by bank when paying lies with the group."""
    owner_id = allowance.owner_id
    if actor.holds_money_of(owner_id):
        return YES
    if not actor.has(owner_id, Role.TREASURER):
        return no("treasurer-pays")
    if act is not Act.ALLOWANCES_PAY and actor.hand(owner_id, Right.PAY) is not Hand.GROUP:
        return no("in-holder-hands")
    return YES
