"""Words of the yearly cash audit."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.audits.models import Conclusion, Looked, Reason
from grants.audits.states import AuditState
from grants.kit.acts import Act

WORDS = {
    "audit-changed": _l("Something changed since you opened this page. Read it once more."),
    "audit-conclude-first": _l("Say first what you found in all."),
    "audit-count-first": _l(
        "First you two count the cash box: one counts, the other says so on her own phone."
    ),
    "audit-findings-missing": _l("Write in a few words what you found."),
    "audit-kept-book": _l("She paid or entered money in that year. Choose somebody else."),
    "audit-members-only": _l("Two members of the group do this."),
    "audit-not-all-right": _l(
        "Not everything was right: a payment, or the cash box. Choose another answer."
    ),
    "audit-not-here": _l("Choose somebody who is in the group now."),
    "audit-not-looked": _l("You did not look at %(count)s of the payments yet."),
    "audit-not-treasurer": _l("The treasurer kept the book, so others look at it."),
    "audit-own-payment": _l("You had to do with this payment. Let the other one look at it."),
    "audit-signed-before": _l("You signed already."),
    "audit-there": _l("The book of this year is being looked at, or was."),
    "audit-two-do": _l("Two others look at this year's book."),
    "audit-two-others": _l("Choose two different people."),
    "audit-was-treasurer": _l("She was treasurer in that year. Choose somebody else."),
    "audit-why-missing": _l("Write why you stop."),
    "audit-words-missing": _l("Write what is not right."),
    "audit-year-unknown": _l("Choose a year that has bookings."),
}

LABELS = {
    AuditState: {
        AuditState.OPENED: _l("not begun"),
        AuditState.DOING: _l("busy"),
        AuditState.SIGNING: _l("waits for the second signature"),
        AuditState.SEALED: _l("signed by both"),
        AuditState.WITHDRAWN: _l("stopped"),
    },
    Conclusion: {
        Conclusion.RIGHT: _l("it is right"),
        Conclusion.REMARKS: _l("it is right, with remarks"),
        Conclusion.WRONG: _l("it is not right"),
    },
    Looked: {Looked.RIGHT: _l("Right"), Looked.WRONG: _l("Not right")},
    Reason: {Reason.LARGEST: _l("one of the largest"), Reason.DRAWN: _l("drawn by chance")},
}

ACTS = {
    Act.AUDITS_CONCLUDE: _l("%(who)s wrote what came out of the cash audit."),
    Act.AUDITS_LOOK: _l("%(who)s looked at a payment for the cash audit."),
    Act.AUDITS_OPEN: _l("%(who)s began a cash audit."),
    Act.AUDITS_REOPEN: _l("%(who)s opened the cash audit again before it was signed by both."),
    Act.AUDITS_SIGN: _l("%(who)s signed the cash audit."),
    Act.AUDITS_WITHDRAW: _l("%(who)s stopped the cash audit."),
}

WAITING = {
    Act.AUDITS_LOOK: (
        _l("Cash audit: %(label)s"),
        _l("Look at the payments, with two"),
        "audits.show",
        "audit_id",
        "check",
    ),
    Act.AUDITS_SIGN: (
        _l("Sign the cash audit: %(label)s"),
        _l("The other one signed"),
        "audits.show",
        "audit_id",
        "seal",
    ),
}
