"""What members and coaches fill in about their workgroup."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app import messages
from app.fields import BaseForm, ChoiceField, EmailField, NumberField, needed, optional
from grants.kit.access import Role
from grants.workgroups.models import RoundRule


class InviteForm(BaseForm):
    """Whom to ask into the group."""

    role = ChoiceField(_l("As what?"), [needed(_l("Choose as what."))], default=str(Role.MEMBER))
    email = EmailField(
        _l("Mail address"),
        [optional()],
        description=_l("We mail the invitation. Without an address you get a link and a QR code."),
    )
    uses = NumberField(
        _l("How many people may use the link?"), [needed(_l("Write a number."))], default=1
    )

    def __init__(self, roles: list[Role], **kwargs: Any) -> None:
        """Offer the roles that she may ask for."""
        super().__init__(**kwargs)
        self.role.choices = [(str(one), messages.label(one)) for one in roles]


class RoleForm(BaseForm):
    """Another role for a resident."""

    role = ChoiceField(_l("What is she or he from today?"), [needed(_l("Choose as what."))])

    def __init__(self, **kwargs: Any) -> None:
        """Offer the roles of residents."""
        super().__init__(**kwargs)
        self.role.choices = [
            (str(one), messages.label(one)) for one in (Role.MEMBER, Role.TREASURER)
        ]


class RuleForm(BaseForm):
    """How the group decides."""

    rule = ChoiceField(_l("How do you decide?"), [needed(_l("Choose how you decide."))])

    def __init__(self, **kwargs: Any) -> None:
        """Offer the three ways."""
        super().__init__(**kwargs)
        self.rule.choices = [(str(one), messages.label(one)) for one in RoundRule]
