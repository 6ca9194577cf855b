"""What is filled in about bank statements: accounts, files, columns, and what a line is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app import formats, messages
from app.fields import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    FileField,
    HiddenField,
    LongTextField,
    TextField,
    needed,
)
from grants.ledger.models import AccountKind
from grants.payments.models import Reason, Source
from grants.payments.rules.matching import Expected
from grants.payments.rules.statements import NewAccount, SettingAside
from grants.payments.service.tying import Undoing

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
        file = request.files["file"]
        file.seek(0)
        found: bytes = file.read()
        return found


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
