"""What is filled in about gifts and money that goes back through the provider."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats
from app.fields import AmountField, BaseForm, LongTextField, TextField, has_length, needed, optional
from app.languages import language
from grants.kit.money import Money
from grants.payments.models import GiftBox
from grants.payments.rules.online import NAME, WORDS, Giving, Opening


class OpenGiftsForm(BaseForm):
    """For what, and how much would be enough."""

    aim = AmountField(_l("How much do you hope for?"), [needed(_l("Write an amount."))])
    words = LongTextField(
        _l("What is it for?"),
        [optional(), has_length(WORDS, _l("Write at most 600 letters."))],
        description=_l("A few sentences for people who do not know you."),
    )

    def to_opening(self) -> Opening:
        """What was chosen."""
        return Opening(self.aim.data, self.words.data or "")


class GiveForm(BaseForm):
    """How much, and a name when she wants one."""

    amount = AmountField(_l("How much do you give?"), [needed(_l("Write an amount."))])
    name = TextField(
        _l("Your name"),
        [optional(), has_length(NAME, _l("Write at most 60 letters."))],
        description=_l("Only if you want it on this page. You can leave it empty."),
    )

    def __init__(self, box: GiftBox, **kwargs: Any) -> None:
        """Begin with the usual amount, and say what is possible."""
        super().__init__(data={"amount": box.usual}, **kwargs)
        least, most = formats.money(box.least), formats.money(box.most)
        self.amount.description = _("From %(least)s to %(most)s.", least=least, most=most)

    def to_giving(self) -> Giving:
        """What was chosen."""
        return Giving(self.amount.data, self.name.data or "", language())


class RefundForm(BaseForm):
    """How much goes back."""

    amount = AmountField(_l("Amount"), [needed(_l("Write an amount."))])

    def __init__(self, most: Money, **kwargs: Any) -> None:
        """Begin with all that can go back."""
        super().__init__(data={"amount": most}, **kwargs)
