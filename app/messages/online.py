"""Words of payments through the provider, and of gifts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.payments.models import BackKind, Oddity
from grants.payments.states import BackState, OnlineState

WORDS = {
    "came-online": _l("This came in or went back online. Only the provider can undo it."),
    "debit-on-its-way": _l("A debit for this part is on its way. It is not paid a second time."),
    "gift-too-large": _l("Give at most %(most)s here."),
    "gift-too-small": _l("Give at least %(least)s here."),
    "gifts-closed": _l("This plan takes no gifts now."),
    "gifts-not-now": _l("A plan can be opened for gifts when the group agreed to it."),
    "instalment-not-planned": _l("This part was paid already."),
    "members-open": _l("Members of the group open and close the page for gifts."),
    "online-not-here": _l("Paying online is not possible here."),
    "not-paid-online": _l("This was not paid, so nothing can go back."),
    "settled-already": _l("This difference was settled before."),
}

LABELS = {
    OnlineState: {
        OnlineState.MADE: _l("not paid yet"),
        OnlineState.OPENED: _l("not paid yet"),
        OnlineState.ON_ITS_WAY: _l("on its way"),
        OnlineState.PAID: _l("paid"),
        OnlineState.PART_RETURNED: _l("sent back in part"),
        OnlineState.RETURNED: _l("sent back"),
        OnlineState.REVERSED: _l("taken back by the bank"),
        OnlineState.EXPIRED: _l("not paid in time"),
        OnlineState.FAILED: _l("did not work"),
    },
    BackState: {
        BackState.MADE: _l("asked"),
        BackState.ON_ITS_WAY: _l("on its way"),
        BackState.DONE: _l("done"),
        BackState.FAILED: _l("did not work"),
    },
    BackKind: {
        BackKind.LEFT: _l("What was left"),
        BackKind.REFUND: _l("Sent back"),
        BackKind.REVERSAL: _l("Taken back by the bank"),
    },
    Oddity: {
        Oddity.BEHIND: _l("The provider is further than our book"),
        Oddity.AMOUNT: _l("Another amount than we asked"),
        Oddity.MODE: _l("Test money and real money are mixed"),
        Oddity.MISSING: _l("The provider does not know this payment"),
        Oddity.UNKNOWN: _l("The provider has a payment that we do not know"),
    },
}

ACTS = {
    Act.PAYMENTS_GIFTS: _l("%(who)s opened or closed the page for gifts."),
    Act.PAYMENTS_ONLINE_BACK: _l("Money that was paid online went back."),
    Act.PAYMENTS_ONLINE_BACK_PART: _l("A part of what was paid online went back."),
    Act.PAYMENTS_ONLINE_BEGIN: _l("A payment online was begun."),
    Act.PAYMENTS_ONLINE_COMPARE: _l("%(who)s settled a difference with the payment provider."),
    Act.PAYMENTS_ONLINE_EXPIRE: _l("A payment online was not paid in time."),
    Act.PAYMENTS_ONLINE_FAIL: _l("A payment online did not work."),
    Act.PAYMENTS_ONLINE_LAND: _l("A payment online came in."),
    Act.PAYMENTS_ONLINE_OPEN: _l("The page of the bank was opened."),
    Act.PAYMENTS_ONLINE_REFUND: _l("%(who)s sends money back online."),
    Act.PAYMENTS_ONLINE_RESTORE: _l("Money that had gone back came in again."),
    Act.PAYMENTS_ONLINE_REVERSE: _l("The bank of the payer took money back."),
    Act.PAYMENTS_ONLINE_WAIT: _l("A payment online is on its way."),
    Act.PAYMENTS_SEE: _l("%(who)s read what became of a payment."),
}

_PAGE = ("payments.paid_online", "payment_id", "geld")

WAITING = {
    Act.PAYMENTS_ONLINE_COMPARE: (
        _l("The payment provider says something else than our book"),
        _l("Look at it and say what is right."),
        "payments.differences",
        "difference",
        "geld",
    ),
    Act.PAYMENTS_ONLINE_FAIL: (
        _l("A payment for %(label)s did not work"),
        _l("Look what happened, and pay in another way."),
        *_PAGE,
    ),
    Act.PAYMENTS_ONLINE_LAND: (
        _l("A gift for %(label)s came too late"),
        _l("The account was made already. Send it back."),
        *_PAGE,
    ),
    Act.PAYMENTS_ONLINE_RESTORE: (
        _l("Money for %(label)s came back again"),
        _l("Look what happened."),
        *_PAGE,
    ),
    Act.PAYMENTS_ONLINE_REVERSE: (
        _l("Money for %(label)s was taken back"),
        _l("Look what happened, and what it means for the kas."),
        *_PAGE,
    ),
}
