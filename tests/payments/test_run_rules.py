"""What asks for a look, what a bank takes as a name, and by when something is paid. No database."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from app.gateways.cipher import FakeCipher
from app.world import KeyedSecrets
from grants.kit.access import Actor, Hand, Right, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid
from grants.kit.money import EUR
from grants.payments.access import may_account, may_payment, may_run, may_second, pays_for
from grants.payments.models import PayAccount, Payment, PaymentKind, PayRun
from grants.payments.models.runs import Look
from grants.payments.rules.runs import (
    Details,
    Due,
    Past,
    folded,
    is_far_above,
    looks,
    name_for_bank,
    pay_before,
    skeleton,
)
from grants.payments.states import RUN_LIFE, RunState
from grants.people.cipher import Vault

ADA, BEN, OWNER = UUID(int=1), UUID(int=2), UUID(int=9)
TO_ADA = Details("A. de Vries", "NL91ABNA0417164300", "mark-a", person_id=ADA)


def past(to: UUID, mark: str = "mark-a", name: str = "A. de Vries", *, paid: bool = True) -> Past:
    return Past(to, name, mark, is_paid=paid)


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ([], [Look.FIRST]),
        ([past(ADA, paid=False)], [Look.FIRST]),
        ([past(ADA)], []),
        ([past(ADA, "mark-old")], [Look.CHANGED]),
        ([past(ADA), past(ADA, "mark-old")], []),
        ([past(ADA, "mark-new"), past(ADA)], [Look.CHANGED]),
        ([past(ADA), past(BEN, name="B. Bakker")], [Look.SHARED]),
        ([past(ADA), past(BEN, "mark-b", "A de Vr1es")], [Look.ALIKE]),
        ([past(ADA), past(BEN, "mark-b", "B. Bakker")], []),
    ],
    ids=["never", "on-its-way", "same", "changed", "older", "newest", "shared", "alike", "other"],
)
def test_what_asks_for_a_look(before: list[Past], found: list[Look]) -> None:
    assert looks(TO_ADA, EUR("20"), before, []) == found


@pytest.mark.parametrize(
    ("amount", "paid", "far"),
    [
        ("500", [], False),
        ("500.01", [], True),
        ("60", ["20"], False),
        ("60.01", ["20"], True),
        ("50", ["1"], False),
        ("50.01", ["1"], True),
        ("90", ["10", "30"], False),
        ("90.01", ["30", "10"], True),
    ],
)
def test_far_above_the_habit_is_three_times_the_most(
    amount: str, paid: list[str], far: bool
) -> None:
    assert is_far_above(EUR(amount), [EUR(one) for one in paid]) is far


def test_an_amount_far_above_asks_for_a_look() -> None:
    assert looks(TO_ADA, EUR("501"), [past(ADA)], []) == [Look.LARGE]
    assert looks(TO_ADA, EUR("61"), [past(ADA)], [EUR("20")]) == [Look.LARGE]
    assert looks(TO_ADA, EUR("501"), [past(ADA)], [EUR("400")]) == []


def test_an_account_is_told_from_another_without_being_read() -> None:
    secrets = KeyedSecrets(b"a key for tests alone")
    vault = Vault(FakeCipher(), secrets)
    number = "NL91ABNA0417164300"

    assert vault.mark(number) == secrets.derive("iban", number.encode()).hex()
    assert len({vault.mark(number), vault.mark(number[:-1]), number}) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bakker", "BAKKER"), ("Gerrit 0", "Gerrit O"), ("Marina", "Manna"), ("Willem", "VVillem")],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert (skeleton(one) == skeleton(other)) is (one != "Marina")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "bank-name-empty"),
        ("/Bakker", "bank-name-slash"),
        ("Bakker/", "bank-name-slash"),
        ("Bak//ker", "bank-name-slash"),
        ("Łukasz", "bank-name-signs"),
        ("A\u202eB", "bank-name-signs"),
        ("<Bakker>", "bank-name-signs"),
        ("x" * 300, "bank-name-long"),
    ],
)
def test_a_name_that_no_bank_takes_is_refused_never_changed(name: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        name_for_bank(name)

    assert (refused.value.code, refused.value.field) == (code, "name")


def test_a_name_that_banks_take_stays_as_it_is() -> None:
    assert name_for_bank(" J. O'Brien-de Vries +Zn ") == "J. O'Brien-de Vries +Zn"


def test_a_shop_is_found_however_it_is_typed() -> None:
    assert folded("  De  KOM ") == folded("de kom") == "de kom"


def test_a_due_thing_is_late_after_its_day() -> None:
    on = date(2026, 3, 2)
    before = pay_before(on, 14)
    due = Due(PaymentKind.EXPENSE, ADA, BEN, BEN, EUR("1"), "", "B-2026-0001", on, before)

    assert before == date(2026, 3, 16)
    assert not due.is_late(before)
    assert due.is_late(date(2026, 3, 17))
    assert due.payee_key == due.thing_id


# ---- Who ---------------------------------------------------------------------------------------


def run(state: RunState = RunState.OPEN, **more: object) -> PayRun:
    return PayRun(owner_id=OWNER, state=state, made_by_id=ADA, **more)


def somebody(*roles: Role, who: UUID = BEN, **more: object) -> Actor:
    usual: dict[str, object] = {"roles": {OWNER: frozenset(roles)}}
    return Actor(who, **{**usual, **more})  # type: ignore[arg-type]


OWN = {OWNER: {Right.HOLD_MONEY: Hand.GROUP, Right.PAY: Hand.GROUP}}

AWAY = somebody(Role.TREASURER, hands=OWN, paused=frozenset({OWNER}))


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (somebody(Role.PAYER), ""),
        (somebody(Role.MANAGER), "payer-only"),
        (somebody(Role.MEMBER), "payer-only"),
        (somebody(Role.TREASURER), "in-holder-hands"),
        (
            somebody(Role.TREASURER, hands={OWNER: {Right.HOLD_MONEY: Hand.GROUP}}),
            "in-holder-hands",
        ),
        (somebody(Role.TREASURER, hands=OWN), ""),
        (somebody(Role.TREASURER, hands=OWN, paused=frozenset({OWNER})), "paused"),
    ],
)
def test_who_pays_for_an_owner(actor: Actor, code: str) -> None:
    verdict = pays_for(actor, OWNER)

    assert (bool(verdict), verdict.code) == (not code, code)
    assert may_account(actor, Act.PAYMENTS_ACCOUNT, PayAccount(owner_id=OWNER)) == verdict


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (somebody(Role.MANAGER), ""),
        (somebody(Role.MEMBER), ""),
        (somebody(Role.REVIEWER), "payer-only"),
        (somebody(Role.MEMBER, paused=frozenset({OWNER})), "paused"),
    ],
)
def test_who_can_be_the_second_person(actor: Actor, code: str) -> None:
    assert may_second(actor, OWNER).code == code


@pytest.mark.parametrize(
    ("actor", "act", "found", "code"),
    [
        (somebody(Role.COACH), Act.PAYMENTS_SEE, run(), "not-found"),
        (somebody(Role.MEMBER), Act.PAYMENTS_SEE, run(), ""),
        (somebody(Role.MEMBER), Act.PAYMENTS_SEE, run(RunState.FILED), "payer-only"),
        (
            somebody(Role.MEMBER),
            Act.PAYMENTS_SEE,
            run(RunState.FILED, approved_by_id=BEN),
            "",
        ),
        (somebody(Role.PAYER), Act.PAYMENTS_SEE, run(RunState.DONE), ""),
        (AWAY, Act.PAYMENTS_SEE, run(RunState.DONE), ""),
        (AWAY, Act.PAYMENTS_RUN_PAID, run(RunState.HANDED_IN), "paused"),
        (AWAY, Act.PAYMENTS_RUN, run(), "paused"),
        (somebody(Role.MEMBER), Act.PAYMENTS_RUN_APPROVE, run(), ""),
        (somebody(Role.PAYER, who=ADA), Act.PAYMENTS_RUN_APPROVE, run(), "second-person-runs"),
        (somebody(Role.PAYER), Act.PAYMENTS_RUN_APPROVE, run(RunState.FILED), "wrong-state"),
        (somebody(Role.MEMBER), Act.PAYMENTS_RUN_PAID, run(RunState.HANDED_IN), "payer-only"),
        (somebody(Role.PAYER), Act.PAYMENTS_RUN_PAID, run(RunState.FILED), "wrong-state"),
        (somebody(Role.PAYER), Act.PAYMENTS_RUN, run(RunState.DONE), ""),
        (
            somebody(Role.MEMBER),
            Act.PAYMENTS_RUN_FILE,
            run(RunState.APPROVED, approved_by_id=BEN),
            "",
        ),
        (somebody(Role.MEMBER), Act.PAYMENTS_RUN_FILE, run(RunState.APPROVED), "payer-only"),
    ],
)
def test_who_does_what_with_a_run(actor: Actor, act: Act, found: PayRun, code: str) -> None:
    assert may_run(actor, act, found).code == code
    assert may_payment(actor, act, Payment(run=found)).code == code


def test_strangers_find_no_account() -> None:
    account = PayAccount(owner_id=OWNER)

    assert may_account(somebody(Role.COACH), Act.PAYMENTS_ACCOUNT, account).code == "not-found"


def test_a_run_ends_once() -> None:
    ended = {RunState.DONE, RunState.PARTLY_FAILED, RunState.WITHDRAWN}

    for state in ended:
        assert RUN_LIFE.acts(state) <= {Act.PAYMENTS_RUN_FETCH}
