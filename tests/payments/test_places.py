"""Where money lies: with the holder, in the group's own account where it has one, in the box."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import Account, AccountKind
from grants.payments import queries, service
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.rules import AccountData, Moving
from grants.payments.states import ArrivalState
from grants.workgroups.models import Workgroup
from tests.ground import NOON, store
from tests.payments.paying import VAULT
from tests.spending.story import DAY, Running, running

BANK, OWN, CASH = AccountKind.BANK, AccountKind.OWN_BANK, AccountKind.CASH
IBAN = "NL91ABNA0417164300"


@pytest.fixture
def plan(session: Session) -> Running:
    """A running plan with € 240 at the holder and € 42 in the box."""
    found = running(session)
    found.arrives("240")
    found.own("42")
    return found


@pytest.fixture
def rich(plan: Running) -> Running:
    """The same, with an account of its own."""
    has_account(plan)
    return plan


def group(plan: Running) -> Workgroup:
    return plan.one.ground.workgroup


def has_account(plan: Running, by: str = "Ada") -> Workgroup:
    data = AccountData(IBAN, "Werkgroep Ontmoeting")
    service.save_account(
        plan.session, group(plan).id, data, vault=VAULT, by=plan.actor(by), at=NOON
    )
    return group(plan)


def moved(plan: Running, amount: str, origin: AccountKind, to: AccountKind) -> Arrival:
    data = Moving(EUR(amount), DAY, origin, to)
    return service.move(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)


def lies(plan: Running) -> tuple[str, str, str]:
    now = plan.now
    return now.bank.digits, now.own_bank.digits, now.cash.digits


def test_a_group_without_an_account_has_two_places(plan: Running) -> None:
    assert group(plan).places == (BANK, CASH)
    with pytest.raises(Invalid, match="place-unknown"):
        moved(plan, "10", BANK, OWN)


def test_a_group_with_an_account_has_three(rich: Running) -> None:
    assert group(rich).places == (BANK, OWN, CASH)
    kept = queries.account_of(rich.session, group(rich).id)
    assert kept is not None
    assert kept.last4 == "4300"
    assert VAULT.cipher.open(kept.bank.iban_sealed, about=kept.bank.id.bytes) == IBAN


@pytest.mark.parametrize(
    ("origin", "to", "after"),
    [
        (BANK, OWN, ("220.00", "20.00", "42.00")),
        (BANK, CASH, ("220.00", "10.00", "52.00")),
        (OWN, CASH, ("230.00", "0.00", "52.00")),
        (OWN, BANK, ("240.00", "0.00", "42.00")),
        (CASH, OWN, ("230.00", "20.00", "32.00")),
        (CASH, BANK, ("240.00", "10.00", "32.00")),
    ],
)
def test_money_moves_between_any_two_places(
    rich: Running, origin: AccountKind, to: AccountKind, after: tuple[str, str, str]
) -> None:
    moved(rich, "10", BANK, OWN)
    before = rich.now

    arrival = moved(rich, "10", origin, to)

    assert lies(rich) == after
    assert (arrival.origin, arrival.place) == (origin, to)
    assert (rich.now.received, rich.now.free) == (before.received, before.free)


def test_nothing_moves_to_where_it_lies(rich: Running) -> None:
    with pytest.raises(Invalid, match="same-place"):
        moved(rich, "10", CASH, CASH)


def test_an_expense_is_paid_from_the_groups_own_account(rich: Running) -> None:
    moved(rich, "100", BANK, OWN)

    rich.pay(rich.approved("60"), by="Hans", place=OWN)

    assert lies(rich) == ("140.00", "40.00", "42.00")
    with pytest.raises(OverRoom, match="over-place"):
        rich.pay(rich.approved("41"), by="Hans", place=OWN)


def test_what_each_place_holds_is_asked_at_once(rich: Running) -> None:
    moved(rich, "100", BANK, OWN)
    owner, plan_id = rich.proposal.owner_id, rich.proposal.id

    held = book.held(rich.session, owner, plan_id, group(rich).places)

    assert held == {BANK: EUR("140"), OWN: EUR("100"), CASH: EUR("42")}


def test_a_wrong_move_is_undone(rich: Running) -> None:
    wrong = moved(rich, "100", BANK, OWN)

    service.mirror(rich.session, wrong, "Niet gedaan.", by=rich.actor("Hans"), at=NOON)

    assert lies(rich) == ("240.00", "0.00", "42.00")


def test_an_account_that_holds_money_is_not_taken_away(rich: Running) -> None:
    moved(rich, "100", BANK, OWN)
    with pytest.raises(NotNow, match="account-holds"):
        service.drop_account(rich.session, group(rich), by=rich.actor("Ada"), at=NOON)

    moved(rich, "100", OWN, CASH)
    service.drop_account(rich.session, group(rich), by=rich.actor("Ada"), at=NOON)

    assert group(rich).places == (BANK, CASH)
    assert queries.account_of(rich.session, group(rich).id) is None
    assert queries.accounts(rich.session, [group(rich).id]) == []


def test_an_account_that_is_not_there_is_taken_away_twice_without_harm(rich: Running) -> None:
    for _ in range(2):
        service.drop_account(rich.session, group(rich), by=rich.actor("Ada"), at=NOON)

    assert group(rich).places == (BANK, CASH)
    assert lies(rich) == ("240.00", "0.00", "42.00")


def test_residents_write_the_account_down(plan: Running) -> None:
    for name in ("Cas", "Hans", "Zoë"):
        with pytest.raises(NotAllowed):
            has_account(plan, by=name)
    away = replace(plan.actor("Ada"), paused=frozenset({group(plan).id}))
    with pytest.raises(NotAllowed, match="paused"):
        service.drop_account(plan.session, group(plan), by=away, at=NOON)


@pytest.mark.parametrize("kind", [BANK, OWN, CASH])
def test_the_database_lets_no_place_hold_less_than_nothing(
    session: Session, plan: Running, kind: AccountKind
) -> None:
    row = Account(
        id=uuid4(),
        owner_id=plan.proposal.owner_id,
        plan_id=uuid4(),
        kind=kind,
        ref_id=uuid4(),
        balance=EUR("-0.01"),
    )

    with pytest.raises(IntegrityError, match="place_holds"):
        store(session, row)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"origin": AccountKind.COST}, "origin_is_one"),
        ({"origin": None}, "moved_from"),
        ({"origin": CASH, "place": CASH}, "moves_elsewhere"),
        ({"kind": ArrivalKind.SURPLUS, "origin": None}, "difference_because"),
        (
            {"kind": ArrivalKind.SHORTAGE, "origin": None, "words": "Weg.", "place": BANK},
            "difference_because",
        ),
        ({"place": AccountKind.GRANT}, "place_is_one"),
    ],
)
def test_the_database_knows_how_money_moves(
    plan: Running, wrong: dict[str, object], name: str
) -> None:
    usual: dict[str, object] = {
        "id": uuid4(),
        "owner_id": plan.proposal.owner_id,
        "proposal_id": plan.proposal.id,
        "kind": ArrivalKind.MOVE,
        "amount": EUR("1"),
        "on": DAY,
        "origin": BANK,
        "place": CASH,
        "words": "",
        "state": ArrivalState.ENTERED,
        "entered_at": NOON,
        "mirrored_why": "",
    }

    with pytest.raises(IntegrityError, match=name):
        store(plan.session, Arrival(**(usual | wrong)))
