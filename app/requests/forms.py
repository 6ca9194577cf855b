"""What is filled in about a request: a question, an answer."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import messages
from app.fields import BaseForm, ChoiceField, LongTextField, needed
from grants.kit.errors import Invalid
from grants.proposals.models import PartKind

WHOLE = "whole"
OWN_WORDS = "own"


class AnswerForm(BaseForm):
    """The answer, in the group's own words."""

    words = LongTextField(_l("Your answer"), [needed(_l("Write it in your own words."))])


class QuestionForm(BaseForm):
    """A question about one part: a ready sentence, own words, or both."""

    part = ChoiceField(_l("About which part?"), default=WHOLE)
    ready = ChoiceField(_l("Your question"), default=OWN_WORDS)
    words = LongTextField(_l("In your own words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the parts and the ready sentences in the language of the page."""
        super().__init__(*args, **kwargs)
        self.part.choices = [
            *((str(kind), messages.label(kind)) for kind in PartKind),
            (WHOLE, _("The whole plan")),
        ]
        self.ready.choices = [*_ready().items(), (OWN_WORDS, _("I write it myself"))]

    def to_part(self) -> PartKind | None:
        """The part, or None for the whole plan."""
        return None if self.part.data == WHOLE else PartKind(self.part.data)

    def to_words(self) -> str:
        """The question as the group reads it."""
        ready = _ready().get(self.ready.data, "")
        words = " ".join(part for part in (ready, self.words.data or "") if part)
        if not words:
            raise Invalid("words-needed", field="words")
        return words


def _ready() -> dict[str, str]:
    return {
        "how-many": _("How many people do you expect each time?"),
        "who-helps": _("Who helps, and does that person know the rules that go with it?"),
        "price": _("How did you come to this price?"),
        "cheaper": _("Can it be done for less, and what would you leave out?"),
        "others": _("Did you ask money from somebody else as well?"),
    }
