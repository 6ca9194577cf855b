"""What is filled in about a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats, messages
from app.fields import (
    AmountField,
    BaseForm,
    ChoiceField,
    DayField,
    FileField,
    HiddenField,
    LongTextField,
    TextField,
    needed,
)
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.spending.models import WhoPaid
from grants.spending.rules import LineStanding, Noting
from grants.spending.service import Paying


class ReceiptForm(BaseForm):
    """A new receipt, or one that is mended. ``photo`` names a file that came in before."""

    file = FileField(_l("Photo or file of the receipt"))
    photo = HiddenField()
    amount = AmountField(_l("How much did it cost?"), [needed(_l("Write an amount."))])
    shop = TextField(_l("Which shop?"), [needed(_l("Write where it was bought."))])
    on = DayField(_l("Which day?"), [needed(_l("Choose the day on the receipt."))])
    line = ChoiceField(_l("What was it for?"), [needed(_l("Choose what it was for."))])
    who_paid = ChoiceField(_l("Who paid?"), [needed(_l("Choose who paid."))])
    why = LongTextField(_l("Why does it cost more than the plan says?"))

    def __init__(self, lines: Sequence[LineStanding], cash: Money, **kwargs: Any) -> None:
        """Give the cost lines of the plan, with what is left of each."""
        super().__init__(**kwargs)
        self.line.choices = [(str(line.line_id), line.words) for line in lines]
        self.who_paid.choices = [(str(one), messages.label(one)) for one in WhoPaid]
        self.line_hints = {str(line.line_id): _left(line) for line in lines}
        self.paid_hints = {
            str(WhoPaid.MYSELF): _("You get it back."),
            str(WhoPaid.INVOICE): _("The shop is paid by bank."),
            str(WhoPaid.CASH): _("There is %(money)s in it.", money=formats.money(cash)),
        }

    @property
    def asks_why(self) -> bool:
        """Show the question about the line only to whom it is asked."""
        return bool(self.why.errors or self.why.data)

    def to_noting(self, documents: tuple[UUID, ...]) -> Noting:
        """What the receipt says."""
        return Noting(
            line_id=UUID(self.line.data),
            amount=self.amount.data,
            shop=self.shop.data or "",
            on=self.on.data,
            who_paid=WhoPaid(self.who_paid.data),
            documents=documents,
            why=self.why.data or "",
        )


class RefuseForm(BaseForm):
    """Why not."""

    why = LongTextField(_l("What has to be mended?"), [needed(_l("Write what is wrong."))])


class CorrectForm(BaseForm):
    """Why a booking is undone."""

    why = LongTextField(_l("What went wrong?"), [needed(_l("Write what is wrong."))])


class CancelForm(BaseForm):
    """Why a plan ends before its time."""

    why = LongTextField(_l("Why do you stop?"), [needed(_l("Write why you stop."))])


class PayForm(BaseForm):
    """From where it was paid, and when."""

    place = ChoiceField(_l("Paid from"), [needed(_l("Choose from where."))], default="bank")
    on = DayField(_l("Day of the payment"), [needed(_l("Choose the day of the payment."))])

    def __init__(self, holds: dict[AccountKind, Money], **kwargs: Any) -> None:
        """Give the two places with what each holds."""
        super().__init__(**kwargs)
        self.place.choices = [(str(kind), messages.label(kind)) for kind in holds]
        self.hints = {
            str(kind): _("There is %(money)s.", money=formats.money(money))
            for kind, money in holds.items()
        }

    def to_paying(self) -> Paying:
        """From where, and when."""
        return Paying(AccountKind(self.place.data), self.on.data)


def _left(line: LineStanding) -> str:
    if line.left.is_positive:
        return str(_("Still %(money)s", money=formats.money(line.left)))
    return str(_("Nothing left. Say why it costs more."))
