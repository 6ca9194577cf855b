"""What a desk fills in: advice, and a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange

from app import messages
from app.fields import (
    AmountField,
    BaseForm,
    ChoiceField,
    LongTextField,
    NumberField,
    TickField,
    needed,
    optional,
)
from app.messages.reviews import CRITERIA
from grants.kit.errors import Invalid
from grants.kit.money import Money
from grants.proposals.rules import LineFacts
from grants.reviews.models import Advice, DecisionKind, Reason, Reply
from grants.reviews.rules import USUAL_REPORT_WEEKS
from grants.reviews.service import Advising, Proposing


def _choices(kinds: Any) -> list[tuple[str, str]]:
    return [(str(kind), messages.label(kind)) for kind in kinds]


class AdviceForm(BaseForm):
    """Criteria, advice, and why."""

    fits_pot = ChoiceField(CRITERIA["fits-pot"], [optional()], validate_choice=False)
    reaches_people = ChoiceField(CRITERIA["reaches-people"], [optional()], validate_choice=False)
    can_be_done = ChoiceField(CRITERIA["can-be-done"], [optional()], validate_choice=False)
    costs_fair = ChoiceField(CRITERIA["costs-fair"], [optional()], validate_choice=False)
    advice = ChoiceField(_l("Your advice"), [needed(_l("Choose your advice."))])
    words = LongTextField(
        _l("Why? In plain words"),
        [needed(_l("Write why."))],
        description=_l("Your colleagues read this. The group does not."),
    )
    knows_nobody = TickField(_l("I know nobody in this group privately"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the choices in the language of the page."""
        super().__init__(*args, **kwargs)
        self.advice.choices = _choices(Advice)
        for field in self.criteria:
            field.choices = _choices(Reply)

    @property
    def criteria(self) -> list[Any]:
        """The fields of the criteria, in their order."""
        return [self._fields[name.replace("-", "_")] for name in CRITERIA]

    def to_advising(self) -> Advising:
        """What the reviewer writes."""
        replies = dict(zip(CRITERIA, (field.data for field in self.criteria), strict=True))
        return Advising(
            advice=Advice(self.advice.data),
            words=self.words.data or "",
            knows_nobody=bool(self.knows_nobody.data),
            replies={name: Reply(reply) for name, reply in replies.items() if reply in list(Reply)},
        )


class DecisionForm(BaseForm):
    """All, part or nothing, why, and on which conditions."""

    kind = ChoiceField(_l("What do you propose?"), [needed(_l("Choose what you propose."))])
    amount = AmountField(
        _l("Which part?"), description=_l("Only for a part. Empty: the sum of the costs below.")
    )
    reason = ChoiceField(_l("Why not all of it?"), validate_choice=False)
    words = LongTextField(
        _l("Why? In plain words"),
        [needed(_l("Write why."))],
        description=_l("The group reads this as you write it."),
    )
    conditions = LongTextField(
        _l("What do you agree on?"),
        description=_l("One condition a line. Both sides say yes to this."),
    )
    first = AmountField(
        _l("First payment"),
        description=_l("Empty: four of every five euros now, the rest after the report."),
    )
    report_weeks = NumberField(
        _l("Weeks to account for it, after the last day"),
        [
            needed(_l("Write a number of weeks.")),
            NumberRange(1, 52, _l("Between 1 and 52 weeks.")),
        ],
        default=USUAL_REPORT_WEEKS,
    )

    def __init__(self, *args: Any, lines: Sequence[LineFacts] = (), **kwargs: Any) -> None:
        """Give the choices, and what was typed at each cost line."""
        super().__init__(*args, **kwargs)
        self.kind.choices = _choices(DecisionKind)
        self.reason.choices = _choices(kind for kind in Reason if kind is not Reason.FITS)
        self.lines = lines

    def to_proposing(self, per_line: dict[UUID, Money]) -> Proposing:
        """What is proposed."""
        kind = DecisionKind(self.kind.data)
        if kind is DecisionKind.ALL:
            reason = Reason.FITS
        elif self.reason.data in list(Reason):
            reason = Reason(self.reason.data)
        else:
            raise Invalid("reason-needed", field="reason")
        return Proposing(
            kind=kind,
            words=self.words.data or "",
            reason=reason,
            amount=self.amount.data if kind is DecisionKind.PART else None,
            first=self.first.data if kind is not DecisionKind.NONE else None,
            conditions=self.conditions.data or "",
            report_weeks=self.report_weeks.data or USUAL_REPORT_WEEKS,
            lines=per_line if kind is DecisionKind.PART else {},
        )
