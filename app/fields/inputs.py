"""The fields that people fill in, and what a field may ask of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, TextInput

from app import messages
from app.amounts import read_amount, written_amount
from grants.kit.errors import Invalid
from grants.kit.money import Money

SHORT, LONG = 120, 4000


def needed(words: str) -> InputRequired:
    """The field cannot stay empty; ``words`` say so as a sentence."""
    return InputRequired(words)


def optional() -> Optional:
    """The field may stay empty."""
    return Optional()


def has_length(most: int, words: str) -> Length:
    """At most so many letters."""
    return Length(max=most, message=words)


def _trimmed(value: str | None) -> str | None:
    return value.strip() if value else value


class TextField(StringField):
    """One line, without spaces around it."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any) -> None:
        """Add the length that every line has."""
        kwargs.setdefault("filters", [_trimmed])
        super().__init__(label, [*validators, Length(max=SHORT)], **kwargs)


class LongTextField(TextAreaField):
    """Some sentences."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any) -> None:
        """Add the length that every text has."""
        kwargs.setdefault("filters", [_trimmed])
        super().__init__(label, [*validators, Length(max=LONG)], **kwargs)


class AmountField(Field):
    """An amount as people write it. ``data`` is Money or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if not isinstance(self.data, Money):
            return ""
        return written_amount(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; the sentence about what cannot be read stands at the field."""
        self.data = None
        if not valuelist or not str(valuelist[0]).strip():
            return
        try:
            self.data = read_amount(str(valuelist[0]))
        except Invalid as refusal:
            raise ValueError(messages.words_of(refusal)) from None


class ChoicesField(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    option_widget = CheckboxInput()


class DayField(Field):
    """A day. Takes what the browser's date field sends, and ``21-11-2026``."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if isinstance(self.data, date) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            return
        parts = typed.replace("/", "-").replace(".", "-").split("-")
        try:
            numbers = [int(part) for part in parts]
            year, month, day = numbers if len(parts[0]) == len("2026") else numbers[::-1]
            self.data = date(year, month, day)
        except ValueError:
            raise ValueError(_("We cannot read this day. Write it like 21-11-2026.")) from None


class CodeField(TextField):
    """A mailed code: digits, however they were typed or pasted."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the digits alone."""
        typed = str(valuelist[0]) if valuelist else ""
        self.data = "".join(str(int(letter)) for letter in typed if letter.isdecimal())


class NumberField(IntegerField):
    """A whole number, in whichever digits it is typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; say in our own words when it is none."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            return
        try:
            self.data = int(typed)
        except ValueError:
            raise ValueError(_("Write a whole number, such as 6.")) from None


ChoiceField = RadioField
TickField = BooleanField
