"""What Stripe tells us: which bytes are believed, and what is read of them."""

from __future__ import annotations

import json

import pytest

from app.clock import now
from app.gateways.stripe import StripeProvider
from app.gateways.testbank.vault import Thing, Vault
from grants.payments.provider import Forged
from tests.gateways.bankhouse import OURS, House, house

__all__ = ["house"]


def test_what_is_told_says_what_to_ask_about(house: House) -> None:
    ref = house.paid()
    house.vault.take_back(ref)

    paid, taken = (house.provider.read(*one) for one in house.told)

    assert (paid.about, paid.payment, paid.kind) == (ref, OURS, "checkout.session.completed")
    assert taken.intent_ref == house.intent(ref)


def test_only_these_very_bytes_signed_just_now_are_believed(house: House) -> None:
    house.paid()
    payload, signed = house.told[0]
    old = house.vault.sign(payload, int(now().timestamp()) - 301)
    early = house.vault.sign(payload, int(now().timestamp()) + 301)

    for wrong in (
        (payload + b" ", signed),
        (payload, signed.replace("v1=", "v1=0")),
        (payload, old),
        (payload, early),
        (payload, f"{old},t={int(now().timestamp())}"),
        (payload, f"t={int(now().timestamp())},{old}"),
        (payload, ""),
        (payload, "nonsense"),
        (b"\xff", signed),
    ):
        with pytest.raises(Forged):
            house.provider.read(*wrong)
    stale = house.vault.sign(payload, int(now().timestamp()) - 299)
    assert house.provider.read(payload, stale).ref


def test_without_a_secret_nothing_is_believed_not_even_what_is_signed_with_nothing() -> None:
    vault = Vault(secret="")

    with pytest.raises(Forged):
        StripeProvider("sk_test_x", "").read(b"{}", vault.sign(b"{}"))


@pytest.mark.parametrize(
    "changed",
    [{"id": 5}, {"type": ["charge."]}, {"account": {"id": "acct_1"}}, {"created": "soon"}],
    ids=lambda one: next(iter(one)),
)
def test_an_event_of_other_kinds_of_values_is_refused(house: House, changed: Thing) -> None:
    house.paid()
    said = json.dumps(json.loads(house.told[0][0]) | changed).encode()

    with pytest.raises(Forged):
        house.provider.read(said, house.vault.sign(said))


@pytest.mark.parametrize("said", [b"[]", b"{}", b"nothing", b'{"id": "evt", "data": 3}'])
def test_what_is_signed_and_no_event_is_refused(house: House, said: bytes) -> None:
    with pytest.raises(Forged):
        house.provider.read(said, house.vault.sign(said))


def test_an_event_of_another_kind_is_about_nothing(house: House) -> None:
    house.vault.tell("account.updated", {"id": "acct_1", "object": "account"})

    assert house.provider.read(*house.told[0]).about == ""
