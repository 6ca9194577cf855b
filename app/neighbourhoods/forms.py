"""What an operator fills in to make a place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app import messages
from app.fields import (
    AmountField,
    BaseForm,
    ChoiceField,
    ChoicesField,
    EmailField,
    NumberField,
    TextField,
    TickField,
    needed,
    optional,
)
from grants.kit.access import Role
from grants.kit.money import Money
from grants.mandates.rules import USUAL_LIMIT, Template
from grants.neighbourhoods.models import Hue, Organisation, OrganisationKind, Pictogram, Theme
from grants.neighbourhoods.rules import FIVE
from grants.neighbourhoods.service import NewNeighbourhood, NewOrganisation, NewPlace, NewTheme
from grants.workgroups.models import RoundRule
from grants.workgroups.service import NewWorkgroup

_NAME = _l("Write a name.")


class NeighbourhoodForm(BaseForm):
    """What the place is called."""

    name = TextField(_l("Name of the neighbourhood"), [needed(_NAME)])
    town = TextField(_l("Town"), [needed(_l("Write the town."))])
    programme = TextField(
        _l("Programme"), description=_l("For instance “Bloeiend Zuid West”. May stay empty.")
    )

    def to_neighbourhood(self) -> NewNeighbourhood:
        """The place that was typed."""
        return NewNeighbourhood(
            self.name.data or "", self.town.data or "", self.programme.data or ""
        )


class FiveForm(BaseForm):
    """The five O's, to tick."""

    themes = ChoicesField(
        _l("The five O's"), [needed(_l("Tick at least one theme."))], validate_choice=True
    )

    def __init__(self, taken: set[str], **kwargs: Any) -> None:
        """Offer those that are not there yet, all ticked."""
        super().__init__(**kwargs)
        self.themes.choices = [(name, name) for name, _hue, _icon in FIVE if name not in taken]
        if not self.is_submitted():
            self.themes.data = [name for name, _hue, _icon in FIVE if name not in taken]

    def to_themes(self) -> list[NewTheme]:
        """Those that were ticked, in their own order."""
        ticked = set(self.themes.data or [])
        return [NewTheme(name, hue, icon) for name, hue, icon in FIVE if name in ticked]


class ThemeForm(BaseForm):
    """A theme of one's own."""

    name = TextField(_l("Name of the theme"), [needed(_NAME)])
    hue = ChoiceField(_l("Colour"), [needed(_l("Choose a colour."))])
    pictogram = ChoiceField(_l("Drawing"), [needed(_l("Choose a drawing."))])

    def __init__(self, **kwargs: Any) -> None:
        """Offer the colours and drawings that the theme of the app has."""
        super().__init__(**kwargs)
        self.hue.choices = [(str(one), messages.label(one)) for one in Hue]
        self.pictogram.choices = [(str(one), messages.label(one)) for one in Pictogram]

    def to_theme(self) -> NewTheme:
        """The theme that was chosen."""
        return NewTheme(self.name.data or "", Hue(self.hue.data), Pictogram(self.pictogram.data))


class OrganisationForm(BaseForm):
    """A partner, and what it does for groups."""

    name = TextField(_l("Name of the organisation"), [needed(_NAME)])
    kind = ChoiceField(_l("What sort of organisation is it?"), [needed(_l("Choose what it is."))])
    funder = TickField(_l("It gives money to plans"))
    holder = TickField(_l("It holds the money for groups and pays for them"))
    portal_url = TextField(
        _l("Address of its own portal"),
        description=_l("Only if it takes requests there and not here. May stay empty."),
    )

    def __init__(self, **kwargs: Any) -> None:
        """Offer the kinds."""
        super().__init__(**kwargs)
        self.kind.choices = [(str(one), messages.label(one)) for one in OrganisationKind]

    def to_organisation(self) -> NewOrganisation:
        """The partner that was typed."""
        return NewOrganisation(
            self.name.data or "",
            OrganisationKind(self.kind.data),
            funder=bool(self.funder.data),
            holder=bool(self.holder.data),
            portal_url=self.portal_url.data or "",
        )


class PlaceForm(BaseForm):
    """Where groups can meet."""

    name = TextField(_l("Name of the place"), [needed(_NAME)])
    address = TextField(_l("Address"))
    price = AmountField(
        _l("What does one time cost?"),
        [optional()],
        description=_l("0 when it is free. May stay empty."),
    )

    def to_place(self) -> NewPlace:
        """The place that was typed."""
        return NewPlace(self.name.data or "", self.address.data or "", self.price.data)


class SeatForm(BaseForm):
    """Somebody who works at a partner organisation."""

    role = ChoiceField(_l("What will she or he do?"), [needed(_l("Choose a task."))])
    email = EmailField(
        _l("Mail address"),
        [optional()],
        description=_l("We mail the invitation. Without an address you get a link and a QR code."),
    )

    def __init__(self, organisation: Organisation, **kwargs: Any) -> None:
        """Offer the tasks that this organisation has."""
        super().__init__(**kwargs)
        fits = {Role.MANAGER}
        fits |= {Role.REVIEWER, Role.DECIDER} if organisation.funder else set()
        fits |= {Role.PAYER} if organisation.holder else set()
        self.role.choices = [(str(one), messages.label(one)) for one in Role if one in fits]


class GroupForm(BaseForm):
    """A group of people."""

    name = TextField(
        _l("Name of the group"), [needed(_NAME)], description=_l("For instance “Vrouwengroep”.")
    )


class WorkgroupForm(BaseForm):
    """A workgroup as it starts: theme, money, hands, rule, coach."""

    name = TextField(_l("Name of the workgroup"), [needed(_NAME)])
    theme_id = ChoiceField(_l("Theme"), [needed(_l("Choose a theme."))])
    size_aimed = NumberField(
        _l("For how many neighbours?"), [needed(_l("Write a number."))], default=4
    )
    holder_id = ChoiceField(_l("Who holds the money?"), [needed(_l("Choose who holds the money."))])
    template = ChoiceField(_l("What does the group do itself?"), default=str(Template.STARTING))
    limit = AmountField(
        _l("One other person may say yes to a receipt up to"),
        [needed(_l("Write an amount."))],
        default=USUAL_LIMIT,
        description=_l("Above it the group decides together."),
    )
    rule = ChoiceField(_l("How does the group decide?"), default=str(RoundRule.CONSENT))
    coach = EmailField(
        _l("Mail address of the coach"),
        [optional()],
        description=_l("We mail the invitation. You can also do this later."),
    )

    def __init__(self, themes: list[Theme], holders: list[Organisation], **kwargs: Any) -> None:
        """Offer what the neighbourhood has."""
        super().__init__(**kwargs)
        self.theme_id.choices = [(str(one.id), one.name) for one in themes]
        self.holder_id.choices = [(str(one.id), one.name) for one in holders]
        self.template.choices = [(str(one), messages.label(one)) for one in Template]
        self.rule.choices = [(str(one), messages.label(one)) for one in RoundRule]
        if not self.is_submitted() and len(holders) == 1:
            self.holder_id.data = str(holders[0].id)

    def to_workgroup(self) -> NewWorkgroup:
        """The workgroup that was chosen."""
        return NewWorkgroup(
            self.name.data or "",
            UUID(self.theme_id.data),
            UUID(self.holder_id.data),
            self.size_aimed.data or 0,
            RoundRule(self.rule.data),
        )

    def to_template(self) -> tuple[Template, Money]:
        """Where its rights lie, and its limit."""
        return Template(self.template.data), self.limit.data or USUAL_LIMIT
