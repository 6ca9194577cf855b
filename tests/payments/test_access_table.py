"""Who hears what of money that comes, moves and goes: of every act and thing, the answer to all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

import pytest

from grants.awards.models import Award, AwardState
from grants.kit.access import Actor, Hand, Right, Role, Verdict
from grants.kit.acts import Act
from grants.payments.access import (
    may,
    may_account,
    may_bank,
    may_begin,
    may_count,
    may_gifts,
    may_online,
    may_payment,
    may_run,
    may_second,
    may_settle,
    pays_for,
)
from grants.payments.models import (
    Arrival,
    BankAccount,
    CashCount,
    Difference,
    GiftBox,
    OnlinePayment,
    PayAccount,
    Payment,
    PayRun,
    StatementLine,
)
from grants.payments.states import AT_WORK, ArrivalState, CountState, LineState, RunState

Thing = TypeVar("Thing")
Hands = tuple[Hand, Hand]  # of holding the money, of paying
Told = dict[str, str]  # what is heard, and by whom

OWNER, FUND = UUID(int=1), UUID(int=2)
OURS, HOLDERS = (Hand.GROUP,) * 2, (Hand.COACH,) * 2
# Holding in one pair of hands and paying in another, so that no rule can mix them up.
WE_HOLD, WE_PAY = (Hand.GROUP, Hand.COACH), (Hand.COACH, Hand.GROUP)
ROLES = {
    "member": Role.MEMBER,
    "away": Role.MEMBER,
    "treasurer": Role.TREASURER,
    "away-treasurer": Role.TREASURER,
    "coach": Role.COACH,
    "payer": Role.PAYER,
    "manager": Role.MANAGER,
    "decider": Role.DECIDER,
    "reviewer": Role.REVIEWER,
}
# The holder pays for the organisation that holds the money; the fund's people are elsewhere.
CAST = (*ROLES, "holder", "operator", "fund-decider", "fund-reviewer", "stranger")
IDS = {name: UUID(int=number) for number, name in enumerate(CAST, start=10)}
FUNDERS = {"fund-decider": Role.DECIDER, "fund-reviewer": Role.REVIEWER}


def actor(name: str, hands: Hands) -> Actor:
    here = {OWNER: frozenset({ROLES[name]})} if name in ROLES else {}
    there = {FUND: frozenset({FUNDERS[name]})} if name in FUNDERS else {}
    return Actor(
        person_id=IDS[name],
        roles={**here, **there},
        holds=frozenset({OWNER}) if name == "holder" else frozenset(),
        hands={OWNER: dict(zip((Right.HOLD_MONEY, Right.PAY), hands, strict=True))},
        operator=name == "operator",
        paused=frozenset({OWNER}) if name.startswith("away") else frozenset(),
    )


def told(
    rule: Callable[[Actor, Act, Thing], Verdict], act: Act, thing: Thing, hands: Hands = OURS
) -> Told:
    """By answer, the people who hear it in the order of the cast; who is not named finds nothing."""
    found: dict[str, list[str]] = {}
    for name in CAST:
        verdict = rule(actor(name, hands), act, thing)
        assert bool(verdict) is (verdict.code == "")
        assert verdict.tied is (verdict.code != "not-found")
        if verdict.tied:
            found.setdefault(verdict.code or "yes", []).append(name)
    return {code: " ".join(names) for code, names in found.items()}


# ---- Money that came, by hand ----------------------------------------------------------------

GROUP = "member away treasurer away-treasurer coach"
HOLDER_ENTERS = {"yes": "holder", "holder-enters": GROUP}
WE_ENTER = {
    "yes": "treasurer holder",
    "paused": "away-treasurer",
    "holder-enters": "member away coach",
}


def arrival(state: ArrivalState = ArrivalState.ENTERED) -> Arrival:
    return Arrival(owner_id=OWNER, state=state)


@pytest.mark.parametrize(
    ("act", "state", "hands", "expected"),
    [
        (Act.PAYMENTS_SEE, ArrivalState.ENTERED, HOLDERS, {"yes": f"{GROUP} holder"}),
        (Act.PAYMENTS_ENTER, ArrivalState.ENTERED, OURS, WE_ENTER),
        (Act.PAYMENTS_ENTER, ArrivalState.ENTERED, WE_HOLD, WE_ENTER),
        (Act.PAYMENTS_ENTER, ArrivalState.ENTERED, WE_PAY, HOLDER_ENTERS),
        (Act.PAYMENTS_MOVE, ArrivalState.ENTERED, HOLDERS, HOLDER_ENTERS),
        (Act.PAYMENTS_RETURN, ArrivalState.MIRRORED, OURS, WE_ENTER),
        (Act.PAYMENTS_MIRROR, ArrivalState.ENTERED, OURS, WE_ENTER),
        (
            Act.PAYMENTS_MIRROR,
            ArrivalState.MIRRORED,
            OURS,
            {
                "wrong-state": "treasurer holder",
                "paused": "away-treasurer",
                "holder-enters": "member away coach",
            },
        ),
    ],
)
def test_who_holds_the_money_enters_what_came(
    act: Act, state: ArrivalState, hands: Hands, expected: Told
) -> None:
    assert told(may, act, arrival(state), hands) == expected


# ---- The box ---------------------------------------------------------------------------------

RESIDENTS = {
    "yes": "member treasurer",
    "paused": "away away-treasurer",
    "members-count": "coach payer manager holder",
}


def counted(state: CountState) -> CashCount:
    return CashCount(
        owner_id=OWNER, state=state, counter_id=IDS["member"], second_id=IDS["treasurer"]
    )


@pytest.mark.parametrize(
    ("act", "state", "expected"),
    [
        (Act.PAYMENTS_SEE, CountState.DROPPED, {"yes": f"{GROUP} payer manager holder"}),
        (
            Act.PAYMENTS_EXPLAIN,
            CountState.COUNTED,
            {**RESIDENTS, "yes": "member", "counter-says-why": "treasurer"},
        ),
        (
            Act.PAYMENTS_EXPLAIN,
            CountState.CONFIRMED,
            {**RESIDENTS, "yes": "", "wrong-state": "member", "counter-says-why": "treasurer"},
        ),
        (Act.PAYMENTS_CONFIRM, CountState.COUNTED, RESIDENTS),
        (
            Act.PAYMENTS_CONFIRM,
            CountState.DROPPED,
            {**RESIDENTS, "yes": "", "wrong-state": "member treasurer"},
        ),
        (
            Act.PAYMENTS_VOUCH,
            CountState.CONFIRMED,
            {**RESIDENTS, "yes": "treasurer", "second-vouches": "member"},
        ),
        (
            Act.PAYMENTS_VOUCH,
            CountState.COUNTED,
            {**RESIDENTS, "yes": "", "wrong-state": "treasurer", "second-vouches": "member"},
        ),
    ],
)
def test_members_count_their_box(act: Act, state: CountState, expected: Told) -> None:
    found = told(may_count, act, counted(state))

    assert found == {code: names for code, names in expected.items() if names}


def test_members_begin_a_count_and_say_which_account_is_theirs() -> None:
    assert told(may_count, Act.PAYMENTS_COUNT, arrival()) == RESIDENTS
    assert told(may_count, Act.PAYMENTS_OWN_ACCOUNT, arrival(), HOLDERS) == RESIDENTS


# ---- Pay runs --------------------------------------------------------------------------------

WE_RUN = {
    "yes": "treasurer payer",
    "paused": "away-treasurer",
    "payer-only": "member away manager",
}
HOLDER_RUNS = {
    "yes": "payer",
    "in-holder-hands": "treasurer away-treasurer",
    "payer-only": "member away manager",
}
# Who pauses sees what she kept, and does nothing with it.
WE_SEE = {"yes": "treasurer away-treasurer payer", "payer-only": "member away manager"}
ENDED = set(RunState) - AT_WORK  # what the group did before is not the holder's to see
TOO_LATE = {**WE_RUN, "yes": "", "wrong-state": "treasurer payer"}
SECONDS = {"yes": "member treasurer payer manager", "paused": "away away-treasurer"}


def run(state: RunState, made: str = "stranger", approved: str | None = None) -> PayRun:
    by = IDS[approved] if approved else None
    return PayRun(owner_id=OWNER, state=state, made_by_id=IDS[made], approved_by_id=by)


@pytest.mark.parametrize(
    ("act", "found", "hands", "expected"),
    [
        (Act.PAYMENTS_RUN, run(RunState.OPEN), OURS, WE_RUN),
        (Act.PAYMENTS_RUN, run(RunState.DONE), HOLDERS, HOLDER_RUNS),
        (Act.PAYMENTS_RUN, run(RunState.OPEN), WE_HOLD, HOLDER_RUNS),
        (Act.PAYMENTS_RUN, run(RunState.OPEN), WE_PAY, HOLDER_RUNS),
        (
            Act.PAYMENTS_SEE,
            run(RunState.OPEN),
            OURS,
            {"yes": "member treasurer away-treasurer payer manager", "payer-only": "away"},
        ),
        (Act.PAYMENTS_SEE, run(RunState.APPROVED), OURS, WE_SEE),
        (
            Act.PAYMENTS_SEE,
            run(RunState.DONE, approved="manager"),
            OURS,
            {"yes": "treasurer away-treasurer payer manager", "payer-only": "member away"},
        ),
        (Act.PAYMENTS_RUN_APPROVE, run(RunState.OPEN), OURS, SECONDS),
        (
            Act.PAYMENTS_RUN_APPROVE,
            run(RunState.OPEN, made="treasurer"),
            OURS,
            {**SECONDS, "yes": "member payer manager", "second-person-runs": "treasurer"},
        ),
        (
            Act.PAYMENTS_RUN_APPROVE,
            run(RunState.APPROVED),
            OURS,
            {**SECONDS, "yes": "", "wrong-state": "member treasurer payer manager"},
        ),
        (Act.PAYMENTS_RUN_FILE, run(RunState.APPROVED), OURS, WE_RUN),
        (
            Act.PAYMENTS_RUN_FILE,
            run(RunState.APPROVED, approved="member"),
            OURS,
            {**WE_RUN, "yes": "member treasurer payer", "payer-only": "away manager"},
        ),
        (
            Act.PAYMENTS_RUN_FETCH,
            run(RunState.FILED, approved="member"),
            OURS,
            WE_RUN,
        ),
        (Act.PAYMENTS_RUN_LEAVE, run(RunState.APPROVED), OURS, TOO_LATE),
        (Act.PAYMENTS_RUN_HAND_IN, run(RunState.FILED), OURS, WE_RUN),
        (Act.PAYMENTS_RUN_PAID, run(RunState.HANDED_IN), OURS, WE_RUN),
        (Act.PAYMENTS_RUN_PAID, run(RunState.DONE), OURS, TOO_LATE),
        (
            Act.PAYMENTS_RUN_WITHDRAW,
            run(RunState.HANDED_IN),
            HOLDERS,
            {**HOLDER_RUNS, "yes": "payer holder"},  # the group began it, and may not end it now
        ),
        (Act.PAYMENTS_RUN_WITHDRAW, run(RunState.PARTLY_FAILED), OURS, TOO_LATE),
        (Act.PAYMENTS_SEE, run(RunState.FILED), HOLDERS, {**HOLDER_RUNS, "yes": "payer holder"}),
        *((Act.PAYMENTS_SEE, run(state), HOLDERS, HOLDER_RUNS) for state in sorted(ENDED)),
        (Act.PAYMENTS_RUN_FETCH, run(RunState.DONE), HOLDERS, HOLDER_RUNS),
    ],
)
def test_who_pays_runs_and_another_says_yes(
    act: Act, found: PayRun, hands: Hands, expected: Told
) -> None:
    heard = {code: names for code, names in expected.items() if names}

    assert told(may_run, act, found, hands) == heard
    assert told(may_payment, act, Payment(run=found), hands) == heard


@pytest.mark.parametrize(("hands", "expected"), [(OURS, WE_RUN), (WE_PAY, HOLDER_RUNS)])
def test_who_pays_says_from_which_account(hands: Hands, expected: Told) -> None:
    account = PayAccount(owner_id=OWNER)

    assert told(may_account, Act.PAYMENTS_ACCOUNT, account, hands) == expected


def test_who_is_not_near_neither_pays_nor_is_the_second() -> None:
    for name in ("coach", "decider", "reviewer", "holder", "operator", "fund-decider", "stranger"):
        assert pays_for(actor(name, OURS), OWNER).code == "payer-only"
        assert may_second(actor(name, OURS), OWNER).code == "payer-only"


# ---- Statements of the bank ------------------------------------------------------------------

BANK = {**WE_ENTER, "yes": "treasurer payer holder"}
BANK_HELD = {**HOLDER_ENTERS, "yes": "payer holder"}


@pytest.mark.parametrize(("hands", "expected"), [(OURS, BANK), (HOLDERS, BANK_HELD)])
def test_only_who_enters_money_works_with_the_statements_of_a_bank(
    hands: Hands, expected: Told
) -> None:
    assert told(may_bank, Act.PAYMENTS_STATEMENT, BankAccount(owner_id=OWNER), hands) == expected


def test_only_who_enters_money_sees_the_lines_of_a_bank_also_while_she_pauses() -> None:
    line = StatementLine(owner_id=OWNER, state=LineState.MATCHED)
    seen = {"yes": "treasurer away-treasurer payer holder"}

    assert told(may_bank, Act.PAYMENTS_SEE, line, HOLDERS) == BANK_HELD
    others = {code: names for code, names in BANK.items() if code != "paused"}
    assert told(may_bank, Act.PAYMENTS_SEE, line, OURS) == others | seen


@pytest.mark.parametrize(
    ("act", "state", "can"),
    [
        (Act.PAYMENTS_LINE_MATCH, LineState.OPEN, True),
        (Act.PAYMENTS_LINE_MATCH, LineState.MATCHED, False),
        (Act.PAYMENTS_LINE_EXPLAIN, LineState.EXPLAINED, False),
        (Act.PAYMENTS_LINE_REOPEN, LineState.EXPLAINED, True),
        (Act.PAYMENTS_LINE_REOPEN, LineState.OPEN, False),
    ],
)
def test_a_line_is_matched_while_it_is_open_and_opened_again_after(
    act: Act, state: LineState, can: bool
) -> None:
    found = told(may_bank, act, StatementLine(owner_id=OWNER, state=state))

    others = {code: names for code, names in BANK.items() if code != "yes"}
    assert found == {**others, "yes" if can else "wrong-state": BANK["yes"]}


# ---- Online ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("funder", "of_fund"), [(FUND, "fund-decider fund-reviewer"), (None, "")], ids=["fund", "gift"]
)
def test_the_group_and_who_paid_see_it_and_the_holder_sends_it_back(
    funder: UUID | None, of_fund: str
) -> None:
    payment = OnlinePayment(owner_id=OWNER, organisation_id=funder)
    seeing, others = f"{GROUP} holder {of_fund}".strip(), f"{GROUP} {of_fund}".strip()

    assert told(may_online, Act.PAYMENTS_SEE, payment) == {"yes": seeing}
    assert told(may_online, Act.PAYMENTS_ONLINE_REFUND, payment) == {
        "yes": "holder",
        "holder-enters": others,
    }


@pytest.mark.parametrize("state", AwardState)
def test_who_decides_at_the_fund_pays_what_both_agreed(state: AwardState) -> None:
    agreed = state in {AwardState.ACTIVE, AwardState.ACCOUNTED}
    award = Award(owner_id=OWNER, organisation_id=FUND, state=state)

    assert told(may_begin, Act.PAYMENTS_ONLINE_BEGIN, award) == {
        "yes" if agreed else "wrong-state": "fund-decider",
        "not-a-decider": "fund-reviewer",
    }


def test_members_open_a_plan_for_gifts_and_the_coach_looks_on() -> None:
    box = GiftBox(owner_id=OWNER)

    assert told(may_gifts, Act.PAYMENTS_SEE, box) == {"yes": GROUP}
    assert told(may_gifts, Act.PAYMENTS_GIFTS, box) == {
        "yes": "member treasurer",
        "paused": "away away-treasurer",
        "members-open": "coach",
    }


def test_the_holder_and_the_operator_settle_what_the_provider_says_otherwise() -> None:
    difference = Difference(owner_id=OWNER)

    assert told(may_settle, Act.PAYMENTS_ONLINE_COMPARE, difference) == {"yes": "holder operator"}
