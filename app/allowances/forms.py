"""What is filled in about an allowance, a person's year and the law's amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError
from wtforms.validators import NumberRange

from app import formats, messages
from app.amounts import read_amount
from app.clock import today
from app.fields import (
    AmountField,
    BaseForm,
    ChoiceField,
    DayField,
    LongTextField,
    NumberField,
    TextField,
    TickField,
    needed,
    optional,
)
from grants.allowances.models import Kind, Sure
from grants.allowances.rules import DAY_OF_MINUTES, CapData, HourNorm, Noting
from grants.allowances.service import Paying
from grants.kit.errors import Invalid
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.spending.rules import LineStanding

MINUTES_AN_HOUR, HUNDREDTHS = 60, 100


class AllowanceForm(BaseForm):
    """A new allowance: who, what, which day, how much. Questions come only to whom they concern."""

    person = ChoiceField(_l("For whom?"), [needed(_l("Choose for whom."))])
    words = TextField(_l("What was done?"), [needed(_l("Write in a few words what was done."))])
    on = DayField(_l("Which day?"), [needed(_l("Choose the day."))])
    amount = AmountField(_l("How much?"), [needed(_l("Write an amount."))])
    line = ChoiceField(_l("From which costs?"), [needed(_l("Choose from which costs."))])
    kind = ChoiceField(_l("What is it?"), [needed(_l("Choose what it is."))])
    hours = TextField(
        _l("How many hours?"),
        description=_l("Only when you agreed on hours. Write 2,5 for two and a half."),
    )
    young = TickField(_l("Younger than the age limit on that day"))
    proof = LongTextField(
        _l("Which costs, and what shows them?"),
        description=_l("Only for real costs. For instance: bus ticket, or 12 km by car."),
    )
    why = LongTextField(_l("Why is this right?"))
    mixes = TickField(_l("I know: fixed amounts and real costs of this year are added up."))
    another = TickField(_l("Yes, this is another one."))

    def __init__(
        self,
        people: Mapping[UUID, str],
        lines: Sequence[LineStanding],
        age: int | None,
        **kwargs: Any,
    ) -> None:
        """Give who can get one, the cost lines with what is left, and the age of the lower norm."""
        super().__init__(**kwargs)
        self.person.choices = [(str(one), name) for one, name in people.items()]
        self.line.choices = [(str(line.line_id), line.words) for line in lines]
        self.kind.choices = [(str(one), messages.label(one)) for one in Kind]
        self.line_hints = {str(line.line_id): _left(line) for line in lines}
        self.kind_hints = {
            str(Kind.FLAT): _("For your time and small costs. There is a limit."),
            str(Kind.PROVEN): _("Only what it really cost, with something that shows it."),
        }
        if age is not None:
            self.young.label.text = _("Younger than %(age)s on that day", age=age)
        self.knows_age = age is not None

    @property
    def asks_why(self) -> bool:
        """Only when somebody has to say why."""
        return bool(self.why.errors or self.why.data)

    @property
    def asks_mixing(self) -> bool:
        """Only when both ways come together."""
        return bool(self.mixes.errors or self.mixes.data)

    @property
    def asks_another(self) -> bool:
        """Only when the same stands there already."""
        return bool(self.another.errors or self.another.data)

    def validate_hours(self, field: Field) -> None:
        """Hours as people write them, to the minute; a whole number of minutes."""
        if _minutes(field.data) is None and field.data:
            raise ValidationError(messages.words_for("hours-wrong"))

    def to_noting(self) -> Noting:
        """What was said."""
        flat = self.kind.data == Kind.FLAT
        return Noting(
            line_id=UUID(self.line.data),
            person_id=UUID(self.person.data),
            kind=Kind(self.kind.data),
            amount=self.amount.data,
            on=self.on.data,
            words=self.words.data or "",
            minutes=_minutes(self.hours.data) if flat else None,
            young=flat and bool(self.young.data),
            why=self.why.data or "",
            proof=self.proof.data or "",
            mixes=bool(self.mixes.data),
            another=bool(self.another.data),
        )


class RefuseForm(BaseForm):
    """Why not."""

    why = LongTextField(_l("Why not?"), [needed(_l("Write what is wrong."))])


class CorrectForm(BaseForm):
    """Why a booking is undone."""

    why = LongTextField(_l("What went wrong?"), [needed(_l("Write what is wrong."))])


class PayForm(BaseForm):
    """By bank: from which account, on which day."""

    place = ChoiceField(_l("Paid from"), [needed(_l("Choose from where."))], default="bank")
    on = DayField(_l("Day of the payment"), [needed(_l("Choose the day of the payment."))])

    def __init__(self, banks: Sequence[AccountKind], **kwargs: Any) -> None:
        """Give the accounts there are; money from the box is given, not transferred."""
        super().__init__(data={"on": today(), "place": "bank"}, **kwargs)
        self.place.choices = [(str(kind), messages.label(kind)) for kind in banks]

    def to_paying(self) -> Paying:
        """From that account, on that day."""
        return Paying(AccountKind(self.place.data), self.on.data)


class GiveForm(BaseForm):
    """From the box, on one phone: both say so."""

    gave = TickField(_l("I gave the money."))
    got = TickField(_l("I got the money."))

    def __init__(self, giver: str, getter: str, **kwargs: Any) -> None:
        """Name both, so that each knows which box is hers."""
        super().__init__(**kwargs)
        self.gave.label.text = _("%(name)s: I gave the money.", name=formats.apart(giver))
        self.got.label.text = _("%(name)s: I got the money.", name=formats.apart(getter))

    def to_paying(self, on: date) -> Paying:
        """From the box, today."""
        return Paying(AccountKind.CASH, on, both_said=bool(self.gave.data and self.got.data))


class ElsewhereForm(BaseForm):
    """What she had elsewhere in one month."""

    month = ChoiceField(_l("In which month?"), [needed(_l("Choose the month."))])
    amount = AmountField(
        _l("How much together?"),
        [needed(_l("Write an amount."))],
        description=_l("Of all other places in that month. Write 0 to take it away."),
    )

    def __init__(self, months: Sequence[date], **kwargs: Any) -> None:
        """Give the months of this year until now."""
        super().__init__(**kwargs)
        self.month.choices = [(str(one.month), formats.month(one)) for one in months]


class CapForm(BaseForm):
    """The law's amounts of a year, with where they stand."""

    year = NumberField(_l("Calendar year"), [needed(_l("Write a year."))])
    most_year = AmountField(_l("Most in a year"), [needed(_l("Write an amount."))])
    most_month = AmountField(_l("Most in a month"), [needed(_l("Write an amount."))])
    hour = AmountField(_l("Usual for an hour"), description=_l("Empty: not known yet."))
    hour_young = AmountField(_l("Usual for an hour, younger"))
    age = NumberField(
        _l("Younger than this age"),
        [optional(), NumberRange(16, 30, _l("Between 16 and 30."))],
    )
    sure = ChoiceField(_l("How sure is it?"), [needed(_l("Choose how sure it is."))])
    source = TextField(_l("Where do the amounts stand?"), [needed(_l("Write the source."))])
    link = TextField(_l("Its address on the internet"))
    checked_on = DayField(_l("Looked at on"), [needed(_l("Choose the day."))])

    def __init__(self, **kwargs: Any) -> None:
        """Give the choices in the language of the page."""
        super().__init__(**kwargs)
        self.sure.choices = [(str(one), messages.label(one)) for one in Sure]

    def validate_hour(self, field: Field) -> None:
        """The three of the hour belong together."""
        given = [one.data is not None for one in (field, self.hour_young, self.age)]
        if any(given) and not all(given):
            raise ValidationError(_("Fill in both amounts for an hour and the age, or none."))

    def validate_link(self, field: Field) -> None:
        """Only an address that a browser can follow safely."""
        if field.data and not field.data.startswith("https://"):
            raise ValidationError(_("Write an address that begins with https://."))

    def to_cap(self) -> CapData:
        """The row as it was written."""
        sure = Sure(self.sure.data)
        hour = None
        if isinstance(self.hour.data, Money):
            hour = HourNorm(self.hour.data, self.hour_young.data, self.age.data or 0, sure)
        return CapData(
            year=self.year.data or 0,
            most_year=self.most_year.data,
            most_month=self.most_month.data,
            sure=sure,
            source=self.source.data or "",
            link=self.link.data or "",
            checked_on=self.checked_on.data,
            hour=hour,
        )


def _minutes(text: str | None) -> int | None:
    """``2,5`` is 150 minutes; None for nothing and for what is no number of hours.

    Read as an amount is: in hundredths. Parts of a minute fall away, so that the norm is not wider.
    """
    try:
        minutes = read_amount(text or "").minor * MINUTES_AN_HOUR // HUNDREDTHS
    except Invalid:
        return None
    return minutes if 0 < minutes <= DAY_OF_MINUTES else None


def _left(line: LineStanding) -> str:
    if line.left.is_positive:
        return str(_("Still %(money)s", money=formats.apart(formats.money(line.left))))
    return str(_("Nothing left. Say why it costs more."))
