"""Words of receipts: who pays, where a receipt is, and what is not possible."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.spending.models import WhoPaid
from grants.spending.states import ExpenseState

WORDS = {
    "accounted-already": _l("The money of this plan was settled. Nothing changes in it any more."),
    "another-pays": _l("You spent this or said yes to it. Somebody else pays it."),
    "day-to-come": _l("This day is still to come. Choose today or a day before."),
    "group-approves": _l("The group looks at this first."),
    "group-decides": _l("This is above your limit. The group decides together."),
    "line-unknown": _l("Choose what it was for."),
    "needs-round": _l("This is above %(limit)s. The group decides together."),
    "over-cash": _l(
        "There is %(left)s in the cash box. Choose who paid, or ask to fill the box first."
    ),
    "over-line": _l("Only %(left)s is left for this. It costs %(over)s more. Say why."),
    "over-place": _l("There is only %(left)s here. Wait for money, or pay from elsewhere."),
    "over-room": _l("There is %(left)s left in the whole plan. This is more, so it cannot be."),
    "own-expense": _l("This is your own receipt. Somebody else looks at it."),
    "plan-not-running": _l("This plan takes no receipts now."),
    "receipt-missing": _l("Take a photo of the receipt, or choose a file."),
    "refused-over-cash": _l("The group said yes, but there was not enough in the cash box."),
    "refused-over-room": _l("The group said yes, but there was not enough money left."),
    "refused-round-lapsed": _l("Not enough people answered in time."),
    "refused-round-not-agreed": _l("The group did not agree yet."),
    "shop-missing": _l("Write where it was bought."),
    "spender-only": _l("Only who noted this receipt can change it."),
    "treasurer-or-holder": _l("The treasurer or the organisation that holds the money does this."),
    "treasurer-pays": _l("The treasurer pays this."),
    "why-missing": _l("Write what is wrong."),
}

LABELS = {
    WhoPaid: {
        WhoPaid.MYSELF: _l("I paid it myself"),
        WhoPaid.INVOICE: _l("The shop sends an invoice"),
        WhoPaid.CASH: _l("From the cash box"),
    },
    ExpenseState: {
        ExpenseState.NOTED: _l("noted"),
        ExpenseState.ASKING: _l("waits for a yes"),
        ExpenseState.APPROVED: _l("approved, will be paid"),
        ExpenseState.PAID: _l("paid"),
        ExpenseState.REFUSED: _l("needs mending"),
        ExpenseState.CORRECTED: _l("undone"),
        ExpenseState.WITHDRAWN: _l("taken back"),
    },
}

ACTS = {
    Act.SPENDING_NOTE: _l("%(who)s saved a receipt."),
    Act.SPENDING_SUBMIT: _l("%(who)s asked for a yes."),
    Act.SPENDING_APPROVE: _l("%(who)s said yes to the receipt."),
    Act.SPENDING_REFUSE: _l("%(who)s sent the receipt back."),
    Act.SPENDING_MEND: _l("%(who)s mended the receipt."),
    Act.SPENDING_WITHDRAW: _l("%(who)s took the receipt back."),
    Act.SPENDING_FAIL: _l("%(who)s wrote down that the bank did not pay it."),
    Act.SPENDING_RUN: _l("%(who)s put it in a pay run."),
    Act.SPENDING_PAY: _l("%(who)s paid the receipt."),
    Act.SPENDING_CORRECT: _l("%(who)s undid the receipt in the book."),
}

WAITING = {
    Act.SPENDING_APPROVE: (
        _l("Look at the receipt of %(label)s"),
        _l("Say yes, or say what is wrong."),
        "spending.show",
        "expense_id",
        "bon",
    ),
    Act.SPENDING_MEND: (
        _l("Your receipt of %(label)s came back"),
        _l("Mend it and ask again."),
        "spending.show",
        "expense_id",
        "warn",
    ),
    Act.SPENDING_PAY: (
        _l("Pay: %(label)s"),
        _l("The group said yes to it."),
        "spending.pay",
        "expense_id",
        "geld",
    ),
}
