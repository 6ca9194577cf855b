"""Words about the place and its partners."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.neighbourhoods.models import Hue, OrganisationKind, Pictogram

WORDS = {
    "name-missing": _l("Write a name."),
    "name-taken": _l("This name is there already."),
    "not-the-operator": _l("Only who runs Wijkkas can do this."),
    "price-below-zero": _l("An amount below zero cannot be."),
    "seat-ended": _l("This has ended already."),
}

LABELS = {
    Hue: {
        Hue.HONING: _l("honey"),
        Hue.WATER: _l("water"),
        Hue.MOS: _l("moss"),
        Hue.DRUIF: _l("grape"),
        Hue.FRAMBOOS: _l("raspberry"),
    },
    Pictogram: {
        Pictogram.ONTMOETING: _l("two cups"),
        Pictogram.ONTSPANNING: _l("leisure"),
        Pictogram.OMGEVING: _l("surroundings"),
        Pictogram.ONTWIKKELING: _l("learning"),
        Pictogram.OPVOEDING: _l("children"),
        Pictogram.ZAAL: _l("a room"),
        Pictogram.SPULLEN: _l("materials"),
        Pictogram.ETEN: _l("food"),
        Pictogram.OPPAS: _l("childcare"),
        Pictogram.FLYERS: _l("publicity"),
        Pictogram.REIZEN: _l("travel"),
        Pictogram.BEGELEIDER: _l("a trainer"),
        Pictogram.ANDERS: _l("something else"),
        Pictogram.PEOPLE: _l("people"),
        Pictogram.PLANT: _l("a plant"),
    },
    OrganisationKind: {
        OrganisationKind.MUNICIPALITY: _l("municipality"),
        OrganisationKind.WELFARE: _l("welfare organisation"),
        OrganisationKind.FUND: _l("fund"),
        OrganisationKind.ASSOCIATION: _l("association"),
        OrganisationKind.SCHOOL: _l("school"),
        OrganisationKind.FAITH: _l("mosque, church or temple"),
        OrganisationKind.CLUB: _l("club"),
    },
}

ACTS = {
    Act.NEIGHBOURHOODS_CHANGE: _l("%(who)s added something to the neighbourhood."),
    Act.NEIGHBOURHOODS_CREATE: _l("%(who)s made this."),
    Act.NEIGHBOURHOODS_SEAT: _l("%(person)s came to work here: %(role)s."),
    Act.NEIGHBOURHOODS_UNSEAT: _l("%(person)s stopped here: %(role)s."),
}
