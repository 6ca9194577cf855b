"""Words of bank statements: files that cannot be, lines, and what they are matched with."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.payments.models import Format, MatchKind, Reason
from grants.payments.rules.matching import ExpectedKind
from grants.payments.states import LineState

WORDS = {
    "account-known": _l("This account is here already."),
    "columns-clash": _l("These columns do not go together. Choose the day and the amount anew."),
    "group-unknown": _l("Choose one of the groups."),
    "line-matched": _l("This line is matched. Undo the match instead."),
    "proposals-changed": _l("Somebody else was at work here. Look at the list again, please."),
    "statement-broken": _l(
        "The file is broken or not whole. Fetch it at your bank once more; nothing was taken in."
    ),
    "statement-currency": _l("There is money in %(currency)s in it. We keep books in euro."),
    "statement-does-not-add-up": _l(
        "Opening balance and lines are not the closing balance: %(off)s is missing. Fetch the file anew."
    ),
    "statement-doubts": _l(
        "Some lines may stand here already: the same day, and alone or together the same amount. Tick those, and choose the file once more. Nothing was taken in yet."
    ),
    "statement-doubts-many": _l(
        "%(count)s lines may stand here already: too many to ask about. Look at the columns, or fetch a shorter period. Nothing was taken in."
    ),
    "statement-empty": _l("There is no statement in this file."),
    "statement-known": _l("This very file was read on %(at)s. Nothing changes."),
    "statement-other-account": _l(
        "This file is of another account, which ends in %(last4)s. Nothing was taken in."
    ),
    "statement-row-amount": _l(
        "Row %(row)s: “%(told)s” is no amount as you chose. Look at its column, and at what stands before the cents."
    ),
    "statement-row-currency": _l(
        "Row %(row)s is in %(told)s. We keep books in euro; nothing was taken in."
    ),
    "statement-row-day": _l(
        "Row %(row)s: “%(told)s” is no day as you chose. Look at its column, and at how the day is written."
    ),
    "statement-row-no-day": _l(
        "Row %(row)s has no day. When it is a sum below the lines, take that row out of the file."
    ),
    "statement-row-passed": _l(
        "Row %(row)s is a payment, yet it would be passed over. Say how many rows stand above the first line."
    ),
    "statement-row-short": _l("Row %(row)s has too few columns."),
    "statement-row-way": _l(
        "Row %(row)s: “%(told)s” does not say whether money came in or went out. Look at the words for both."
    ),
    "statement-too-long": _l("There are too many lines in it. Fetch a shorter period."),
    "statement-unknown": _l("We do not know this sort of file. Choose CAMT.053, MT940 or CSV."),
    "statement-unsafe": _l(
        "There are instructions in this file that no bank writes. It was not opened."
    ),
    "sums-differ": _l("The lines and what you chose differ by %(off)s."),
    "undo-by-hand": _l("This came out of a pay run. Choose to keep the booking."),
    "undone-before": _l("This was undone already."),
    "wrong-way": _l("Money that went out is no income."),
}

LABELS = {
    Format: {
        Format.CAMT: _l("CAMT.053"),
        Format.MT940: _l("MT940"),
        Format.CSV: _l("CSV"),
    },
    LineState: {
        LineState.OPEN: _l("waits"),
        LineState.MATCHED: _l("matched"),
        LineState.EXPLAINED: _l("set aside"),
    },
    Reason: {
        Reason.HOLDERS_OWN: _l("money of the organisation itself"),
        Reason.OTHER_GROUP: _l("of a group or purse that is not here"),
        Reason.BANK_COSTS: _l("costs of the bank, paid by the organisation"),
        Reason.BETWEEN_OWN: _l("between own accounts"),
        Reason.SENT_BACK: _l("paid by mistake and sent back"),
        Reason.OTHER: _l("something else"),
    },
    MatchKind: {
        MatchKind.ARRIVAL: _l("entered money"),
        MatchKind.EXPENSE: _l("receipt"),
        MatchKind.ALLOWANCE: _l("allowance"),
        MatchKind.PAYMENT: _l("payment of a run"),
        MatchKind.PAYMENT_BACK: _l("payment that came back"),
    },
    ExpectedKind: {
        ExpectedKind.INSTALMENT: _l("part of an award"),
        ExpectedKind.EXPENSE: _l("receipt to pay"),
        ExpectedKind.ALLOWANCE: _l("allowance to pay"),
        ExpectedKind.PAYMENT: _l("payment of a run"),
        ExpectedKind.PAYMENT_BACK: _l("payment that came back"),
        ExpectedKind.RETURN: _l("money to send back"),
        ExpectedKind.ARRIVAL: _l("stands in the book"),
        ExpectedKind.PAID_EXPENSE: _l("receipt, paid in the book"),
        ExpectedKind.PAID_ALLOWANCE: _l("allowance, paid in the book"),
        ExpectedKind.TOO_MUCH: _l("was sent back too much"),
    },
}

ACTS = {
    Act.PAYMENTS_LINE_EXPLAIN: _l("%(who)s set a line of the bank aside."),
    Act.PAYMENTS_LINE_MATCH: _l("%(who)s matched lines of the bank."),
    Act.PAYMENTS_LINE_POINT: _l("%(who)s said of which group a line of the bank is."),
    Act.PAYMENTS_LINE_REOPEN: _l("%(who)s let a line of the bank wait again."),
    Act.PAYMENTS_STATEMENT: _l("%(who)s took in a bank statement."),
    Act.PAYMENTS_STATEMENT_ACCOUNT: _l("%(who)s added a bank account."),
}
