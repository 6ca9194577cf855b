"""Of which award more came than was promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.fields import BaseForm, ChoiceField, needed


class SurplusForm(BaseForm):
    """What a line of the bank is more of."""

    award = ChoiceField(_l("Of which award?"), [needed(_l("Choose an award."))])

    def __init__(self, awards: Mapping[UUID, str], **kwargs: Any) -> None:
        """Give what was granted."""
        super().__init__(**kwargs)
        self.award.choices = [(str(one), words) for one, words in awards.items()]

    @property
    def award_id(self) -> UUID:
        """The award that was chosen."""
        return UUID(self.award.data)
