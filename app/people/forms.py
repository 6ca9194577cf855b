"""What people fill in to come in, to join, and about themselves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app.fields import (
    BaseForm,
    ChoiceField,
    CodeField,
    EmailField,
    HiddenField,
    TextField,
    has_length,
    needed,
)
from app.languages import NAMES
from grants.people.rules import ADDRESS_LENGTH, IBAN_NAME_LENGTH, NAME_LENGTH
from grants.people.service.codes import Newcomer

_LONG = _l("This is too long.")


class SignInForm(BaseForm):
    """Where the code goes, and what waits behind the door."""

    email = EmailField(
        _l("Your mail address"),
        [needed(_l("Write your mail address.")), has_length(ADDRESS_LENGTH, _LONG)],
        description=_l("We send you a code of 6 digits."),
    )
    next = HiddenField()
    kept = HiddenField()


class CodeForm(BaseForm):
    """The six digits."""

    code = CodeField(
        _l("The code from the mail"), [InputRequired(_l("Write the 6 digits from the mail."))]
    )
    next = HiddenField()
    kept = HiddenField()


class KeptForm(BaseForm):
    """Carries what was typed one page further."""

    kept = HiddenField()


class JoinForm(BaseForm):
    """Who joins. Without a mail address this phone is the only way in."""

    name = TextField(
        _l("Your name"),
        [needed(_l("Write your name.")), has_length(NAME_LENGTH, _LONG)],
        description=_l("Your first name is enough. Your group sees it."),
    )
    email = EmailField(_l("Your mail address"), [has_length(ADDRESS_LENGTH, _LONG)])

    def to_newcomer(self, language: str) -> Newcomer:
        """What she told."""
        return Newcomer(self.name.data or "", self.email.data or None, language)


class MeForm(BaseForm):
    """Name and language."""

    name = TextField(
        _l("Your name"), [needed(_l("Write your name.")), has_length(NAME_LENGTH, _LONG)]
    )
    language = ChoiceField(_l("Your language"), choices=dict(NAMES))


class AddressForm(BaseForm):
    """A mail address for who had none."""

    email = EmailField(
        _l("Your mail address"),
        [needed(_l("Write your mail address.")), has_length(ADDRESS_LENGTH, _LONG)],
        description=_l("We send you a code of 6 digits."),
    )


class IbanForm(BaseForm):
    """Where somebody is paid back."""

    iban = TextField(
        _l("Your account number"),
        [needed(_l("Write your account number."))],
        description=_l("It begins with NL. It stands on your bank card."),
    )
    name_on_card = TextField(
        _l("The name on your bank card"),
        [needed(_l("Write the name on your bank card.")), has_length(IBAN_NAME_LENGTH, _LONG)],
        description=_l("In the same letters as on the card."),
    )
