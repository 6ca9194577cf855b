"""What a manager fills in about a pot."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange

from app import messages
from app.fields import (
    AmountField,
    BaseForm,
    ChoiceField,
    ChoicesField,
    DayField,
    LongTextField,
    NumberField,
    TextField,
    TickField,
    needed,
    optional,
)
from grants.funds.models import Channel, Fund
from grants.funds.service import Rules
from grants.proposals.models import LineKind

WEEKS = 6


class FundForm(BaseForm):
    """A pot and its simple rules."""

    name = TextField(_l("Name of the fund"), [needed(_l("Write a name."))])
    words = LongTextField(
        _l("What is it for?"),
        [needed(_l("Write what it is for."))],
        description=_l("In one or two short sentences. Groups read this."),
    )
    least = AmountField(_l("Lowest amount"), description=_l("Empty: no lowest amount."))
    most = AmountField(_l("Highest amount"), description=_l("Empty: no highest amount."))
    opens_on = DayField(_l("Opens on"), [needed(_l("Choose a day."))])
    closes_on = DayField(_l("Last day to ask"), description=_l("Empty: always open."))
    answer_weeks = NumberField(
        _l("Weeks until the answer"),
        [
            needed(_l("Write a number of weeks.")),
            NumberRange(1, 52, _l("Between 1 and 52 weeks.")),
        ],
        default=WEEKS,
    )
    own_one_in = NumberField(
        _l("Own money: 1 of every … euros"),
        [optional(), NumberRange(2, 100, _l("Between 2 and 100."))],
        description=_l("Write 4 when one of every four euros is the group's own. Empty: no rule."),
    )
    excluded = ChoicesField(_l("What it never pays"), validate_choice=False)
    no_allowance = TickField(
        _l("No volunteer allowances from this money"),
        description=_l("The people who ask may not be paid from it."),
    )
    shift_free = AmountField(
        _l("Moving money between costs: free up to"),
        description=_l(
            "Above this, in all, the group asks you first. 0: always ask. Empty: never ask."
        ),
    )
    channel = ChoiceField(_l("Where do groups ask?"), default=str(Channel.HERE))
    open = TickField(_l("Groups can see this fund"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the choices in the language of the page."""
        super().__init__(*args, **kwargs)
        self.excluded.choices = [(str(kind), messages.label(kind)) for kind in LineKind]
        self.channel.choices = [(str(kind), messages.label(kind)) for kind in Channel]

    def to_rules(self) -> Rules:
        """The pot as it was written."""
        kinds = {str(kind) for kind in LineKind}
        return Rules(
            name=self.name.data or "",
            words=self.words.data or "",
            opens_on=self.opens_on.data,
            least=self.least.data,
            most=self.most.data,
            closes_on=self.closes_on.data,
            answer_weeks=self.answer_weeks.data or WEEKS,
            own_one_in=self.own_one_in.data,
            excluded=frozenset(kinds & set(self.excluded.data or [])),
            no_allowance=bool(self.no_allowance.data),
            shift_free=self.shift_free.data,
            channel=Channel(self.channel.data),
            open=bool(self.open.data),
        )


def as_written(fund: Fund) -> dict[str, Any]:
    """A pot as the form shows it."""
    return {
        "name": fund.name,
        "words": fund.words,
        "least": fund.least,
        "most": fund.most,
        "opens_on": fund.opens_on,
        "closes_on": fund.closes_on,
        "answer_weeks": fund.answer_weeks,
        "own_one_in": fund.own_one_in,
        "excluded": sorted(fund.excluded_kinds),
        "no_allowance": fund.no_allowance,
        "shift_free": fund.shift_free,
        "channel": str(fund.channel),
        "open": fund.open,
    }
