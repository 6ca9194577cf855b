"""Words of receipts: who pays, where a receipt is, and what is not possible."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.spending.models import KinKind, WhoPaid
from grants.spending.states import AskedState, ExpenseState, ShiftState

WORDS = {
    "amount-below-zero": _l("Write an amount of 0 or more."),
    "shift-answered": _l("This was answered already."),
    "asked-already": _l("The group is deciding on an amount now. Wait for that."),
    "asker-only": _l("Only who asked this can take it back."),
    "accounted-already": _l("The money of this plan was settled. Nothing changes in it any more."),
    "another-pays": _l("You spent this or said yes to it. Somebody else pays it."),
    "ceiling-missing": _l(
        "Your group has not agreed how much may go out without a receipt. Ask the group first."
    ),
    "day-long-ago": _l("This day is before %(first)s. Look at the year once more."),
    "day-to-come": _l("This day is still to come. Choose today or a day before."),
    "group-approves": _l("The group looks at this first."),
    "group-decides": _l("This is above your limit. The group decides together."),
    "decider-only": _l("Somebody who decides at your organisation answers this."),
    "kin-also-another": _l("Choose somebody who did not pay, and whom it is not about."),
    "kin-also-missing": _l("Choose who else says yes."),
    "kin-whom-missing": _l("Choose whom it is about."),
    "line-unknown": _l("Choose what it was for."),
    "lost-what-missing": _l("Write what you bought."),
    "lost-why-missing": _l("Write why there is no receipt."),
    "needs-also-yes": _l("Who was named has to say yes first."),
    "needs-member-yes": _l("Somebody else of the group says first that they know of it."),
    "needs-round": _l("This is above %(limit)s. The group decides together."),
    "over-cash": _l(
        "There is %(left)s in the cash box, without what was asked already. Choose who paid, or "
        "ask to fill the box first."
    ),
    "over-ceiling": _l(
        "Without a receipt there can be %(left)s more this year. Ask the shop for a copy, or ask "
        "the group for another amount."
    ),
    "over-line": _l("Only %(left)s is left for this. It costs %(over)s more. Say why."),
    "over-place": _l("There is only %(left)s here. Wait for money, or pay from elsewhere."),
    "over-room": _l("There is %(left)s left in the whole plan. This is more, so it cannot be."),
    "own-expense": _l("This is your own receipt. Somebody else looks at it."),
    "shared-account": _l(
        "You have the same account number as who is paid. Somebody else says yes."
    ),
    "own-family": _l("This is about you or your family. Somebody else says yes."),
    "own-shift": _l("You asked this yourself. Somebody else says yes."),
    "not-asked": _l("You are not asked this."),
    "part-not-a-part": _l("The part is less than the whole receipt of %(whole)s."),
    "plan-not-running": _l("This plan takes no receipts now."),
    "receipt-seen": _l(
        "This file is with %(reference)s already: %(shop)s, %(amount)s. Is it the same receipt, "
        "for two things? Say so. Else choose another file."
    ),
    "receipt-alike": _l(
        "This looks like the receipt of %(reference)s: %(shop)s, %(amount)s. Is it the same? "
        "Tick yes or no."
    ),
    "receipt-there": _l("This file is here already."),
    "receipt-missing": _l("Take a photo of the receipt, or choose a file."),
    "refused-over-cash": _l("The group said yes, but there was not enough in the cash box."),
    "refused-over-room": _l("The group said yes, but there was not enough money left."),
    "refused-accounted-already": _l("The money of this plan was settled meanwhile."),
    "refused-plan-not-running": _l("The plan had ended meanwhile."),
    "refused-account-made": _l(
        "The account of this plan was agreed before somebody said yes. This is not in it."
    ),
    "refused-plan-stopped": _l("The plan was stopped before somebody said yes."),
    "refused-same-line": _l("The plan had changed meanwhile."),
    "refused-shift-over-line": _l("There was not enough left for it any more."),
    "refused-round-lapsed": _l("Not enough people answered in time."),
    "refused-round-not-agreed": _l("The group did not agree yet."),
    "same-line": _l("Choose two different things."),
    "shift-over-line": _l("Only %(left)s is left there."),
    "shift-why-missing": _l("Say why in one sentence."),
    "shop-missing": _l("Write where it was bought."),
    "spender-or-treasurer": _l("Who noted this receipt does this, or the treasurer."),
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
    KinKind: {
        KinKind.MEMBER: _l("Yes, to one of us"),
        KinKind.FAMILY: _l("Yes, to family of one of us"),
    },
    ShiftState: {
        ShiftState.ASKING: _l("waits for a yes"),
        ShiftState.AT_FUND: _l("waits for the fund"),
        ShiftState.AGREED: _l("agreed"),
        ShiftState.REFUSED: _l("not agreed"),
        ShiftState.WITHDRAWN: _l("taken back"),
    },
    AskedState: {
        AskedState.ASKED: _l("is asked"),
        AskedState.YES: _l("said yes"),
        AskedState.NO: _l("said no"),
    },
}

ACTS = {
    Act.SPENDING_ADD: _l("%(who)s put a file with the receipt."),
    Act.SPENDING_CEILING: _l("%(who)s asked the group how much may go out without a receipt."),
    Act.SPENDING_CEILING_AGREE: _l("An amount without receipts was agreed."),
    Act.SPENDING_CEILING_REFUSE: _l("Another amount without receipts was not agreed."),
    Act.SPENDING_SHIFT: _l("%(who)s asked to move money."),
    Act.SPENDING_SHIFT_AGREE: _l("The money was moved."),
    Act.SPENDING_SHIFT_ANSWER: _l("%(who)s answered for the fund."),
    Act.SPENDING_SHIFT_FORWARD: _l("The group agreed. The fund is asked."),
    Act.SPENDING_SHIFT_REFUSE: _l("Moving money was not agreed."),
    Act.SPENDING_SHIFT_WITHDRAW: _l("%(who)s took the request to move money back."),
    Act.SPENDING_VOUCH: _l("%(who)s said: I know of this."),
    Act.SPENDING_NOTE: _l("%(who)s saved a receipt."),
    Act.SPENDING_SUBMIT: _l("%(who)s asked for a yes."),
    Act.SPENDING_APPROVE: _l("%(who)s said yes to the receipt."),
    Act.SPENDING_REFUSE: _l("%(who)s sent the receipt back."),
    Act.SPENDING_MEND: _l("%(who)s mended the receipt."),
    Act.SPENDING_WITHDRAW: _l("%(who)s took the receipt back."),
    Act.SPENDING_BACK: _l("The bank sent the money back. It is owed again."),
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
    Act.SPENDING_VOUCH: (
        _l("Do you know of this? %(label)s"),
        _l("Somebody asks for your yes."),
        "spending.show",
        "expense_id",
        "people",
    ),
    Act.SPENDING_SHIFT_AGREE: (
        _l("Moving money: %(label)s"),
        _l("Say yes, or say why not."),
        "spending.shift",
        "shift_id",
        "geld",
    ),
    Act.SPENDING_SHIFT_ANSWER: (
        _l("A group asks to move money: %(label)s"),
        _l("Say yes, or say why not."),
        "spending.shift_asked",
        "asking_id",
        "geld",
    ),
    Act.SPENDING_PAY: (
        _l("Pay: %(label)s"),
        _l("The group said yes to it."),
        "spending.pay",
        "expense_id",
        "geld",
    ),
}
