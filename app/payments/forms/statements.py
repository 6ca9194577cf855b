"""What is filled in about bank statements: accounts, files, columns, and what a line is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError

from app import formats, messages
from app.fields import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    FileField,
    HiddenField,
    LongTextField,
    NumberField,
    TextField,
    needed,
)
from app.gateways.bank import Table
from grants.kit.errors import Invalid
from grants.ledger.models import AccountKind
from grants.payments.models import Reason, Source
from grants.payments.rules.matching import Expected
from grants.payments.rules.statements import Columns, NewAccount, SettingAside
from grants.payments.service.matching import Undoing

NONE = ""


class AccountForm(BaseForm):
    """A bank account whose statements are read."""

    iban = TextField(_l("Account number (IBAN)"), [needed(_l("Write the account number."))])
    name = TextField(_l("What do you call it?"), [needed(_l("Write a name."))])

    def to_new(self) -> NewAccount:
        """Number and name."""
        return NewAccount(self.iban.data or "", self.name.data or "")


class FileForm(BaseForm):
    """A file of the bank."""

    file = FileField(_l("File of your bank"))

    def validate_file(self, _field: FileField) -> None:
        """There is one."""
        if not request.files.get("file"):
            raise ValidationError(_("Choose a file."))

    @property
    def data_of_file(self) -> bytes:
        """Its bytes."""
        found: bytes = request.files["file"].read()
        return found


class ColumnsForm(FileForm):
    """How this bank writes CSV: which column holds what. The same file is chosen once more."""

    skip = NumberField(_l("How many rows stand above the first line?"))
    day = SelectField(_l("Day"))
    day_shape = SelectField(_l("How is the day written?"))
    amount = SelectField(_l("Amount"))
    decimal = SelectField(_l("What stands before the cents?"))
    came = SelectField(_l("A second column of amounts, for what came in"))
    sign = SelectField(_l("A column that says which way it went"))
    minus = TextField(_l("What does it say when money went out?"))
    account = SelectField(_l("Your account number"))
    iban = SelectField(_l("Account number of the other side"))
    name = SelectField(_l("Name of the other side"))
    words = SelectField(_l("Description"))
    end_to_end = SelectField(_l("Reference of the payment"))
    balance = SelectField(_l("Balance after the line"))
    delimiter = HiddenField()
    encoding = SelectField(_l("Letters"))

    def __init__(self, table: Table | None, now: Columns | None, **kwargs: Any) -> None:
        """Begin with what is known, and name the columns by the first row."""
        super().__init__(data=_begun(table, now), **kwargs)
        heads = table.rows[0] if table else ()
        many = max((len(row) for row in table.rows), default=0) if table else 60
        columns = [(str(no), _head(no, heads)) for no in range(many)]
        self.day.choices = self.amount.choices = columns
        for name in _MAY_LACK:
            self[name].choices = [(NONE, _("not there")), *columns]
        self.day_shape.choices = [
            ("ymd", _("year, month, day")),
            ("dmy", _("day, month, year")),
            ("mdy", _("month, day, year")),
        ]
        self.decimal.choices = [(",", _("a comma")), (".", _("a point"))]
        self.encoding.choices = [
            (NONE, _("find out")),
            ("utf-8", "UTF-8"),
            ("cp1252", "Windows-1252"),
            ("utf-16", "UTF-16"),
        ]

    def to_columns(self) -> Columns:
        """As the reader takes it. Refuses ``columns-clash``."""
        words = self._place("words")
        return Columns(
            day=int(self.day.data),
            amount=int(self.amount.data),
            delimiter=self.delimiter.data or ";",
            encoding=self.encoding.data or "",
            skip=self.skip.data or 0,
            day_shape=self.day_shape.data,
            decimal=self.decimal.data,
            came=self._place("came"),
            sign=self._place("sign"),
            minus=self.minus.data or "af",
            account=self._place("account"),
            iban=self._place("iban"),
            name=self._place("name"),
            words=() if words is None else (words,),
            end_to_end=self._place("end_to_end"),
            balance=self._place("balance"),
        )

    def _place(self, name: str) -> int | None:
        chosen = self[name].data
        return int(chosen) if chosen else None


_MAY_LACK = ("came", "sign", "account", "iban", "name", "words", "end_to_end", "balance")


def _begun(table: Table | None, now: Columns | None) -> dict[str, Any]:
    known = (table.guess if table else None) or now
    begun: dict[str, Any] = {"skip": 1, "minus": "Af", "delimiter": ";", "decimal": ","}
    begun |= _by_words(table.rows[0]) if table else {}
    if known is not None:
        begun |= {name: getattr(known, name) for name in known.__slots__}
        begun["words"] = known.words[0] if known.words else None
    if table is not None:
        begun["delimiter"] = table.delimiter
    return {
        name: str(value) if name in (*_MAY_LACK, "day", "amount") and value is not None else value
        for name, value in begun.items()
    }


# Where a head begins with one of these words, it is likely that column.
_HEADS = {
    "day": ("datum", "date", "boekdatum", "boekingsdatum", "dag"),
    "amount": ("bedrag", "amount", "transactiebedrag"),
    "sign": ("af bij", "af/bij", "debit/credit", "d/c"),
    "iban": ("tegenrekening", "counter", "rekening ander"),
    "name": ("naam", "name", "tegenpartij"),
    "words": ("omschrijving", "mededeling", "description"),
    "balance": ("saldo", "balance"),
}


def _by_words(heads: Sequence[str]) -> dict[str, Any]:
    """What the heads say by themselves; a day is written the Dutch way unless somebody knows."""
    found: dict[str, Any] = {"day_shape": "dmy"}
    for name, words in _HEADS.items():
        for no, head in enumerate(heads):
            if head.casefold().startswith(words):
                found.setdefault(name, no)
    return found


def _head(no: int, heads: Sequence[str]) -> str:
    words = heads[no] if no < len(heads) else ""
    return f"{no + 1} · {words}" if words else str(no + 1)


class SureForm(BaseForm):
    """All that is sure, as the page showed it."""

    mark = HiddenField()


class LikelyForm(BaseForm):
    """What is likely, as far as somebody ticks it."""

    keys = ChoicesField(_l("Tick what is right"), validate_choice=False)

    def __init__(self, rows: Sequence[tuple[str, str, str]] = (), **kwargs: Any) -> None:
        """``rows``: key, words, small words."""
        super().__init__(**kwargs)
        self.keys.choices = [(key, words) for key, words, _note in rows]
        self.hints = {key: note for key, _words, note in rows}


class LineForm(BaseForm):
    """What one line pays, perhaps with other lines."""

    things = ChoicesField(_l("What is it?"))
    also = ChoicesField(_l("Together with these lines"))

    def __init__(
        self, things: Sequence[Expected], others: Mapping[UUID, str], **kwargs: Any
    ) -> None:
        """Give what it could be, and the lines that could belong to it."""
        super().__init__(**kwargs)
        self.things.choices = [
            (one.key, one.words or str(messages.label(one.kind))) for one in things
        ]
        self.hints = {one.key: _hint(one) for one in things}
        self.also.choices = [(str(one), words) for one, words in others.items()]

    @property
    def lines(self) -> list[UUID]:
        """The lines that were ticked beside it."""
        return [UUID(one) for one in self.also.data or ()]


def _hint(one: Expected) -> str:
    amount = formats.apart(formats.money(one.amount))
    parts = [messages.label(one.kind), amount, formats.day(one.on)]
    return " · ".join([*parts, *(formats.apart(known) for known in one.references[:1])])


class PlanForm(BaseForm):
    """Of which plan it is."""

    plan = ChoiceField(_l("Of which plan?"), [needed(_l("Choose a plan."))])

    def __init__(self, plans: Mapping[UUID, str], **kwargs: Any) -> None:
        """Give the plans whose money lies there."""
        super().__init__(**kwargs)
        self.plan.choices = [(str(one), title) for one, title in plans.items()]

    @property
    def plan_id(self) -> UUID:
        """The plan that was chosen."""
        return UUID(self.plan.data)


class OwnMoneyForm(PlanForm):
    """Contributions, a gift."""

    source = ChoiceField(_l("From whom?"), [needed(_l("Choose from whom."))])
    words = TextField(_l("A few words about it"))

    def __init__(self, plans: Mapping[UUID, str], **kwargs: Any) -> None:
        """Give the sources as well."""
        super().__init__(plans, **kwargs)
        self.source.choices = [(str(one), messages.label(one)) for one in Source]

    @property
    def from_whom(self) -> Source:
        """The source that was chosen."""
        return Source(self.source.data)


class MovedForm(PlanForm):
    """To or from another place of the plan's money."""

    place = ChoiceField(_l("Which other place?"), [needed(_l("Choose bank or cash box."))])

    def __init__(
        self, plans: Mapping[UUID, str], places: Sequence[AccountKind], **kwargs: Any
    ) -> None:
        """Give the other places."""
        super().__init__(plans, **kwargs)
        self.place.choices = [(str(one), messages.label(one)) for one in places]

    @property
    def other(self) -> AccountKind:
        """The place that was chosen."""
        return AccountKind(self.place.data)


