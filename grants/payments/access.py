"""Who enters money that came or moved, and who pays: whoever holds the group's money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from grants.allowances.access import may as may_allowance
from grants.allowances.models import Allowance
from grants.awards.models import Award, AwardState
from grants.kit.access import DESK, STRANGER, YES, Actor, Hand, Right, Role, Verdict, no
from grants.kit.acts import Act
from grants.payments.models import (
    Arrival,
    CashCount,
    Difference,
    OnlinePayment,
    PayAccount,
    Payee,
    Payment,
    PayRun,
    StatementLine,
)
from grants.payments.states import AT_WORK, COUNT, LIFE, LINE, RUN_LIFE, RunState


class OfGroup(Protocol):
    """Anything of a workgroup: an arrival, an instalment, a plan."""

    @property
    def owner_id(self) -> UUID:
        """The workgroup."""


def may(actor: Actor, act: Act, thing: OfGroup) -> Verdict:
    """The payer at the money holder; the treasurer when the group holds its money itself."""
    owner_id = thing.owner_id
    holds = actor.holds_money_of(owner_id)
    in_group = actor.is_resident(owner_id) or actor.is_coach(owner_id)
    if not holds and not in_group:
        return STRANGER
    if act is Act.PAYMENTS_SEE:
        return YES
    own = actor.hand(owner_id, Right.HOLD_MONEY) is Hand.GROUP
    if not holds and not (own and actor.has(owner_id, Role.TREASURER)):
        return no("holder-enters")
    if not holds and actor.pauses(owner_id):
        return no("paused")
    if act is Act.PAYMENTS_MIRROR and isinstance(thing, Arrival):
        return LIFE.verdict(thing.state, act)
    return YES


def may_count(actor: Actor, act: Act, thing: OfGroup) -> Verdict:
    """Residents count the box; who counted says why it differs; another than she stands for it."""
    owner_id = thing.owner_id
    if not (_near(actor, owner_id) or actor.is_coach(owner_id) or actor.holds_money_of(owner_id)):
        return STRANGER
    if act is Act.PAYMENTS_SEE:
        return YES
    if not actor.is_resident(owner_id):
        return no("members-count")
    if actor.pauses(owner_id):
        return no("paused")
    return _of_count(actor, act, thing) if isinstance(thing, CashCount) else YES


def _of_count(actor: Actor, act: Act, count: CashCount) -> Verdict:
    if act is Act.PAYMENTS_EXPLAIN and actor.person_id != count.counter_id:
        return no("counter-says-why")
    if act is Act.PAYMENTS_VOUCH and actor.person_id != count.second_id:
        return no("second-vouches")
    return COUNT.verdict(count.state, act)


def may_run(actor: Actor, act: Act, run: PayRun) -> Verdict:
    """Who may pay puts it together; a second person there says yes; one of them does the rest.

    Who pauses sees them as before.
    """
    stands_in = act is not Act.PAYMENTS_RUN and _stands_in(actor, run)
    if not stands_in and not _near(actor, run.owner_id):
        return STRANGER
    pays = YES if stands_in else pays_for(actor, run.owner_id)
    second = _may_second_run(actor, run)
    if act is Act.PAYMENTS_SEE:
        asked = second and run.state is RunState.OPEN
        known = asked or actor.person_id == run.approved_by_id
        return YES if pays or known else sees_runs(actor, run.owner_id)
    if act is Act.PAYMENTS_RUN_APPROVE:
        pays = second if actor.person_id != run.made_by_id else no("second-person-runs")
    if act is Act.PAYMENTS_RUN_FILE and actor.person_id == run.approved_by_id:
        pays = YES
    if not pays or act is Act.PAYMENTS_RUN:
        return pays
    return RUN_LIFE.verdict(run.state, act)


def _may_second_run(actor: Actor, run: PayRun) -> Verdict:
    """Who can be the second there, and may know of all that is in it."""
    verdict = may_second(actor, run.owner_id)
    if not verdict or sees_payees(actor, run.owner_id, [one.allowance for one in run.living]):
        return verdict
    return no("allowance-private")


def sees_payees(actor: Actor, owner_id: UUID, allowances: Iterable[Allowance | None]) -> bool:
    """Payers see whom their organisation pays; in a group allowances of persons stay private."""
    if actor.has(owner_id, Role.PAYER, Role.MANAGER):
        return True
    see = Act.ALLOWANCES_SEE
    return all(may_allowance(actor, see, one) for one in allowances if one is not None)


def _stands_in(actor: Actor, run: PayRun) -> bool:
    """The right to pay left the group while its run was at work: the holder ends what it began."""
    moved = actor.hand(run.owner_id, Right.PAY) is not Hand.GROUP
    return actor.holds_money_of(run.owner_id) and moved and run.state in AT_WORK


def may_payment(actor: Actor, act: Act, payment: Payment) -> Verdict:
    """One payment lies in the hands in which its run lies."""
    return may_run(actor, act, payment.run)


def may_account(actor: Actor, _act: Act, account: PayAccount | Payee) -> Verdict:
    """Who may pay from it says which account it is."""
    if not _near(actor, account.owner_id):
        return STRANGER
    return pays_for(actor, account.owner_id)


def may_bank(actor: Actor, act: Act, thing: OfGroup) -> Verdict:
    """Bank accounts and their lines: the payer of the organisation; of a group, who enters there.

    Others do not see them: a line names people who have nothing to do with the group. Who pauses
    sees them as before.
    """
    owner_id = thing.owner_id
    verdict = YES if actor.has(owner_id, Role.PAYER) else may(actor, Act.PAYMENTS_ENTER, thing)
    if act is Act.PAYMENTS_SEE:
        return YES if verdict.code == "paused" else verdict
    if verdict and isinstance(thing, StatementLine):
        return LINE.verdict(thing.state, act)
    return verdict


def pays_for(actor: Actor, owner_id: UUID) -> Verdict:
    """The payer of an organisation; the treasurer of a group that holds its money and pays itself."""
    if actor.has(owner_id, Role.PAYER):
        return YES
    if not actor.has(owner_id, Role.TREASURER):
        return no("payer-only")
    own = actor.hand(owner_id, Right.HOLD_MONEY) is Hand.GROUP
    if not own or actor.hand(owner_id, Right.PAY) is not Hand.GROUP:
        return no("in-holder-hands")
    return no("paused") if actor.pauses(owner_id) else YES


def sees_runs(actor: Actor, owner_id: UUID) -> Verdict:
    """Who pays for this owner, also while she pauses: she may see, not do."""
    verdict = pays_for(actor, owner_id)
    return YES if verdict.code == "paused" else verdict


def may_second(actor: Actor, owner_id: UUID) -> Verdict:
    """Who can be the second: a payer or manager there, or somebody of the group itself."""
    if actor.has(owner_id, Role.PAYER, Role.MANAGER):
        return YES
    if not actor.is_resident(owner_id):
        return no("payer-only")
    return no("paused") if actor.pauses(owner_id) else YES


def _near(actor: Actor, owner_id: UUID) -> bool:
    return actor.has(owner_id, Role.PAYER, Role.MANAGER) or actor.is_resident(owner_id)


def may_online(actor: Actor, act: Act, payment: OnlinePayment) -> Verdict:
    """The group, its holder and the funder who paid see it; the holder sends money back."""
    owner_id, funder = payment.owner_id, payment.organisation_id
    holds = actor.holds_money_of(owner_id)
    in_group = actor.is_resident(owner_id) or actor.is_coach(owner_id)
    at_funder = funder is not None and actor.has(funder, *DESK)
    if not holds and not in_group and not at_funder:
        return STRANGER
    if act is Act.PAYMENTS_SEE or holds:
        return YES
    return no("holder-enters")


def may_begin(actor: Actor, _act: Act, award: Award) -> Verdict:
    """Who decides at the funder pays its instalments, once both sides agreed."""
    if not actor.has(award.organisation_id, *DESK):
        return STRANGER
    if not actor.has(award.organisation_id, Role.DECIDER):
        return no("not-a-decider")
    agreed = award.state in (AwardState.ACTIVE, AwardState.ACCOUNTED)
    return YES if agreed else no("wrong-state")


def may_gifts(actor: Actor, act: Act, thing: OfGroup) -> Verdict:
    """A member opens a plan of the group for gifts, and closes it."""
    owner_id = thing.owner_id
    coach = actor.is_coach(owner_id)
    if not actor.is_resident(owner_id):
        return STRANGER if not coach else YES if act is Act.PAYMENTS_SEE else no("members-open")
    return no("paused") if actor.pauses(owner_id) and act is not Act.PAYMENTS_SEE else YES


def may_settle(actor: Actor, _act: Act, difference: Difference) -> Verdict:
    """Who holds the money, and who runs the installation."""
    return YES if actor.operator or actor.holds_money_of(difference.owner_id) else STRANGER
