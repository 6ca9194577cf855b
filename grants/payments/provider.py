"""What the rules floor knows of a payment provider: what is asked, and what it can answer.

Two answers are not answers: ``Unknown`` (nobody knows whether it happened: ask later, or again
with the same key) and ``Declined`` (it surely did not happen).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from grants.kit.canon import digest
from grants.kit.money import Money
from grants.payments.models import BackKind
from grants.payments.models.online import EVENT_KIND, THEIRS
from grants.payments.states import BackState

_MARK = 32  # of a name that was cut


class Unknown(Exception):
    """The provider did not say what became of it. It stays pending and is asked later."""


class Declined(Exception):
    """The provider surely did not do it; ``code`` is its own short reason."""

    def __init__(self, code: str = "") -> None:
        """Keep the reason."""
        super().__init__(code)
        self.code = code


class Forged(Exception):
    """What came in was not signed by the provider, or too long ago."""


class Standing(StrEnum):
    """Where a payment stands at the provider."""

    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody will pay: our own id comes along and comes back with every answer."""

    key: str
    payment: str
    amount: Money
    words: str
    language: str
    back_to: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """The provider has a page for it."""

    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Refunding:
    """What has to go back of which payment."""

    key: str
    back: str
    intent_ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Back:
    """Money that went back, as the provider tells it. ``back``: our own id, when it was ours."""

    ref: str
    kind: BackKind
    amount: Money
    state: BackState
    back: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """One payment as the provider has it now. ``payment``: our own id, when it was ours."""

    ref: str
    payment: str
    standing: Standing
    amount: Money
    live: bool
    intent_ref: str | None = None
    url: str = ""
    backs: tuple[Back, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An event: what to ask about, by the provider's name or ours. Nothing of it is believed.

    A name that no column can keep is cut with care, so that the event is never in the way.
    """

    ref: str
    kind: str
    about: str
    payment: str
    intent_ref: str
    live: bool
    account: str
    said_at: datetime

    def __post_init__(self) -> None:
        """Names as they are kept; the same name stays the same, and two stay two."""
        for name in ("ref", "about", "intent_ref"):
            object.__setattr__(self, name, kept(getattr(self, name), THEIRS))
        object.__setattr__(self, "kind", kept(self.kind, EVENT_KIND))


def kept(name: str, most: int) -> str:
    """Their name; what is too long, or cannot be written, by its beginning and a mark of it all."""
    if len(name) <= most and name.isprintable():
        return name
    mark = digest(name.encode("utf-8", "backslashreplace").decode())[:_MARK]
    begin = "".join(sign if sign.isprintable() else "?" for sign in name[: most - _MARK])
    return f"{begin}{mark}"


class Provider(Protocol):
    """A payment provider. Never called inside a transaction."""

    live: bool
    account: str
    host: str

    def open(self, order: Order) -> Opened:
        """Make the page where it is paid; the same key gives the same page."""
        ...

    def find(self, payment: str, since: datetime) -> Truth | None:
        """What it has under our own id. None: nothing."""
        ...

    def ask(self, ref: str, *, went_back: bool = False) -> Truth | None:
        """Where it stands. None: the provider does not know it.

        ``went_back``: we know that something went back, so all of that is asked, also what failed.
        """
        ...

    def give_back(self, order: Refunding) -> Back:
        """Send money back; the same key sends it once."""
        ...

    def listed(self, since: datetime) -> Iterator[Truth]:
        """Everything that was opened there since."""
        ...

    def read(self, payload: bytes, signature: str) -> Told:
        """What came in, when the provider signed these very bytes just now; else Forged."""
        ...