class AsideForm(BaseForm):
    """Why a line belongs to nothing here."""

    reason = ChoiceField(_l("Why?"), [needed(_l("Choose why."))])
    why = LongTextField(_l("A few words about it"))

    def __init__(self, reasons: Sequence[Reason], **kwargs: Any) -> None:
        """Give the reasons that fit this account."""
        super().__init__(**kwargs)
        self.reason.choices = [(str(one), messages.label(one)) for one in reasons]

    def to_setting_aside(self) -> SettingAside:
        """Reason and words."""
        return SettingAside(Reason(self.reason.data), self.why.data or "")


class GroupForm(BaseForm):
    """Of which group a line is, when nobody knows yet what it is."""

    group = ChoiceField(_l("Which group waits for it?"), [needed(_l("Choose a group."))])

    def __init__(self, groups: Mapping[UUID, str], now: UUID | None, **kwargs: Any) -> None:
        """Give the groups; all of them is a choice too."""
        super().__init__(data={"group": str(now or "all")}, **kwargs)
        named = [(str(one), name) for one, name in groups.items()]
        self.group.choices = [("all", _("We do not know: all groups")), *named]

    @property
    def group_id(self) -> UUID | None:
        """The group that was chosen."""
        return None if self.group.data == "all" else UUID(self.group.data)


class UndoForm(BaseForm):
    """Why a match was wrong, and whether its booking was wrong too."""

    mirror = ChoiceField(_l("Is the booking wrong too?"), [needed(_l("Choose one."))])
    why = LongTextField(_l("What was wrong?"), [needed(_l("Write what is wrong."))])

    def __init__(self, **kwargs: Any) -> None:
        """Say what each means."""
        super().__init__(**kwargs)
        self.mirror.choices = [
            ("keep", _("No: it is another line that belongs to it")),
            ("mirror", _("Yes: undo the booking as well")),
        ]
        self.hints = {
            "mirror": _("A receipt or an allowance then has to be noted and agreed anew."),
        }

    def to_undoing(self) -> Undoing:
        """Words and choice."""
        return Undoing(self.why.data or "", self.mirror.data == "mirror")


def columns_refused(form: ColumnsForm) -> Columns | None:
    """The columns, or the no beside its field."""
    try:
        return form.to_columns()
    except Invalid as refusal:
        form.refuse(refusal)
        return None
