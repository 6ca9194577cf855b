"""The real library against our stand-in: keys, faults, what goes back, what is told."""

from __future__ import annotations

import platform
from datetime import timedelta
from pathlib import Path

import pytest
import stripe

from app.clock import now
from app.config import load
from app.gateways import testbank
from app.gateways.provider import provider_by
from app.gateways.stripe import VERSION, StripeProvider
from app.gateways.testbank.pages import REFUNDS_SHOWN
from app.gateways.testbank.vault import Vault
from grants.kit.money import EUR
from grants.payments.models import BackKind
from grants.payments.provider import (
    Declined,
    Order,
    Refunding,
    Standing,
    Unknown,
)
from grants.payments.states import BackState
from tests.gateways.bankhouse import OURS, House, house

__all__ = ["house"]


def test_a_page_is_made_once_for_a_key(house: House) -> None:
    first, again = (house.provider.open(house.order()) for _ in range(2))

    assert first == again
    assert first.url.startswith(f"{house.address}/pay/")
    assert len(house.vault.kept["sessions"]) == 1


def test_other_words_under_a_key_are_not_an_answer(house: House) -> None:
    house.provider.open(house.order())
    other = Order("key-1", OURS, EUR("6"), "Anders", "nl", "http://x.example/y", house.began)

    with pytest.raises(Unknown):
        house.provider.open(other)


def test_where_it_stands_is_what_happened(house: House) -> None:
    refs = [house.provider.open(house.order(f"key-{no}")).ref for no in range(5)]
    _, debit, failed, over, paid = refs
    house.vault.pay(debit, debit=True)
    house.vault.pay(failed, debit=True)
    house.vault.bounce(failed)
    house.vault.expire(over)
    house.vault.pay(paid)
    house.vault.pay(paid)

    found = [house.provider.ask(ref) for ref in refs]

    assert [one.standing for one in found if one] == [
        Standing.OPEN,
        Standing.PENDING,
        Standing.FAILED,
        Standing.EXPIRED,
        Standing.PAID,
    ]
    assert {one.amount for one in found if one} == {EUR("5")}
    assert {one.payment for one in found if one} == {OURS}
    house.vault.clear(debit)
    cleared = house.provider.ask(debit)
    assert cleared is not None
    assert cleared.standing is Standing.PAID


@pytest.mark.parametrize(
    "status", ["processing", "requires_action", "requires_capture", "succeeded"]
)
def test_what_can_still_become_money_has_not_failed(house: House, status: str) -> None:
    ref = house.provider.open(house.order()).ref
    house.vault.pay(ref, debit=True)
    intent = house.vault.kept["sessions"][ref]["payment_intent"]
    house.vault.kept["intents"][intent]["status"] = status

    assert standing_of(house, ref) is Standing.PENDING


def test_a_debit_that_was_called_off_has_failed(house: House) -> None:
    ref = house.provider.open(house.order()).ref
    house.vault.pay(ref, debit=True)
    intent = house.vault.kept["sessions"][ref]["payment_intent"]
    house.vault.kept["intents"][intent]["status"] = "canceled"

    assert standing_of(house, ref) is Standing.FAILED


@pytest.mark.parametrize("metadata", [{}, {"payment": "0199aaaa-other"}, None])
def test_our_id_that_a_payer_wrote_into_a_link_is_not_ours(
    house: House, metadata: dict[str, str] | None
) -> None:
    ref = house.paid()
    house.vault.kept["sessions"][ref]["metadata"] = metadata

    found = house.provider.ask(ref)

    assert found is not None
    assert found.payment == ""
    assert house.provider.find(OURS, now()) is None


