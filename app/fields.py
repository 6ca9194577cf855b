"""The one base of all forms, and the fields that people fill in.

A form checks shape and gives a frozen dataclass; it neither queries nor saves. It carries an id
made when its page was drawn, so that it does its work once.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, g, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, TextInput

from app import messages
from app.amounts import read_amount
from app.clock import now
from app.extensions import db
from app.onces import UNSAID, answer_again, new_form_id, sent
from grants.kit.database import set_reading
from grants.kit.errors import Invalid, NotAllowed, NotNow, Refusal, Stale, TooMany
from grants.kit.money import Money
from grants.submissions import service as submissions

__all__ = [
    "AmountField",
    "BaseForm",
    "BooleanField",
    "ChoiceField",
    "ChoicesField",
    "CodeField",
    "DayField",
    "EmailField",
    "FileField",
    "HiddenField",
    "LongTextField",
    "NumberField",
    "PostForm",
    "TextField",
    "TickField",
    "has_length",
    "needed",
    "optional",
]

STATUS: dict[type[Refusal], int] = {NotAllowed: 403, NotNow: 409, Stale: 409, TooMany: 429}
SHORT, LONG = 120, 4000


def status_of(refusal: Refusal) -> int:
    """The status of the page that says this no; 422 when something typed is the reason."""
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 422)


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
        whole, cents = divmod(self.data.minor, 100)
        return f"{whole},{cents:02d}"

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


ChoiceField = RadioField
TickField = BooleanField
NumberField = IntegerField


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Every form that changes something."""

    form_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the form the id of its page, or the one that it came back with."""
        super().__init__(*args, **kwargs)
        self.status = 200
        self.fill_again()
        if not self.form_id.data:
            self.form_id.data = new_form_id()

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Was it sent, is it whole, and did it not do its work before?

        A form that already did its work was answered before its view began: see app/onces.py.
        """
        if not self.is_submitted():
            return False
        if self.validate(extra_validators):
            return True
        self._fall_back(422)
        return False

    def validate_form_id(self, field: Field) -> None:
        """The id is one that we could have made."""
        try:
            UUID(str(field.data))
        except ValueError:
            raise ValidationError(_("Open this page again, please.")) from None

    def fill_again(self) -> None:
        """Show what was typed before a session ran out; see ``app/people/routes/doors.py``."""
        kept = g.get("kept")
        if kept and any(name in kept for name in self._fields if name not in UNSAID):
            form_id = self.form_id.data
            self.process(kept)
            self.form_id.data = form_id

    def refuse(self, refusal: Refusal) -> None:
        """Undo what the verb began, and say why beside the field or on top.

        Unless the same form did its work meanwhile: then its answer is the answer.
        """
        db.session.rollback()
        answer_again()
        words = messages.words_of(refusal)
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]
        self._fall_back(status_of(refusal))

    def done(self, words: str | None, url: str) -> ResponseReturnValue:
        """Use the form up, commit, and go to the page that says what happens next."""
        try:
            submissions.use_up(db.session(), sent(self.form_id.data), url, at=now())
            db.session.commit()
        except IntegrityError as error:
            db.session.rollback()
            if "submission" not in str(error.orig):
                raise
            answer_again()
        if words:
            flash(words, "ok")
        return redirect(url, 303)

    def _fall_back(self, status: int) -> None:
        # From here on the request only draws its page again: let go of the lock.
        db.session.rollback()
        set_reading(only=True)
        self.status = status


class PostForm(BaseForm):
    """A button that changes something, with nothing to fill in."""
