"""What people fill in for a report, and what a funder answers to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app import messages
from app.clock import end_of
from app.fields import (
    BaseForm,
    ChoiceField,
    DayField,
    FileField,
    HiddenField,
    LongTextField,
    NumberField,
    TextField,
    TickField,
    needed,
)
from grants.reports.models import Leftover
from grants.reports.rules import Answers, LineFacts

KEEP = (("no", _l("No, it comes back")), ("yes", _l("Yes, the group may keep it")))


class SeenForm(BaseForm):
    """Writes something of which somebody else may have written since."""

    seen = HiddenField()


class AnswersForm(SeenForm):
    """The three questions."""

    adults = NumberField(_l("Grown-ups"))
    children = NumberField(_l("Children"))
    went = LongTextField(
        _l("What went well?"),
        description=_l("What did you see or hear? One example says more than a long story."),
    )
    after = LongTextField(
        _l("What do you do next?"),
        description=_l("Do you go on, or is it done? What would you do differently?"),
    )

    def to_answers(self) -> Answers:
        """As typed."""
        return Answers(
            self.adults.data, self.children.data, self.went.data or "", self.after.data or ""
        )


class ReasonsForm(SeenForm):
    """Why lines turned out otherwise: one field a line, made by ``reasons_form``."""

    line_ids: dict[str, UUID] = {}

    def to_whys(self) -> dict[UUID, str]:
        """Words by line."""
        return {line_id: self[name].data or "" for name, line_id in self.line_ids.items()}


def reasons_form(lines: Sequence[LineFacts]) -> ReasonsForm:
    """A form with a field for each of these lines."""
    names = {f"why_{place}": line for place, line in enumerate(lines, start=1)}
    fields = {name: LongTextField(line.words) for name, line in names.items()}
    made = type("ReasonsForm", (ReasonsForm,), fields)
    form: ReasonsForm = made()
    form.line_ids = {name: line.id for name, line in names.items()}
    return form


class LeftForm(SeenForm):
    """What happens with money left."""

    leftover = ChoiceField(
        _l("What would you like with it?"), [needed(_l("Choose one of the two."))]
    )
    why = LongTextField(
        _l("What for?"), description=_l("Only when you would like to keep it: say for what.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the two choices."""
        super().__init__(*args, **kwargs)
        self.leftover.choices = [(one.value, messages.label(one)) for one in Leftover]

    def to_leftover(self) -> Leftover:
        """The choice."""
        return Leftover(self.leftover.data)


class PhotoForm(BaseForm):
    """A photo, what is on it, and that everyone on it agrees."""

    file = FileField(_l("Photo"), [needed(_l("Choose a photo."))])
    words = TextField(
        _l("What do we see?"),
        [needed(_l("Say in a few words what we see."))],
        description=_l("For example: the first morning in De Linde."),
    )
    everyone_agrees = TickField(_l("Everyone on the photo agrees that it is shown"))


class PutForm(BaseForm):
    """Until when people can answer."""

    closes_on = DayField(_l("Until when can people answer?"), [needed(_l("Choose a day."))])

    def to_moment(self) -> datetime:
        """The end of that day, here."""
        return end_of(self.closes_on.data)


class QuestionForm(BaseForm):
    """What the funder would like to know."""

    words = LongTextField(
        _l("What would you like to know?"),
        [needed(_l("Write what you would like to know."))],
        description=_l("Ask about one thing at a time, in plain words."),
    )


class AgainForm(BaseForm):
    """Why the sealed report has to be made again."""

    words = LongTextField(_l("What changed?"), [needed(_l("Say what changed."))])


class AcceptForm(BaseForm):
    """Agreeing, and what happens with money left where the group asked to keep it."""

    keep = ChoiceField(_l("May the group keep it?"), default="no")
    may_keep = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the two choices."""
        super().__init__(*args, **kwargs)
        self.keep.choices = list(KEEP)

    @property
    def keeps(self) -> bool:
        """Only where it was asked."""
        return self.may_keep and self.keep.data == "yes"
