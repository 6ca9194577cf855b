"""Words of the report: what is missing, where it is, who did what, and what is not possible."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.reports.models import Leftover
from grants.reports.rules import GapKind, Hands, SourceKind, StepKind
from grants.reports.states import ReportState

WORDS = {
    "accepted-already": _l("Your organisation agreed to this report before."),
    "accepted-by-other": _l("Another organisation agreed to this report. Call them first."),
    "again-why": _l("Say what changed."),
    "answer-too-long": _l("This is too long. Use at most %(most)s letters."),
    "book-moved": _l(
        "The cash book changed after this report was sealed. The report has to be made again."
    ),
    "group-gives-back": _l("The group decided to give back what is left."),
    "leftover-why": _l("Say what you would like to do with it."),
    "no-funder": _l("There is nobody to send this report to yet."),
    "people-both": _l("Fill in both numbers. Zero is also an answer."),
    "people-out-of-range": _l("Write a number from 0 to %(most)s."),
    "photo-no-picture": _l("We cannot show this file. Choose a photo."),
    "photo-not-agreed": _l("Ask everyone on the photo first. Then tick this."),
    "photos-enough": _l("At most %(most)s photos fit. Take one away first."),
    "question-missing": _l("Write what you would like to know."),
    "read-first": _l("Read the report first."),
    "report-changed": _l("Somebody else wrote here too. Below you see both. Nothing is lost."),
    "report-incomplete": _l("The report is not complete yet. You see below what is missing."),
    "report-too-early": _l("The report comes when money was promised and the plan runs."),
}

LABELS = {
    ReportState: {
        ReportState.GATHERING: _l("We are gathering"),
        ReportState.ASKING: _l("The group decides"),
        ReportState.SEALED: _l("Agreed by the group"),
        ReportState.SENT: _l("Sent"),
        ReportState.READ: _l("Was read"),
        ReportState.RETURNED: _l("A question came back"),
        ReportState.ACCEPTED: _l("Accepted"),
    },
    Leftover: {
        Leftover.RETURN: _l("We give it back"),
        Leftover.KEEP: _l("We ask if we may keep it"),
    },
    SourceKind: {
        SourceKind.AWARD: _l("Asked of a fund"),
        SourceKind.GROUP: _l("Our own money"),
        SourceKind.PARTICIPANTS: _l("Visitors paid"),
        SourceKind.OTHER: _l("Gifts"),
        SourceKind.CASH: _l("Difference when the cash box was counted"),
    },
    StepKind: {
        StepKind.WRITE_PLAN: _l("Writing the plan"),
        StepKind.DECIDE: _l("Deciding together"),
        StepKind.SEND: _l("Sending the request"),
        StepKind.APPROVE: _l("Saying yes to receipts"),
        StepKind.PAY: _l("Paying"),
        StepKind.WRITE_REPORT: _l("Making this report"),
    },
    Hands: {
        Hands.OURS: _l("ourselves"),
        Hands.TOGETHER: _l("together"),
        Hands.COACH: _l("coach"),
        Hands.HOLDER: _l("money holder"),
    },
}

# What is missing: what it is called, and what to do about it.
GAPS = {
    GapKind.NOTHING_SPENT: (_l("Receipts"), _l("Nothing was spent yet")),
    GapKind.BILL_NOT_ASKED: (_l("Receipt: %(words)s"), _l("Nobody was asked for a yes yet")),
    GapKind.BILL_NOT_APPROVED: (_l("Receipt: %(words)s"), _l("Waits for a yes of somebody else")),
    GapKind.BILL_REFUSED: (_l("Receipt: %(words)s"), _l("Somebody said no: mend it")),
    GapKind.BILL_NOT_PAID: (_l("Receipt: %(words)s"), _l("Waits to be paid")),
    GapKind.ALLOWANCE_OPEN: (_l("Allowances"), _l("Wait for a yes, or to be paid")),
    GapKind.CASH_MISSING: (
        _l("Money is missing from the cash box"),
        _l("Put it back, or enter a gift for it"),
    ),
    GapKind.LINES_WAIT: (
        _l("The bank statement"),
        _l("Lines of these days wait to be placed by whoever holds the money"),
    ),
    GapKind.RECEIPT_MISSING: (_l("Receipt: %(words)s"), _l("There is no picture of it")),
    GapKind.WHY_MISSING: (_l("%(words)s cost more"), _l("Say why")),
    GapKind.PEOPLE_MISSING: (_l("How many people came?"), _l("Grown-ups and children")),
    GapKind.WENT_MISSING: (_l("What went well?"), _l("A few words are enough")),
    GapKind.AFTER_MISSING: (_l("What do you do next?"), _l("A few words are enough")),
    GapKind.LEFTOVER_MISSING: (_l("Money is left"), _l("Say what happens with it")),
    GapKind.LEFTOVER_WHY_MISSING: (_l("Money is left"), _l("Say why you would like to keep it")),
}
# The act that takes a gap away, on the one main button.
GAP_ACTS = {
    GapKind.NOTHING_SPENT: _l("Note a receipt"),
    GapKind.BILL_NOT_ASKED: _l("Ask for a yes"),
    GapKind.BILL_REFUSED: _l("Mend the receipt"),
    GapKind.RECEIPT_MISSING: _l("Add the picture"),
    GapKind.WHY_MISSING: _l("Say why it cost more"),
    GapKind.PEOPLE_MISSING: _l("Answer the three questions"),
    GapKind.WENT_MISSING: _l("Answer the three questions"),
    GapKind.AFTER_MISSING: _l("Answer the three questions"),
    GapKind.LEFTOVER_MISSING: _l("Choose what happens with what is left"),
    GapKind.LEFTOVER_WHY_MISSING: _l("Choose what happens with what is left"),
}
# Others have to do these first.
WAITING_GAPS = frozenset(
    {
        GapKind.BILL_NOT_APPROVED,
        GapKind.BILL_NOT_PAID,
        GapKind.ALLOWANCE_OPEN,
        GapKind.CASH_MISSING,
        GapKind.LINES_WAIT,
    }
)

ACTS = {
    Act.REPORTS_START: _l("%(who)s began the report."),
    Act.REPORTS_WRITE: _l("%(who)s wrote in the report."),
    Act.REPORTS_PUT: _l("%(who)s asked the group about the report."),
    Act.REPORTS_SEAL: _l("The group agreed. The report is sealed."),
    Act.REPORTS_OBJECT: _l("The group wants to change something in the report first."),
    Act.REPORTS_LAPSE: _l("Too few people answered about the report."),
    Act.REPORTS_SEND: _l("%(who)s sent the report."),
    Act.REPORTS_READ: _l("%(who)s read the report."),
    Act.REPORTS_ASK: _l("%(who)s asked something about the report."),
    Act.REPORTS_ACCEPT: _l("%(who)s agreed to the report."),
}

WAITING = {
    Act.REPORTS_WRITE: (
        _l("Go on with the report: %(label)s"),
        _l("Something has to change first"),
        "reports.number",
        "report_id",
        "pencil",
    ),
    Act.REPORTS_PUT: (
        _l("Ask the group about the report: %(label)s"),
        _l("Your coach said yes"),
        "reports.number",
        "report_id",
        "people",
    ),
    Act.REPORTS_SEND: (
        _l("Send the report: %(label)s"),
        _l("The group agreed"),
        "reports.number",
        "report_id",
        "mail",
    ),
    Act.REPORTS_READ: (
        _l("A report came in: %(label)s"),
        _l("Read it"),
        "reports.desk",
        "report_id",
        "plan",
    ),
    Act.REPORTS_ACCEPT: (
        _l("Agree to the report: %(label)s"),
        _l("Or ask the group something"),
        "reports.desk",
        "report_id",
        "check",
    ),
}
