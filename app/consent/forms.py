"""What somebody says in a round, for herself or at the table."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app import messages
from app.fields import BaseForm, ChoiceField, LongTextField, needed
from grants.consent.models import AnswerKind
from grants.consent.service import Answering


class AnswerForm(BaseForm):
    """One of three answers, with the words that it needs."""

    kind = ChoiceField("", [needed(_l("Choose one of the three answers."))])
    tip = LongTextField(_l("My tip"))
    because = LongTextField(_l("Not yet, because"))
    instead = LongTextField(_l("This is possible"))

    def offer(self, question: str) -> None:
        """Put the question and its three answers."""
        self.kind.label.text = question
        self.kind.choices = [(str(kind), messages.label(kind)) for kind in AnswerKind]

    def to_answer(self) -> Answering:
        """What she says."""
        kind = AnswerKind(self.kind.data)
        if kind is AnswerKind.TIP:
            return Answering(kind, self.tip.data or "")
        return Answering(kind, self.because.data or "", self.instead.data or "")


class TableForm(AnswerForm):
    """The same, and whose answer it is."""

    person_id = ChoiceField(_l("Who answers now?"), [needed(_l("Choose who answers."))])

    @property
    def person(self) -> UUID:
        """Who answers."""
        return UUID(self.person_id.data)
