"""Words of the holder's desk: money that came, went back or moved."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.payments.states import ArrivalState

WORDS = {
    "holder-enters": _l("Whoever holds the money enters this."),
    "over-owed": _l("No more than %(left)s has to go back."),
    "over-promised": _l("Only %(left)s is still to come of this award."),
    "place-unknown": _l("Choose bank or cash box."),
}

LABELS = {
    ArrivalState: {
        ArrivalState.ENTERED: _l("in the book"),
        ArrivalState.MIRRORED: _l("undone"),
    },
}

ACTS = {
    Act.PAYMENTS_ENTER: _l("%(who)s entered money that came in."),
    Act.PAYMENTS_MIRROR: _l("%(who)s undid a booking."),
    Act.PAYMENTS_MOVE: _l("%(who)s moved money between bank and cash box."),
    Act.PAYMENTS_RETURN: _l("%(who)s sent money back."),
}

WAITING = {
    Act.PAYMENTS_ENTER: (
        _l("Money should come in for %(label)s"),
        _l("Enter it when it is there."),
        "payments.receive",
        "instalment_id",
        "geld",
    ),
    Act.PAYMENTS_RETURN: (
        _l("Money of %(label)s goes back"),
        _l("Send it back and enter it."),
        "payments.index",
        "award",
        "geld",
    ),
}
