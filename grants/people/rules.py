"""What holds for codes, sessions, invitations, names and account numbers. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from grants.kit.errors import Invalid

NAME_LENGTH = 80
ADDRESS_LENGTH = 254
IBAN_NAME_LENGTH = 70  # ISO 20022 Max70Text, what a SEPA file takes

CODE_LIFE = timedelta(minutes=10)  # ASVS 5.0.0, 6.5.5
CODE_TRIES = 5
CODE_DIGITS = 6
SAME_CODE = timedelta(minutes=1)
FRESH_FOR = timedelta(minutes=5)

RESIDENT_IDLE = timedelta(days=30)
DESK_WHOLE = timedelta(hours=12)

INVITATION_LIFE = timedelta(days=7)
WAY_BACK_LIFE = timedelta(minutes=15)  # both stand there with their phones
WAY_BACK_WATCH = timedelta(hours=24)  # so long her group can say that it was not her
INVITATION_USES = 20


class Secrets(Protocol):
    """What this room needs to make codes and tokens that nobody can guess and nobody stores."""

    def derive(self, purpose: str, about: bytes) -> bytes:
        """Give 32 bytes that follow from the installation's secret, the purpose and these bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be tried in a stretch of time."""

    name: str
    times: int
    period: timedelta


# Counted in the database, so that all workers share them.
CODES_AN_ADDRESS = Limit("codes-address", 5, timedelta(hours=1))
CODES_A_PLACE = Limit("codes-place", 40, timedelta(hours=1))
TRIES_A_PLACE = Limit("tries-place", 60, timedelta(hours=1))
JOINS_A_PLACE = Limit("joins-place", 60, timedelta(hours=1))
INVITATIONS_A_PERSON = Limit("invitations-person", 30, timedelta(days=1))


# ---- Codes and tokens ----------------------------------------------------------------------


def code_of(code_id: UUID, secrets: Secrets) -> str:
    """The six digits of this row."""
    drawn = int.from_bytes(secrets.derive("people.code", code_id.bytes)[:16], "big")
    return f"{drawn % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def token_for(purpose: str, thing_id: UUID, secrets: Secrets) -> str:
    """A token of 128 bits that names its row: for links on paper and in mails."""
    return _text(thing_id.bytes + secrets.derive(purpose, thing_id.bytes)[:16])


def id_in(purpose: str, token: str, secrets: Secrets) -> UUID | None:
    """The row that a token names; None unless it was made here, for this purpose."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 32:  # noqa: PLR2004  an id and as many bytes of proof
        return None
    proof = secrets.derive(purpose, raw[:16])[:16]
    return UUID(bytes=raw[:16]) if hmac.compare_digest(proof, raw[16:]) else None


def hash_of(token: str) -> str:
    """What is kept of a token with enough chance in it: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Equal, without telling by the time it takes."""
    return hmac.compare_digest(one.encode(), other.encode())


def digits(typed: str) -> str:
    """The digits that were typed or pasted, in whatever script, without spaces and dashes."""
    return "".join(str(unicodedata.decimal(sign)) for sign in typed if sign.isdecimal())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


# ---- Sessions ------------------------------------------------------------------------------


def is_over(created_at: datetime, seen_at: datetime, at: datetime, *, money: bool) -> bool:
    """Has this session run out? ``money``: she has a role at a desk, or is treasurer or operator.

    ``seen_at`` is when the browser was last answered; it stands in the signed cookie only.
    """
    if money:
        return at - created_at >= DESK_WHOLE
    return at - seen_at >= RESIDENT_IDLE


def is_fresh(fresh_at: datetime | None, at: datetime) -> bool:
    """Was a mailed code typed here no longer than five minutes ago?"""
    return fresh_at is not None and timedelta() <= at - fresh_at <= FRESH_FOR


# ---- Names and addresses -------------------------------------------------------------------


def name_as_typed(text: str) -> str:
    """One line, without spaces around; refuses ``name-empty``, ``name-long``, ``name-signs``."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name:
        raise Invalid("name-empty", field="name")
    if len(name) > NAME_LENGTH:
        raise Invalid("name-long", field="name", most=NAME_LENGTH)
    if any(unicodedata.category(sign) in {"Cc", "Co", "Cs"} for sign in name):
        raise Invalid("name-signs", field="name")
    return name


