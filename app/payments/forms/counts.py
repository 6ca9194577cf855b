"""What is filled in when the cash box is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import NumberRange

from app import formats
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
from grants.kit.money import Money, total
from grants.payments.rules import Counting, Explaining
from grants.proposals.models import Proposal

MOST = 9999


def _how_many() -> NumberField:
    return NumberField(
        validators=[optional(), NumberRange(0, MOST, _l("Write how many there are: 0, 1, 2."))]
    )


class CountForm(BaseForm):
    """What lies in the box, as one amount or note by note; and who counted along."""

    counted = AmountField(_l("How much lies in the box, together?"))
    piece_10000 = _how_many()
    piece_5000 = _how_many()
    piece_2000 = _how_many()
    piece_1000 = _how_many()
    piece_500 = _how_many()
    piece_200 = _how_many()
    piece_100 = _how_many()
    piece_50 = _how_many()
    piece_20 = _how_many()
    piece_10 = _how_many()
    piece_5 = _how_many()
    piece_2 = _how_many()
    piece_1 = _how_many()
    second = ChoiceField(_l("Who counts with you?"), [needed(_l("Choose who counts with you."))])

    def __init__(self, others: Mapping[UUID, str], **kwargs: Any) -> None:
        """Give who can count along, and each note and coin its name."""
        super().__init__(**kwargs)
        self.second.choices = [(str(one), name) for one, name in others.items()]
        for field, worth in self._worths():
            field.label.text = formats.money(worth)

    @property
    def pieces(self) -> list[Field]:
        """The fields of notes and coins, the largest first."""
        return [field for field, _worth in self._worths()]

    @property
    def helped(self) -> bool:
        """Was it counted note by note?"""
        return any(field.data or field.errors for field in self.pieces)

    @property
    def sum_of_pieces(self) -> Money:
        """What the notes and coins are together."""
        return total(
            Money(worth.minor * field.data, worth.currency)
            for field, worth in self._worths()
            if field.data
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """One amount, the other way, or both alike."""
        whole = bool(super().validate(extra_validators))
        if self.counted.errors:
            return False
        if self.counted.data is None and not self.helped:
            self.counted.errors = [_("Write how much there is. Nothing? Then write 0.")]
            return False
        if whole and self.helped and self.counted.data not in (None, self.sum_of_pieces):
            money = formats.money(self.sum_of_pieces)
            words = _("Your notes and coins are %(money)s together. Look again.", money=money)
            self.counted.errors = [words]
            return False
        return whole

    def to_counting(self) -> Counting:
        """How much, and who counted along."""
        amount = self.sum_of_pieces if self.counted.data is None else self.counted.data
        return Counting(amount, UUID(self.second.data))

    def _worths(self) -> list[tuple[Field, Money]]:
        prefix = "piece_"
        return [
            (field, Money(int(field.name.removeprefix(prefix))))
            for field in self
            if field.name.startswith(prefix)
        ]


class ExplainForm(BaseForm):
    """Why box and book differ, and in which plan's book it goes."""

    why = LongTextField(
        _l("How do you think that happened?"),
        [needed(_l("Write how it happened. You do not know? Write that."))],
        description=_l("One sentence is enough. It stays in the book."),
    )
    plan = ChoiceField(_l("With which plan does it belong?"), [needed(_l("Choose a plan."))])

    def __init__(self, plans: Sequence[Proposal], **kwargs: Any) -> None:
        """Give the plans, the one that runs first."""
        chosen = str(plans[0].id) if plans else None
        super().__init__(data={"plan": chosen}, **kwargs)
        self.plan.choices = [(str(one.id), one.title) for one in plans]

    def to_explaining(self) -> Explaining:
        """The plan, and why."""
        return Explaining(UUID(self.plan.data), self.why.data or "")


class ConfirmForm(BaseForm):
    """At the table, on one phone: the second person says so."""

    said = TickField(_l("I counted too."))

    def __init__(self, second: str, **kwargs: Any) -> None:
        """Name her, so that she knows that the box is hers."""
        super().__init__(**kwargs)
        self.said.label.text = _(
            "%(name)s: I counted too, and this is right.", name=formats.apart(second)
        )
