"""What is filled in about a receipt."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

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
    TickField,
    needed,
)
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.proposals.rules import LineFacts
from grants.spending.models import KinKind, WhoPaid
from grants.spending.rules import (
    KinSaid,
    LineStanding,
    Losing,
    Noting,
    Second,
    Shifting,
    at_least_nothing,
)
from grants.spending.service import Paying


class ReceiptForm(BaseForm):
    """A new receipt, or one that is mended. ``photo`` names a file that came in before.

    What is seldom asked stands apart: another thing on the same receipt, money to one of us.
    """

    file = FileField(_l("Photo or file of the receipt"))
    photo = HiddenField()
    same = TickField(_l("Yes, it is the same receipt"))
    other = TickField(_l("No, it is another receipt"))
    amount = AmountField(_l("How much did it cost?"), [needed(_l("Write an amount."))])
    shop = TextField(_l("Which shop?"), [needed(_l("Write where it was bought."))])
    on = DayField(_l("Which day?"), [needed(_l("Choose the day on the receipt."))])
    line = ChoiceField(_l("What was it for?"), [needed(_l("Choose what it was for."))])
    who_paid = ChoiceField(_l("Who paid?"), [needed(_l("Choose who paid."))])
    why = LongTextField(_l("Why does it cost more than the plan says?"))
    second_amount = AmountField(_l("How much of it was for something else?"))
    second_line = ChoiceField(_l("What was that for?"), validate_choice=False)
    kin = ChoiceField(
        _l("Does the money go to one of you, or to family of one of you?"), validate_choice=False
    )
    kin_of = ChoiceField(_l("To whom, or family of whom?"), validate_choice=False)
    also = ChoiceField(_l("Who else says yes?"), validate_choice=False)

    def __init__(self, lines: Sequence[LineFacts], **kwargs: Any) -> None:
        """Give the agreed cost lines of the plan."""
        super().__init__(**kwargs)
        self.line.choices = [(str(line.id), line.words) for line in lines]
        self.second_line.choices = self.line.choices
        self.who_paid.choices = [(str(one), "") for one in WhoPaid]
        self.seen = self.alike = self.suggested = False

    def draw(
        self,
        lines: Sequence[LineStanding],
        cash: Money,
        people: Mapping[UUID, str],
        hers: Collection[UUID | None],
    ) -> None:
        """Give what only the page shows: words, what is left of each line, who is in the group."""
        self.who_paid.choices = [(str(one), messages.label(one)) for one in WhoPaid]
        self.kin.choices = [
            ("no", _("No")),
            *((str(one), messages.label(one)) for one in KinKind),
        ]
        self.kin_of.choices = [(str(one), name) for one, name in people.items()]
        others = [(str(one), name) for one, name in people.items() if one not in hers]
        self.also.choices = others
        self.line_hints = {str(line.line_id): _left(line) for line in lines}
        self.paid_hints = {
            str(WhoPaid.MYSELF): _("You get it back."),
            str(WhoPaid.INVOICE): _("The shop is paid by bank."),
            str(WhoPaid.CASH): _(
                "There is %(money)s in it.", money=formats.apart(formats.money(cash))
            ),
        }

    def ask_same(self, code: str) -> None:
        """Show the question whether it is the same receipt; ``code`` is why it is asked."""
        self.alike = code == "receipt-alike"
        self.seen = self.alike or code == "receipt-seen"

    def suggest(self, total: Money | None, on: date | None, usual: date) -> None:
        """Fill in what a photo seems to say, where nothing was typed; she looks at it and saves."""
        if total is None or self.amount.data is not None or self.amount.raw_data != [""]:
            return
        self.amount.data, self.amount.raw_data, self.amount.errors = total, None, []
        self.suggested = True
        if on is not None and self.on.data == usual:
            self.on.data, self.on.raw_data = on, None

    @property
    def asks_why(self) -> bool:
        """Show the question about the line only to whom it is asked."""
        return bool(self.why.errors or self.why.data)

    @property
    def is_split(self) -> bool:
        """Something else stands on the same receipt."""
        return bool(self.second_amount.data or self.second_amount.errors or self.second_line.errors)

    @property
    def asks_kin(self) -> bool:
        """Open what is asked about family to whom it concerns."""
        told = self.kin.data in set(KinKind)
        return bool(told or self.kin.errors or self.kin_of.errors or self.also.errors)

    def validate_kin(self, field: ChoiceField) -> None:
        """Who sends a bill is somebody: there the question is always asked."""
        if self.who_paid.data == WhoPaid.INVOICE and field.data not in {"no", *KinKind}:
            raise ValidationError(_("Say whether the money goes to one of you or to family."))

    def validate_second_line(self, field: ChoiceField) -> None:
        """With an amount for something else goes what that was."""
        if self.second_amount.data and _uuid(field.data) is None:
            raise ValidationError(_("Choose what that was for."))

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
            kin=self._kin(),
            same=bool(self.same.data),
            other=bool(self.other.data),
        )

    def to_second(self) -> Second | None:
        """The other thing on the receipt, if there is one."""
        line_id = _uuid(self.second_line.data)
        if not self.second_amount.data or line_id is None:
            return None
        return Second(line_id, self.second_amount.data)

    def _kin(self) -> KinSaid | None:
        if self.kin.data not in set(KinKind):
            return None
        nobody = UUID(int=0)
        member_id, also_id = _uuid(self.kin_of.data) or nobody, _uuid(self.also.data)
        return KinSaid(KinKind(self.kin.data), member_id, also_id)


class LostForm(ReceiptForm):
    """There is no receipt: what it was, where, and why there is none."""

    file = FileField(_l("Photo of what you bought"))
    what = TextField(_l("What did you buy?"), [needed(_l("Write what you bought."))])
    lost_why = LongTextField(
        _l("Why is there no receipt?"), [needed(_l("Write why there is no receipt."))]
    )
    amount = AmountField(_l("How much did it cost?"), [needed(_l("Write an amount."))])

    def to_noting(self, documents: tuple[UUID, ...]) -> Noting:
        """What is said instead of a receipt; the file is a picture of the goods."""
        lost = Losing(self.what.data or "", self.lost_why.data or "", next(iter(documents), None))
        return replace(super().to_noting(()), lost=lost)


class AddForm(BaseForm):
    """One more file under an expense."""

    file = FileField(_l("Photo or file of the receipt"))
    photo = HiddenField()
    same = TickField(_l("Yes, it is the same receipt"))
    other = TickField(_l("No, it is another receipt"))


class AlsoForm(BaseForm):
    """To which other expense a receipt belongs too."""

    expense = ChoiceField(_l("To which one?"), [needed(_l("Choose which one."))])


class CeilingForm(BaseForm):
    """How much may go out in a year without a receipt."""

    amount = AmountField(_l("How much a year?"), [needed(_l("Write an amount."))])


class ShiftForm(BaseForm):
    """Less for one thing, more for another."""

    amount = AmountField(_l("How much?"), [needed(_l("Write an amount."))])
    from_line = ChoiceField(_l("Less for"), [needed(_l("Choose where it comes from."))])
    to_line = ChoiceField(_l("More for"), [needed(_l("Choose where it goes."))])
    why = LongTextField(_l("Why?"), [needed(_l("Say why in one sentence."))])

    def __init__(self, lines: Sequence[LineStanding], **kwargs: Any) -> None:
        """Give the cost lines of the plan, with what is left of each."""
        super().__init__(**kwargs)
        self.from_line.choices = [(str(line.line_id), line.words) for line in lines]
        self.to_line.choices = self.from_line.choices
        self.hints = {str(line.line_id): _still(line) for line in lines}

    def to_shifting(self) -> Shifting:
        """What is asked."""
        return Shifting(
            UUID(self.from_line.data),
            UUID(self.to_line.data),
            self.amount.data,
            self.why.data or "",
        )


class FundWordForm(BaseForm):
    """What a fund says of a shift."""

    said = ChoiceField(_l("Is this all right?"), [needed(_l("Choose yes or no."))])
    words = LongTextField(_l("Your words to the group"))

    def __init__(self, **kwargs: Any) -> None:
        """Give the two answers."""
        super().__init__(**kwargs)
        self.said.choices = [("yes", _("Yes")), ("no", _("No, because …"))]


class RefuseForm(BaseForm):
    """Why not."""

    why = LongTextField(_l("What has to be mended?"), [needed(_l("Write what is wrong."))])


class CorrectForm(BaseForm):
    """Why a booking is undone."""

    why = LongTextField(_l("What went wrong?"), [needed(_l("Write what is wrong."))])
    both = TickField(_l("Undo the other part of this receipt too"))


class CancelForm(BaseForm):
    """Why a plan ends before its time."""

    why = LongTextField(_l("Why do you stop?"), [needed(_l("Write why you stop."))])


class PayForm(BaseForm):
    """From where it was paid, and when."""

    place = ChoiceField(_l("Paid from"), [needed(_l("Choose from where."))], default="bank")
    on = DayField(_l("Day of the payment"), [needed(_l("Choose the day of the payment."))])
    both = TickField(_l("I paid the other part of this receipt with it"))

    def __init__(self, holds: dict[AccountKind, Money], **kwargs: Any) -> None:
        """Give the places with what each holds."""
        super().__init__(**kwargs)
        self.place.choices = [(str(kind), messages.label(kind)) for kind in holds]
        self.hints = {
            str(kind): _("There is %(money)s.", money=formats.apart(formats.money(money)))
            for kind, money in holds.items()
        }

    def to_paying(self) -> Paying:
        """From where, and when."""
        return Paying(AccountKind(self.place.data), self.on.data)


def _left(line: LineStanding) -> str:
    if line.left.is_positive:
        return str(_("Still %(money)s", money=formats.apart(formats.money(line.left))))
    return str(_("Nothing left. Say why it costs more."))


def _still(line: LineStanding) -> str:
    money = formats.apart(formats.money(at_least_nothing(line.left)))
    return str(_("Still %(money)s", money=money))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