_ADDRESS = re.compile(r"[^@\s,;:<>()\"\\]{1,64}@[^@\s,;:<>()\"\\.]+(\.[^@\s,;:<>()\"\\.]+)+")


def address_as_kept(text: str) -> str:
    """A mail address in small letters; refuses ``address-wrong``."""
    address = unicodedata.normalize("NFC", text.strip()).lower()
    if len(address) > ADDRESS_LENGTH or not _ADDRESS.fullmatch(address):
        raise Invalid("address-wrong", field="email")
    return address


# ---- Citizen numbers -----------------------------------------------------------------------

_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")
_GROUPED = re.compile(
    r"(?<!\d)(?<!\d[. -])(?:\d{4}[. -]\d{2}[. -]\d{3}|\d{3}[. -]\d{3}[. -]\d{3})(?!\d)(?![. -]\d)"
)


def has_citizen_number(text: str) -> bool:
    """Is there a number in it that passes the eleven-test of the BSN? In whatever script.

    It may be another number by chance; so this is to warn, never to refuse.
    """
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return any(
        _passes_eleven(digits(found)) for found in (*_NINE.findall(plain), *_GROUPED.findall(plain))
    )


def _passes_eleven(nine: str) -> bool:
    numbers = [int(sign) for sign in nine]
    weights = [*range(9, 1, -1), -1]
    summed = sum(number * weight for number, weight in zip(numbers, weights, strict=True))
    return any(numbers) and summed % 11 == 0


# ---- Account numbers -----------------------------------------------------------------------

# ISO 13616 (IBAN registry, release 99): length by country, for the countries of SEPA.
_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31,
    "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "VA": 22,
}  # fmt: skip
_IBAN_MOST = 34
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}")
_DUTCH = re.compile(r"NL[0-9]{2}[A-Z]{4}[0-9]{10}")

# The characters that every bank in SEPA takes (EPC217-08, Latin character set).
_BANK_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")


def iban_as_kept(text: str) -> str:
    """Capitals without spaces, whose check digits fit (ISO 7064 mod 97-10).

    Refuses ``iban-empty``, ``iban-shape``, ``iban-country``, ``iban-length``, ``iban-check``.
    """
    iban = "".join(text.split()).replace("-", "").replace(".", "").upper()
    if not iban:
        raise Invalid("iban-empty", field="iban")
    if len(iban) > _IBAN_MOST or not _IBAN.fullmatch(iban):
        raise Invalid("iban-shape", field="iban")
    length = _LENGTHS.get(iban[:2])
    if length is None:
        raise Invalid("iban-country", field="iban", country=iban[:2])
    if len(iban) != length:
        raise Invalid("iban-length", field="iban", length=length, typed=len(iban))
    if not is_whole_iban(iban) or (iban.startswith("NL") and not _DUTCH.fullmatch(iban)):
        raise Invalid("iban-check", field="iban")
    return iban


def is_whole_iban(iban: str) -> bool:
    """Do the two check digits fit the rest?"""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def bank_name(text: str, *, field: str = "name_on_card") -> str:
    """The name on the card as banks take it; never altered, refused with the sign that is wrong.

    Codes: ``bank-name-empty``, ``bank-name-long``, ``bank-name-signs``, and ``bank-name-slash``
    for a stroke where no file for a bank may have one.
    """
    name = text.strip()
    if not name:
        raise Invalid("bank-name-empty", field=field)
    if len(name) > IBAN_NAME_LENGTH:
        raise Invalid("bank-name-long", field=field, most=IBAN_NAME_LENGTH)
    wrong = [sign for sign in name if sign not in _BANK_SIGNS]
    if wrong:
        raise Invalid("bank-name-signs", field=field, sign=wrong[0])
    if name.startswith("/") or name.endswith("/") or "//" in name:
        raise Invalid("bank-name-slash", field=field)
    return name
