"""What is chosen about hands."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app import messages
from app.fields import AmountField, BaseForm, ChoiceField, needed
from grants.kit.money import Money
from grants.mandates.rules import USUAL_LIMIT, Template


class HandsForm(BaseForm):
    """A template, and up to where one other person may say yes."""

    template = ChoiceField(
        _l("What does the group do itself?"),
        [needed(_l("Choose where you start."))],
        default=str(Template.STARTING),
    )
    limit = AmountField(
        _l("One other person may say yes to a receipt up to"),
        [needed(_l("Write an amount."))],
        default=USUAL_LIMIT,
        description=_l("Above it the group decides together."),
    )

    def __init__(self, **kwargs: Any) -> None:
        """Offer the templates."""
        super().__init__(**kwargs)
        self.template.choices = [(str(one), messages.label(one)) for one in Template]

    def to_template(self) -> tuple[Template, Money]:
        """What was chosen."""
        return Template(self.template.data), self.limit.data or USUAL_LIMIT
