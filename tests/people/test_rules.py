from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.world import KeyedSecrets
from grants.kit.errors import Invalid
from grants.people import rules

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROW = UUID("01935a4e-0000-7000-8000-000000000001")
OTHER = UUID("01935a4e-0000-7000-8000-000000000002")
SECRETS = KeyedSecrets(b"an invented secret")


def test_a_code_has_six_digits_and_follows_from_secret_and_row() -> None:
    code = rules.code_of(ROW, SECRETS)

    assert len(code) == 6
    assert code.isdecimal()
    assert code == rules.code_of(ROW, KeyedSecrets(b"an invented secret"))


def test_another_row_and_another_secret_give_other_codes() -> None:
    codes = {
        rules.code_of(ROW, SECRETS),
        rules.code_of(OTHER, SECRETS),
        rules.code_of(ROW, KeyedSecrets(b"another secret")),
    }

    assert len(codes) == 3


def test_a_token_names_its_row_for_its_one_purpose() -> None:
    token = rules.token_for("people.link", ROW, SECRETS)

    assert rules.id_in("people.link", token, SECRETS) == ROW
    assert rules.id_in("people.invitation", token, SECRETS) is None
    assert rules.id_in("people.link", token, KeyedSecrets(b"another secret")) is None


@pytest.mark.parametrize("token", ["", "x", "%%%", "A" * 43, "é" * 43, "A" * 5000])
def test_nonsense_is_no_token(token: str) -> None:
    assert rules.id_in("people.link", token, SECRETS) is None


def test_one_changed_letter_makes_a_token_worthless() -> None:
    token = rules.token_for("people.link", ROW, SECRETS)

    for place in range(0, 42, 7):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        assert rules.id_in("people.link", changed, SECRETS) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [("123456", "123456"), (" 123 456 ", "123456"), ("123-456", "123456"), ("١٢٣٤٥٦", "123456")],
    ids=["plain", "spaces", "dash", "arabic"],
)
def test_a_code_is_read_however_it_is_typed(typed: str, read: str) -> None:
    assert rules.digits(typed) == read


@pytest.mark.parametrize(
    ("created", "seen", "money", "over"),
    [
        (timedelta(days=200), timedelta(days=29), False, False),
        (timedelta(days=200), timedelta(days=30), False, True),
        (timedelta(hours=11, minutes=59), timedelta(0), True, False),
        (timedelta(hours=12), timedelta(0), True, True),
    ],
    ids=["resident-uses-it", "resident-idle", "desk-today", "desk-after-12-hours"],
)
def test_a_session_runs_out(created: timedelta, seen: timedelta, money: bool, over: bool) -> None:
    assert rules.is_over(NOON - created, NOON - seen, NOON, money=money) is over


@pytest.mark.parametrize(
    ("ago", "fresh"),
    [(timedelta(0), True), (timedelta(minutes=5), True), (timedelta(minutes=5, seconds=1), False)],
)
def test_a_code_is_fresh_for_five_minutes(ago: timedelta, fresh: bool) -> None:
    assert rules.is_fresh(NOON - ago, NOON) is fresh


def test_who_never_typed_a_code_here_is_not_fresh() -> None:
    assert not rules.is_fresh(None, NOON)


def test_a_name_is_one_line() -> None:
    assert rules.name_as_typed("  Samira \t  el  Idrissi\n") == "Samira el Idrissi"


@pytest.mark.parametrize(
    ("name", "code"),
    [("   ", "name-empty"), ("a" * 81, "name-long"), ("Sam\x00ira", "name-signs")],
)
def test_a_name_that_cannot_be_is_refused(name: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        rules.name_as_typed(name)


def test_an_address_is_kept_in_small_letters() -> None:
    assert rules.address_as_kept(" Samira@Voorbeeld.NL ") == "samira@voorbeeld.nl"


@pytest.mark.parametrize(
    "address",
    ["", "samira", "samira@", "@voorbeeld.nl", "a@b", "a b@voorbeeld.nl", "a@b..nl",
     "a@voorbeeld.nl\r\nBcc: b@voorbeeld.nl", "a@voorbeeld.nl,b@voorbeeld.nl", "a" * 250 + "@b.nl"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid, match="address-wrong"):
        rules.address_as_kept(address)


@pytest.mark.parametrize(
    "iban",
    ["NL91 ABNA 0417 1643 00", "nl91abna0417164300", "BE68 5390 0754 7034",
     "DE89 3704 0044 0532 0130 00", "MT84 MALT 0110 0001 2345 MTLC AST0 01S"],
)  # fmt: skip
def test_whole_account_numbers_are_kept_in_capitals(iban: str) -> None:
    assert rules.iban_as_kept(iban) == "".join(iban.split()).upper()


@pytest.mark.parametrize(
    ("iban", "code"),
    [
        ("", "iban-empty"),
        ("041716430", "iban-shape"),
        ("NL91ABNA041716430é", "iban-shape"),
        ("NL91" + "A" * 40, "iban-shape"),
        ("US12ABCD1234567890", "iban-country"),
        ("NL91ABNA041716430", "iban-length"),
        ("NL91ABNA0417164301", "iban-check"),
        ("NL19ABNA0417164300", "iban-check"),
    ],
)
def test_a_mistyped_account_number_is_refused(iban: str, code: str) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        rules.iban_as_kept(iban)

    assert refused.value.field == "iban"


def test_any_two_swapped_neighbours_are_found() -> None:
    good = "NL91ABNA0417164300"

    for place in range(8, 17):
        left, right = good[place], good[place + 1]
        if left != right:
            swapped = good[:place] + right + left + good[place + 2 :]
            with pytest.raises(Invalid, match="iban-check"):
                rules.iban_as_kept(swapped)


def test_a_name_that_banks_take_stays_as_typed() -> None:
    assert rules.bank_name(" S. el Idrissi-O'Brien ") == "S. el Idrissi-O'Brien"
    assert rules.bank_name("Ada/Ben") == "Ada/Ben"


@pytest.mark.parametrize(
    ("name", "code", "sign"),
    [
        ("", "bank-name-empty", None),
        ("سميرة", "bank-name-signs", "س"),
        ("José", "bank-name-signs", "é"),
        ("a" * 71, "bank-name-long", None),
        ("Ada//B", "bank-name-slash", None),
        ("/Ada", "bank-name-slash", None),
        ("Ada/", "bank-name-slash", None),
    ],
)
def test_other_letters_are_refused_and_never_altered(
    name: str, code: str, sign: str | None
) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        rules.bank_name(name)

    assert refused.value.facts.get("sign") == sign
    assert refused.value.field == "name_on_card"
