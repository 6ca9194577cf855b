"""What is filled in about money that came, went back or moved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats, messages
from app.clock import today
from app.fields import (
    AmountField,
    BaseForm,
    ChoiceField,
    DayField,
    LongTextField,
    TextField,
    TickField,
    needed,
)
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.payments.models import Source
from grants.payments.rules import ComingAgain, GivingBack, Income, Moving, Receiving


class MoneyForm(BaseForm):
    """An amount, a day, and where it lies."""

    amount = AmountField(_l("Amount"), [needed(_l("Write an amount."))])
    on = DayField(_l("Which day?"), [needed(_l("Choose the day."))])
    place = ChoiceField(_l("Where?"), [needed(_l("Choose a place."))], default="bank")

    def __init__(
        self, places: Iterable[AccountKind], amount: Money | None = None, **kwargs: Any
    ) -> None:
        """Begin with today and, where it is known, the amount; offer the places there are."""
        super().__init__(data={"amount": amount, "on": today(), "place": "bank"}, **kwargs)
        self.place.choices = [(str(kind), messages.label(kind)) for kind in places]

    @property
    def where(self) -> AccountKind:
        """The place that was chosen."""
        return AccountKind(self.place.data)


class ReceiveForm(MoneyForm):
    """An instalment came in."""

    rest_back = TickField(_l("More came than was promised. The rest goes back to who paid it."))

    @property
    def asks_rest(self) -> bool:
        """Only who wrote more than was promised is asked what it is."""
        return bool(self.amount.errors or self.rest_back.data)

    def to_receiving(self) -> Receiving:
        """How much came, when and where."""
        return Receiving(self.on.data, self.where, self.amount.data)


class IncomeForm(MoneyForm):
    """The group's own money came in."""

    source = ChoiceField(_l("From whom?"), [needed(_l("Choose from whom."))])
    words = TextField(_l("A few words about it"))

    def __init__(self, places: Iterable[AccountKind], **kwargs: Any) -> None:
        """Give the sources."""
        super().__init__(places, **kwargs)
        self.source.choices = [(str(one), messages.label(one)) for one in Source]

    def to_income(self) -> Income:
        """How much came, from whom, when and where."""
        return Income(
            self.amount.data,
            self.on.data,
            self.where,
            Source(self.source.data),
            self.words.data or "",
        )


class ReturnForm(MoneyForm):
    """Money was sent back."""

    def to_giving(self, organisation_id: UUID) -> GivingBack:
        """How much went back, to whom, when and from where."""
        return GivingBack(organisation_id, self.amount.data, self.on.data, self.where)


class AgainForm(MoneyForm):
    """Of what was sent back too much, some came again."""

    def to_coming(self, organisation_id: UUID) -> ComingAgain:
        """How much came again, from whom, when and where."""
        return ComingAgain(organisation_id, self.amount.data, self.on.data, self.where)


class MoveForm(MoneyForm):
    """Money moved from one place to another."""

    origin = ChoiceField(_l("From where?"), [needed(_l("Choose a place."))], default="bank")

    def __init__(self, holds: dict[AccountKind, Money], **kwargs: Any) -> None:
        """Say what each place holds; begin with taking money from the bank for the box."""
        super().__init__(holds, **kwargs)
        self.place.label.text = _("To where?")
        self.origin.choices = self.place.choices
        if not self.is_submitted():
            self.place.data = str(AccountKind.CASH)
        self.hints = {
            str(kind): _("There is %(money)s.", money=formats.apart(formats.money(money)))
            for kind, money in holds.items()
        }

    def to_moving(self) -> Moving:
        """How much moved to where, and when."""
        return Moving(self.amount.data, self.on.data, AccountKind(self.origin.data), self.where)


class MirrorForm(BaseForm):
    """Why an entry is undone; of a return, whether all of it was wrong."""

    why = LongTextField(_l("What was wrong?"), [needed(_l("Write what is wrong."))])
    whole = TickField(_l("All of it is here again, or it never went."))
