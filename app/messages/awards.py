"""Words of awards: agreement, instalments, settlement."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.awards.models import AwardState, InstalmentState
from grants.kit.acts import Act

WORDS = {
    "agreed-already": _l("Your side agreed already."),
    "granted-another-plan": _l(
        "The group changed the plan after it was sent. This was granted for the plan as it was,"
        " so it cannot begin. Let the group send the new plan."
    ),
    "instalments-differ": _l("The payments together must be %(amount)s."),
    "money-not-there": _l(
        "What you keep is not in the bank or the cash box: %(missing)s is missing."
    ),
}

LABELS = {
    AwardState: {
        AwardState.OFFERED: _l("Waits for both sides"),
        AwardState.ACTIVE: _l("Agreed"),
        AwardState.ACCOUNTED: _l("Accounted for"),
        AwardState.SETTLED: _l("Settled"),
        AwardState.LAPSED: _l("Lapsed"),
    },
    InstalmentState: {
        InstalmentState.PLANNED: _l("to come"),
        InstalmentState.RECEIVED: _l("paid"),
        InstalmentState.CANCELLED: _l("does not come"),
    },
}

ACTS = {
    Act.AWARDS_OFFER: _l("Money was granted."),
    Act.AWARDS_AGREE: _l("%(who)s agreed for one side."),
    Act.AWARDS_LAPSE: _l("The offer lapsed."),
    Act.AWARDS_SETTLE: _l("The award was accounted for."),
    Act.AWARDS_CONCLUDE: _l("The award is settled."),
    Act.AWARDS_LOWER: _l("Less was needed after all. The rest goes back."),
    Act.AWARDS_REOPEN: _l("Money moved after all. The award is open again."),
}

WAITING = {
    Act.AWARDS_AGREE: (
        _l("Agree on the money for %(label)s"),
        _l("Read what you promise each other."),
        "awards.show",
        "award_id",
        "seal",
    ),
}
