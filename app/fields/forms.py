"""The one base of all forms: it does its work once, and says no beside the field."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from babel.support import Translations
from flask import flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from wtforms import Field, HiddenField, ValidationError
from wtforms.i18n import messages_path

from app import messages
from app.clock import now
from app.extensions import db
from app.fields.inputs import LongTextField, TextField
from app.languages import language
from app.onces import UNSAID, answer_again, new_form_id, sent
from app.writing import turn_to_writing
from grants.kit.database import set_reading
from grants.kit.errors import NotAllowed, NotNow, Refusal, Stale, TooMany
from grants.people.rules import has_citizen_number
from grants.submissions import service as submissions

STATUS: dict[type[Refusal], int] = {NotAllowed: 403, NotNow: 409, Stale: 409, TooMany: 429}


def status_of(refusal: Refusal) -> int:
    """The status of the page that says this no; 422 when something typed is the reason."""
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 422)


@cache
def _own_words(code: str) -> Any:
    """What the form library itself says in this language."""
    return Translations.load(messages_path(), [code], domain="wtforms")


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Every form that changes something."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """As every form of the library, but for where its own words come from."""

        def get_translations(self, _form: Any) -> Any:
            """The library would read its file anew for every page."""
            return _own_words(language())

    form_id = HiddenField()
    brought: tuple[str, ...] = ()  # names of files that came with an earlier sending of this form

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
            turn_to_writing(db.session())
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
        if self.names_citizen():
            flash(
                _("There may be a citizen service number (BSN) in it. Take it out, please."), "care"
            )
        return redirect(url, 303)

    def names_citizen(self) -> bool:
        """Does a text or the name of a file hold what looks like a BSN? Warned for, never refused."""
        texts = [one.data for one in self if isinstance(one, TextField | LongTextField)]
        named = [file.filename for file in request.files.values()]
        return any(has_citizen_number(text) for text in (*texts, *named, *self.brought) if text)

    def _fall_back(self, status: int) -> None:
        # From here on the request only draws its page again: let go of the lock.
        db.session.rollback()
        set_reading(only=True)
        self.status = status


class PostForm(BaseForm):
    """A button that changes something, with nothing to fill in."""


class WritingForm(BaseForm):
    """Changes something of which somebody else may have written since."""

    revision = HiddenField()

    @property
    def seen(self) -> int:
        """The revision that stood when the page was drawn; nothing known counts as the first."""
        text = str(self.revision.data or "")
        return int(text) if text.isdecimal() else 0
