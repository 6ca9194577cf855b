"""What people fill in to write a plan and to put it to their group."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from app.clock import end_of
from app.fields import (
    AmountField,
    BaseForm,
    ChoiceField,
    DayField,
    LongTextField,
    NumberField,
    TextField,
    TickField,
    WritingForm,
    has_length,
    needed,
)
from grants.kit.money import Money
from grants.proposals.models import Cover, CoverKind, Line, LineKind
from grants.proposals.rules.questions import LONGEST_TITLE
from grants.proposals.service import CoverData, LineData, NewPlan

_LONG = _l("This is too long.")


class NewPlanForm(BaseForm):
    """A plan begins with its name."""

    title = TextField(
        _l("What is your plan called?"),
        [needed(_l("Give the plan a name.")), has_length(LONGEST_TITLE, _LONG)],
        description=_l("A short name, such as Coffee and children."),
    )

    def to_plan(self) -> NewPlan:
        """The name."""
        return NewPlan(self.title.data or "")


class WordsForm(WritingForm):
    """One question that is answered in sentences."""

    words = LongTextField("", [needed(_l("Write a few words. You can change them later."))])


class LineWordsForm(WritingForm):
    """One question that is answered in a line."""

    words = TextField("", [needed(_l("Write a few words.")), has_length(LONGEST_TITLE, _LONG)])


class DaysForm(WritingForm):
    """When it is."""

    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"), description=_l("Just once? Leave this empty."))
    times = TextField(
        _l("How often, and at what time?"),
        [needed(_l("Write how often, for example: six Wednesdays, half past nine."))],
    )

    def validate_starts_on(self, field: Field) -> None:
        """A plan has a first day, also when it is a guess."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Choose a first day. About is good enough."))

    def to_answers(self) -> dict[str, str]:
        """The three answers."""
        return {
            "starts_on": _iso(self.starts_on.data),
            "ends_on": _iso(self.ends_on.data),
            "times": self.times.data or "",
        }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


class LineForm(WritingForm):
    """One cost."""

    words = TextField(_l("What is it?"), [needed(_l("Write in a few words what it is."))])
    quantity = NumberField(_l("How many times?"), [needed(_l("Write a whole number, such as 6."))])
    price = AmountField(_l("Price each time"))
    unknown = TickField(_l("I don't know the price yet"))
    most = AmountField(
        _l("At most, each time"), description=_l("Could it be more? Otherwise leave this empty.")
    )

    def validate_price(self, field: Field) -> None:
        """A price, or the tick that says that nobody knows it yet."""
        if field.data is None and not field.errors and not self.unknown.data:
            raise ValidationError(_("Write a price, or tick that you don't know it yet."))

    def to_line(self, kind: LineKind) -> LineData:
        """The cost as typed; the tick wins from a price that still stands there."""
        words, quantity = self.words.data or "", self.quantity.data or 0
        if self.unknown.data:
            return LineData(kind, words, quantity, None)
        return LineData(kind, words, quantity, self.price.data, self.most.data)

    def show_line(self, line: Line) -> None:
        """Fill in what stands."""
        self.words.data, self.quantity.data = line.words, line.quantity
        self.price.data, self.most.data = line.price, line.most
        self.unknown.data = line.price is None
        self.revision.data = str(line.revision)


class CoverForm(WritingForm):
    """Money for the plan."""

    kind = ChoiceField(_l("Where does it come from?"), [needed(_l("Choose where it comes from."))])
    words = TextField(
        _l("From whom, or how?"), description=_l("For example: coins in the pot. May stay empty.")
    )
    amount = AmountField(_l("How much?"), [needed(_l("Write an amount."))])

    def to_cover(self) -> CoverData:
        """The money as typed."""
        amount: Money = self.amount.data
        return CoverData(CoverKind(self.kind.data), self.words.data or "", amount)

    def show_cover(self, cover: Cover) -> None:
        """Fill in what stands."""
        self.kind.data, self.words.data = str(cover.kind), cover.words
        self.amount.data, self.revision.data = cover.amount, str(cover.revision)


class CommentForm(BaseForm):
    """Something to say about the plan."""

    words = LongTextField(
        _l("Say something about the plan"), [needed(_l("Write what you want to say."))]
    )


class PutForm(BaseForm):
    """Until when the group answers."""

    closes_on = DayField(
        _l("Until when can everybody answer?"), [needed(_l("Choose a day that is still to come."))]
    )

    def to_moment(self) -> datetime:
        """The end of that day, here."""
        return end_of(self.closes_on.data)


class StopForm(BaseForm):
    """Why a plan stops."""

    why = LongTextField(_l("Why? (may stay empty)"))