def test_every_call_carries_its_version_and_its_key_and_nothing_of_this_machine(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    ref = house.paid()
    house.provider.give_back(Refunding("back-1", "ours", house.intent(ref), EUR("2")))

    assert {one["Stripe-Version"] for one in house.heads} == {VERSION}
    assert {one["Authorization"] for one in house.heads} == {"Bearer sk_test_x"}
    keys = [one.get("Idempotency-Key") for one in house.heads]
    methods = [method for method, *_ in house.calls]
    posted = [key for key, method in zip(keys, methods, strict=True) if method == "POST"]
    assert posted == ["key-1", "back-1"]
    assert not any("Telemetry" in name for one in house.heads for name in one)
    assert "telemetry_id" not in str(house.heads)
    assert platform.platform() not in str(house.heads)
    assert list(tmp_path.iterdir()) == []


def test_what_it_does_not_know_is_nothing(house: House) -> None:
    assert house.provider.ask("cs_test_none") is None
    assert house.provider.find(OURS, now()) is None


def test_it_is_found_by_our_own_id(house: House) -> None:
    house.provider.open(house.order("key-2"))
    ref = house.paid()

    found = house.provider.find(OURS, now())

    assert found is not None
    assert found.ref == ref


def test_money_goes_back_once_for_a_key_and_never_too_much(house: House) -> None:
    ref = house.paid()
    intent = house.intent(ref)

    first, again = (
        house.provider.give_back(Refunding("back-1", "ours", intent, EUR("2"))) for _ in range(2)
    )

    assert first == again
    assert (first.state, first.back, first.kind) == (BackState.DONE, "ours", BackKind.REFUND)
    with pytest.raises(Declined, match="charge_already_refunded"):
        house.provider.give_back(Refunding("back-2", "ours", intent, EUR("4")))
    with pytest.raises(Declined):
        house.provider.give_back(Refunding("back-3", "ours", "pi_none", EUR("1")))


def test_a_reversal_takes_it_and_a_won_one_gives_it_again(house: House) -> None:
    ref = house.paid()
    house.vault.take_back(ref)
    taken = house.provider.ask(ref)
    house.vault.take_back(ref, "won")
    given = house.provider.ask(ref, went_back=True)
    house.vault.take_back(ref, "warning_closed")
    warned = house.provider.ask(ref, went_back=True)

    assert taken is not None
    assert given is not None
    assert warned is not None
    assert [(one.kind, one.state) for one in taken.backs] == [(BackKind.REVERSAL, BackState.DONE)]
    assert [one.state for one in given.backs] == [BackState.FAILED]
    assert warned.backs == ()


def test_one_question_is_enough_for_what_was_only_paid(house: House) -> None:
    ref = house.paid()
    house.calls.clear()

    found = house.provider.ask(ref)

    assert found is not None
    assert [path for _method, path, *_ in house.calls] == [f"/v1/checkout/sessions/{ref}"]


def test_more_refunds_than_one_answer_shows_are_all_asked(house: House) -> None:
    ref = house.paid()
    intent = house.intent(ref)
    for no in range(REFUNDS_SHOWN + 1):
        house.provider.give_back(Refunding(f"back-{no}", f"ours-{no}", intent, EUR("0.10")))

    found = house.provider.ask(ref)

    assert found is not None
    assert {one.back for one in found.backs} == {f"ours-{no}" for no in range(REFUNDS_SHOWN + 1)}


def test_what_an_answer_leaves_out_is_asked_besides(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gateways.stripe.WHOLE", "payment_intent")
    ref = house.paid()
    house.provider.give_back(Refunding("back-1", "ours", house.intent(ref), EUR("2")))
    house.vault.take_back(ref)

    found = house.provider.ask(ref)

    assert found is not None
    assert [one.kind for one in found.backs] == [BackKind.REFUND, BackKind.REVERSAL]


def test_where_something_went_back_all_of_it_is_asked(house: House) -> None:
    ref = house.paid()
    house.provider.give_back(Refunding("back-1", "ours", house.intent(ref), EUR("2")))
    house.calls.clear()

    found = house.provider.ask(ref, went_back=True)

    assert found is not None
    assert [one.back for one in found.backs] == ["ours"]
    paths = [path for _method, path, *_ in house.calls]
    assert paths == [f"/v1/checkout/sessions/{ref}", "/v1/refunds", "/v1/disputes"]


def test_everything_since_is_listed_with_what_went_back(house: House) -> None:
    ref = house.paid()
    house.provider.give_back(Refunding("back-1", "ours", house.intent(ref), EUR("2")))
    for no in range(105):
        house.vault.open(
            {
                "mode": "payment",
                "line_items": [
                    {
                        "price_data": {
                            "currency": "eur",
                            "unit_amount": 1,
                            "product_data": {"name": ""},
                        }
                    }
                ],
                "payment_method_types": ["ideal"],
                "success_url": "",
                "cancel_url": "",
                "client_reference_id": str(no),
            },
            house.address,
        )

    rows = list(house.provider.listed(now() - timedelta(days=1)))

    assert len(rows) == 106
    assert [len(one.backs) for one in rows if one.ref == ref] == [1]
    assert list(house.provider.listed(now() + timedelta(days=1))) == []


def test_a_slow_bank_did_it_and_the_same_key_does_it_no_second_time(house: House) -> None:
    intent = house.intent(house.paid())
    order = Refunding("back-1", "ours", intent, EUR("2"))
    house.vault.faults.slow = 1.5
    hurried = StripeProvider("sk_test_x", house.vault.secret, base=house.address, seconds=0.5)
    with pytest.raises(Unknown):
        hurried.give_back(order)
    house.vault.faults.slow = 0

    house.provider.give_back(order)

    assert len(house.vault.kept["refunds"]) == 1


def test_an_answer_that_was_lost_is_no_answer_and_done_once(house: House) -> None:
    house.vault.faults.lost = 1
    with pytest.raises(Unknown):
        house.provider.open(house.order())

    house.provider.open(house.order())

    assert len(house.vault.kept["sessions"]) == 1


def test_a_stored_500_comes_again_under_its_key(house: House) -> None:
    house.vault.faults.broken = 1
    for _time in range(2):
        with pytest.raises(Unknown):
            house.provider.open(house.order())

    assert house.provider.open(house.order("key-2")).ref


def test_a_key_that_is_none_of_theirs_is_declined(house: House) -> None:
    stranger = StripeProvider("rk_test_x", "whsec", base=house.address)

    with pytest.raises(Declined, match="key"):
        stranger.open(house.order())
    with pytest.raises(Declined, match="key"):
        stranger.ask("cs_1")


def test_nobody_there_is_no_answer() -> None:
    provider = StripeProvider("sk_test_x", "whsec", base="http://127.0.0.1:9", seconds=0.2)

    with pytest.raises(Unknown):
        provider.ask("cs_1")


def standing_of(house: House, ref: str) -> Standing:
    found = house.provider.ask(ref)
    assert found is not None
    return found.standing


# ---- Settings --------------------------------------------------------------------------------


def test_without_a_key_there_is_no_provider(tmp_path: Path) -> None:
    assert provider_by(load(instance=tmp_path)) is None


def test_a_key_for_real_money_goes_to_stripe_alone(tmp_path: Path) -> None:
    stand_in = "http://127.0.0.1:5001"

    with pytest.raises(ValueError, match="goes to Stripe alone"):
        provider_by(load(instance=tmp_path, stripe_key="sk_live_x", stripe_base=stand_in))


def test_the_settings_say_how_people_can_pay(tmp_path: Path) -> None:
    settings = load(
        instance=tmp_path, stripe_key="sk_live_x", stripe_methods="ideal, card", stripe_account="a"
    )

    provider = provider_by(settings)

    assert isinstance(provider, StripeProvider)
    assert (provider._methods, provider.live, provider.account) == (("ideal", "card"), True, "a")
    assert provider.host == "https://checkout.stripe.com"
    assert stripe.api_key is None


# ---- The stand-in itself ---------------------------------------------------------------------


def test_the_pay_page_is_plainly_play_money_and_does_what_is_chosen(house: House) -> None:
    client = testbank.make_bank(house.vault).test_client()
    refs = [house.provider.open(house.order(f"key-{no}")).ref for no in range(4)]

    page = client.get(f"/pay/{refs[0]}").get_data(as_text=True)
    assert "speelgeld" in page
    assert "€ 5,00" in page
    assert client.post(f"/pay/{refs[0]}/pay").location == "http://x.example/y"
    assert client.post(f"/pay/{refs[1]}/debit").location == "http://x.example/y"
    assert "kwam niet terug" in client.post(f"/pay/{refs[2]}/pay-lost").get_data(as_text=True)
    assert client.post(f"/pay/{refs[3]}/expire").location == "/"
    assert "niets meer" in client.get(f"/pay/{refs[0]}").get_data(as_text=True)
    assert client.get("/pay/cs_none").status_code == 404
    assert client.post("/pay/cs_none/pay").status_code == 404
    assert client.post(f"/pay/{refs[0]}/steal").status_code == 404


def test_its_desk_makes_what_can_happen_happen(house: House) -> None:
    client = testbank.make_bank(house.vault).test_client()
    ok, wrong, back, parted, new = (
        house.provider.open(house.order(f"key-{no}")).ref for no in range(5)
    )
    for ref in (ok, wrong):
        client.post(f"/pay/{ref}/debit")
    for ref in (back, parted):
        client.post(f"/pay/{ref}/pay")
    client.post(f"/pay/{ok}/clear")
    client.post(f"/pay/{wrong}/bounce")
    client.post(f"/pay/{back}/take-back")
    house.provider.give_back(Refunding("back-1", "ours", house.intent(parted), EUR("2")))
    before = len(house.told)

    client.post(f"/pay/{back}/again")
    page = client.get("/").get_data(as_text=True)

    assert len(house.told) == before + 2
    for word in ("succeeded", "requires_payment_method", "disputed", "refunded", "open"):
        assert word in page
    assert new in page
    client.post("/faults/silent")
    house.vault.pay(new)
    assert len(house.told) == before + 2
    assert client.get("/v1/customers", headers={"Authorization": "Bearer sk_x"}).status_code == 404


def test_a_bank_that_is_started_again_still_knows(tmp_path: Path) -> None:
    path = tmp_path / "bank.json"
    first = Vault(path=path)
    first.tell("account.updated", {"id": "acct_1"})

    assert Vault(path=path).kept == first.kept
