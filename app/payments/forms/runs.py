"""What is filled in about pay runs: what goes in, the looks, what the bank did, accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange

from app import formats, messages
from app.clock import today
from app.fields import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    DayField,
    LongTextField,
    NumberField,
    TextField,
    has_length,
    needed,
    optional,
)
from grants.kit.money import Money
from grants.payments.models import FileKind, PayAccount, PayRun
from grants.payments.models.accounts import NAME_LENGTH, TERM_DAYS
from grants.payments.models.runs import FailedWhy, Payment
from grants.payments.queries.shown import AtBank
from grants.payments.rules.runs import AccountData, Choosing, Due, Outcome, PayeeData

PAID = "paid"


class RunForm(BaseForm):
    """What goes into a run, and when the bank pays."""

    keys = ChoicesField(_l("What do you pay?"), [needed(_l("Choose at least one."))])
    pay_on = DayField(_l("When does the bank pay?"), [needed(_l("Choose the day."))])

    def __init__(self, due: Sequence[tuple[Due, str, str]], **kwargs: Any) -> None:
        """All that can be paid is ticked at first. ``due``: with its words and small words."""
        keys = [one.key for one, _title, _note in due]
        super().__init__(data={"keys": keys, "pay_on": today()}, **kwargs)
        self.keys.choices = [(one.key, title) for one, title, _note in due]
        self.hints = {one.key: note for one, _title, note in due}

    def to_choosing(self) -> Choosing:
        """The keys and the day."""
        return Choosing(frozenset(self.keys.data or ()), self.pay_on.data)


class ApproveForm(BaseForm):
    """A look at each payment that asks for one."""

    looked = ChoicesField(_l("Look at these first. I looked at:"))

    def __init__(self, run: PayRun, **kwargs: Any) -> None:
        """One tick for each."""
        super().__init__(**kwargs)
        asking = [one for one in run.living if one.looks]
        self.looked.choices = [(str(one.id), _payment_words(one)) for one in asking]
        self.hints = {str(one.id): look_words(one) for one in asking}

    def to_looked(self) -> frozenset[UUID]:
        """The payments that she looked at."""
        return frozenset(UUID(one) for one in self.looked.data or ())


class ResultForm(BaseForm):
    """On which day the bank paid; for each payment whether it did."""

    on = DayField(_l("On which day did the bank pay?"), [needed(_l("Choose the day."))])

    def __init__(self, **kwargs: Any) -> None:
        """Begin with today."""
        super().__init__(data={"on": today()}, **kwargs)

    def to_outcome(self) -> Outcome:
        """The day, and why each payment failed that did."""
        failed = {
            UUID(field.name.removeprefix("of-")): FailedWhy(field.data)
            for field in self.answers
            if field.data != PAID
        }
        return Outcome(self.on.data, failed)

    @property
    def answers(self) -> list[Any]:
        """One field for each payment."""
        return [field for field in self if field.name.startswith("of-")]


def result_form(run: PayRun, shown: Mapping[UUID, AtBank]) -> ResultForm:
    """The form for this run: one answer for each payment, at first what the bank shows, or "paid"."""
    choices = [(PAID, _("Paid")), *((str(why), messages.label(why)) for why in FailedWhy)]
    fields = {
        f"of-{one.id.hex}": ChoiceField(_payment_words(one), default=_answer(shown.get(one.id)))
        for one in run.living
    }
    form: ResultForm = type("ResultOfRun", (ResultForm,), fields)()
    for answer in form.answers:
        answer.choices = choices
    return form


def _answer(at_bank: AtBank | None) -> str:
    came_back = at_bank is not None and at_bank.back is not None
    return str(FailedWhy.OTHER) if came_back else PAID


class WithdrawForm(BaseForm):
    """Why the bank does not pay it."""

    why = LongTextField(_l("Why is it withdrawn?"), [needed(_l("Write why."))])


class AccountForm(BaseForm):
    """The account that is paid from, or where a group's own money lies."""

    name = TextField(
        _l("Name of the account holder"),
        [needed(_l("Write the name.")), has_length(NAME_LENGTH, _l("This is too long."))],
    )
    iban = TextField(_l("Account number (IBAN)"))
    file_kind = ChoiceField(_l("Which file does your bank take?"))
    term_days = NumberField(
        _l("Within how many days do you pay?"),
        [needed(_l("Write a number of days.")), NumberRange(1, 90, _l("Between 1 and 90 days."))],
    )

    def __init__(self, account: PayAccount | None, *, runs: bool = True, **kwargs: Any) -> None:
        """Begin with what stands; the number is never shown again. ``runs``: are runs made here?"""
        data = {
            "name": account.name if account else "",
            "file_kind": str(account.file_kind if account else FileKind.PAIN_09),
            "term_days": account.term_days if account else TERM_DAYS,
        }
        super().__init__(data=data, **kwargs)
        self.file_kind.choices = [(str(kind), messages.label(kind)) for kind in FileKind]
        if account is not None:
            self.iban.description = _(
                "Now the number ending in %(last4)s. Leave this empty to keep it.",
                last4=account.last4,
            )
        self.kept = account
        if not runs:
            del self.file_kind
            del self.term_days

    def to_account(self) -> AccountData:
        """What was filled in."""
        iban, name, kept = self.iban.data or "", self.name.data or "", self.kept
        if "file_kind" in self:
            return AccountData(iban, name, FileKind(self.file_kind.data), self.term_days.data or 0)
        if kept is not None:
            return AccountData(iban, name, kept.file_kind, kept.term_days)
        return AccountData(iban, name)


class PayeeForm(BaseForm):
    """Where a shop or an organisation is paid."""

    name = TextField(
        _l("Name of the account holder"),
        [needed(_l("Write the name."))],
        description=_l("As it stands on the invoice, in letters that banks take."),
    )
    iban = TextField(_l("Account number (IBAN)"), [needed(_l("Write the account number."))])

    def to_payee(self, due: Due) -> PayeeData:
        """What was filled in, of whom this is paid to."""
        return PayeeData(
            self.iban.data or "",
            self.name.data or "",
            organisation_id=due.organisation_id,
            shop=due.shop,
        )


class HandInForm(BaseForm):
    """Nothing is asked; it does its work once."""

    note = TextField(validators=[optional()])


def look_words(payment: Payment) -> str:
    """What asks for a look, as a sentence."""
    return " ".join(messages.label(look) for look in payment.asks)


def payee_words(name: str, last4: str | None, amount: Money) -> str:
    """Whom, where to, how much: in this order, whichever way the page runs."""
    parts = (name, formats.iban4(last4), formats.money(amount))
    return " · ".join(formats.apart(part) for part in parts)


def _payment_words(payment: Payment) -> str:
    return payee_words(payment.name, payment.last4, payment.amount)
