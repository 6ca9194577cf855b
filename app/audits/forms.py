"""What is filled in for the cash audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app import messages
from app.fields import BaseForm, ChoiceField, HiddenField, LongTextField, TickField, needed
from grants.audits.models import Conclusion, Looked
from grants.audits.rules import SIZES, Opening


class OpenForm(BaseForm):
    """Of which year, by which two, and how many payments."""

    year = ChoiceField(_l("Which year?"), [needed(_l("Choose a year that has bookings."))])
    first = ChoiceField(_l("Who looks at it?"), [needed(_l("Choose who looks at it."))])
    second = ChoiceField(_l("And who else?"), [needed(_l("Choose who else looks at it."))])
    size = ChoiceField(
        _l("How many payments do they look at?"), [needed(_l("Choose how many."))], default="0"
    )

    def __init__(self, years: Sequence[int], people: Mapping[UUID, str], **kwargs: Any) -> None:
        """Give the years with bookings, and who kept no book."""
        super().__init__(**kwargs)
        self.year.choices = [(str(one), str(one)) for one in years]
        self.first.choices = [(str(one), name) for one, name in people.items()]
        self.second.choices = self.first.choices
        self.size.choices = [
            (str(place), _("%(count)s payments at most", count=one.largest + one.drawn))
            for place, one in enumerate(SIZES)
        ]

    def to_opening(self) -> Opening:
        """What is asked."""
        return Opening(
            int(self.year.data),
            UUID(self.first.data),
            UUID(self.second.data),
            SIZES[int(self.size.data)],
        )


class LookForm(BaseForm):
    """Is this payment right?"""

    looked = ChoiceField(_l("Is this payment right?"), [needed(_l("Choose right or not right."))])
    words = LongTextField(_l("What is not right, or what do you want to say?"))

    def __init__(self, **kwargs: Any) -> None:
        """Give the two answers."""
        super().__init__(**kwargs)
        self.looked.choices = [(str(one), messages.label(one)) for one in Looked]


class ConcludeForm(BaseForm):
    """What came out of it."""

    conclusion = ChoiceField(_l("What did you find?"), [needed(_l("Choose what you found."))])
    findings = LongTextField(_l("In your words: what did you find, and what can be better?"))

    def __init__(self, **kwargs: Any) -> None:
        """Give the three answers."""
        super().__init__(**kwargs)
        self.conclusion.choices = [
            (str(Conclusion.RIGHT), _("Yes, it is right")),
            (str(Conclusion.REMARKS), _("It is right, with remarks")),
            (str(Conclusion.WRONG), _("No, it is not right")),
        ]


class SignForm(BaseForm):
    """Standing for exactly what was read."""

    mark = HiddenField()
    sure = TickField(_l("I looked at it myself, and stand for it."))

    def validate_sure(self, field: TickField) -> None:
        """A signature is given, never slipped."""
        if not field.data:
            raise ValidationError(_("Tick that you stand for it."))


class StopForm(BaseForm):
    """Why it stops."""

    why = LongTextField(_l("Why do you stop?"), [needed(_l("Write why you stop."))])
