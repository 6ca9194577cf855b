"""Words of the holder's desk: money that came, went back or moved."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.payments.models import FileKind
from grants.payments.models.runs import FailedWhy, Look
from grants.payments.states import ArrivalState, PaymentState, RunState

WORDS = {
    "book-faulty": _l(
        "The book of %(group)s does not add up (entry %(no)s). Nothing is paid until somebody looks at it."
    ),
    "due-no-more": _l(
        "Something that you chose was paid or put in another run meanwhile. Look at the list again."
    ),
    "holder-enters": _l("Whoever holds the money enters this."),
    "in-run": _l("This is in a pay run. It is paid there, or comes back from it."),
    "look-first": _l("Look at each payment that asks for it, and tick it."),
    "no-account": _l("We do not know the account number yet."),
    "no-second-person": _l(
        "Nobody else can say yes. Ask who looks after this Wijkkas for a second person who pays."
    ),
    "no-second-sees": _l(
        "Nobody else who may see this allowance can say yes to a pay run. Pay it yourself at your "
        "bank, then write it down with the allowance. Did you say yes to the allowance or write it "
        "down yourself? Then who holds your money pays it."
    ),
    "run-day-far": _l("Choose a day within %(days)s days."),
    "run-day-over": _l(
        "The day on which the bank pays this is over. Withdraw it, and put it together anew."
    ),
    "not-in-run": _l("This is in no pay run any more."),
    "nothing-chosen": _l("Choose at least one."),
    "over-owed": _l("No more than %(left)s has to go back."),
    "over-too-much": _l("No more than %(left)s was sent back too much."),
    "not-more": _l("%(left)s is still to come of this award: this is no more than that."),
    "over-promised": _l(
        "Only %(left)s is still to come of this award. Did more come? Then say that the rest goes back."
    ),
    "account-holds": _l("There is still %(left)s on this account. Move it first."),
    "amount-below-nothing": _l("Write an amount of zero or more."),
    "cash-missing": _l("%(missing)s is missing from the cash box. Put it back first."),
    "cash-moved": _l("Money went in or out of the box since. Count once more, please."),
    "counter-says-why": _l("Whoever counted writes why it differs."),
    "members-count": _l("Members of the group count the cash box."),
    "no-difference": _l("There is no difference to write down."),
    "over-plan-cash": _l("This plan has only %(left)s in the box. Choose another plan."),
    "paid-before-file": _l("The file for the bank was made later, on %(made)s."),
    "partly-too-much": _l(
        "Only %(over)s of it was too much. Did just that come again? Then enter what came. Was all of it wrong? Then tick that."
    ),
    "pay-account-missing": _l("First say from which account you pay."),
    "payee-changed": _l(
        "%(name)s has another account number or name since. Take this payment out and choose it again."
    ),
    "payee-unknown": _l("We do not know who this is paid to."),
    "payer-only": _l("Only who pays from this account does this."),
    "payment-unknown": _l("This payment is not in this run."),
    "people-only": _l("Only a person does this."),
    "place-short": _l("There is only %(left)s in the bank for this plan."),
    "plan-of-another": _l("The money on this account is not of that group."),
    "place-unknown": _l("Choose a place that the group has."),
    "plan-not-open": _l("The books of this plan are closed. Choose another plan."),
    "plan-short": _l("The bank holds %(left)s too little for %(plan)s."),
    "run-pays-you": _l(
        "This run pays you, or an account that is yours too. Somebody else says yes."
    ),
    "same-place": _l("Choose two different places."),
    "second-is-you": _l("Choose somebody else: two count together."),
    "second-not-here": _l("Choose a member who is in the group now."),
    "second-person-runs": _l("You put this together. A second person says yes."),
    "second-own-phone": _l(
        "A difference is booked when the second person says yes on her own phone."
    ),
    "second-says-so": _l("Who counted with you ticks the box."),
    "second-vouches": _l("Whoever counted along says so."),
    "shown-back": _l(
        "A line of the bank of %(on)s shows that the payment to %(name)s came back. Choose why it was not paid. Is that line of something else? Then undo its match first."
    ),
    "shown-paid": _l(
        "A line of the bank of %(on)s shows that %(name)s was paid %(amount)s. Is that line of something else? Then undo its match first."
    ),
    "term-odd": _l("Between 1 and 90 days."),
    "vouched-before": _l("You said so before."),
    "why-first": _l("First write why there is a difference."),
}

LABELS = {
    ArrivalState: {
        ArrivalState.ENTERED: _l("in the book"),
        ArrivalState.MIRRORED: _l("undone"),
    },
    FailedWhy: {
        FailedWhy.CLOSED: _l("Not paid: the account is closed"),
        FailedWhy.NAME: _l("Not paid: the name does not match"),
        FailedWhy.OTHER: _l("Not paid: something else"),
    },
    FileKind: {
        FileKind.PAIN_09: _l("The new one (pain.001.001.09)"),
        FileKind.PAIN_03: _l("The old one (pain.001.001.03)"),
    },
    Look: {
        Look.FIRST: _l("First time that we pay here."),
        Look.CHANGED: _l("Another account number than last time."),
        Look.SHARED: _l("Somebody else has the same account number."),
        Look.LARGE: _l("Far more than usual for this group."),
        Look.ALIKE: _l("The name looks like that of another payee."),
    },
    PaymentState: {
        PaymentState.WAITING: _l("waits"),
        PaymentState.PAID: _l("paid"),
        PaymentState.FAILED: _l("not paid"),
        PaymentState.OUT: _l("taken out"),
    },
    RunState: {
        RunState.OPEN: _l("waits for a second person"),
        RunState.APPROVED: _l("approved"),
        RunState.FILED: _l("file is ready"),
        RunState.HANDED_IN: _l("with the bank"),
        RunState.DONE: _l("paid"),
        RunState.PARTLY_FAILED: _l("partly not paid"),
        RunState.WITHDRAWN: _l("withdrawn"),
    },
}

ACTS = {
    Act.PAYMENTS_CAME_AGAIN: _l("%(who)s entered what came again of money sent back too much."),
    Act.PAYMENTS_CONFIRM: _l("%(who)s stands for the count of the cash box."),
    Act.PAYMENTS_COUNT: _l("%(who)s counted the cash box."),
    Act.PAYMENTS_DROP: _l("An earlier count of the cash box no longer stands."),
    Act.PAYMENTS_EXPLAIN: _l("%(who)s wrote why the cash box differs."),
    Act.PAYMENTS_ENTER: _l("%(who)s entered money that came in."),
    Act.PAYMENTS_MIRROR: _l("%(who)s undid a booking."),
    Act.PAYMENTS_MOVE: _l("%(who)s moved money to another place."),
    Act.PAYMENTS_OWN_ACCOUNT: _l("%(who)s changed the group's own bank account."),
    Act.PAYMENTS_RETURN: _l("%(who)s sent money back."),
    Act.PAYMENTS_RETURN_OVER: _l("More was sent back than was owed."),
    Act.PAYMENTS_ACCOUNT: _l("%(who)s changed the account that is paid from."),
    Act.PAYMENTS_PAYEE: _l("%(who)s changed where is paid to."),
    Act.PAYMENTS_RUN: _l("%(who)s put a pay run together."),
    Act.PAYMENTS_RUN_APPROVE: _l("%(who)s said yes to a pay run."),
    Act.PAYMENTS_RUN_FAILED: _l("%(who)s wrote down that the bank paid a run in part."),
    Act.PAYMENTS_RUN_FETCH: _l("%(who)s fetched the file for the bank."),
    Act.PAYMENTS_RUN_FILE: _l("%(who)s had the file for the bank made."),
    Act.PAYMENTS_RUN_HAND_IN: _l("%(who)s gave the file to the bank."),
    Act.PAYMENTS_RUN_LEAVE: _l("%(who)s took a payment out of a run."),
    Act.PAYMENTS_RUN_PAID: _l("%(who)s wrote down that the bank paid a run."),
    Act.PAYMENTS_RUN_WITHDRAW: _l("%(who)s withdrew a pay run."),
    Act.PAYMENTS_VOUCH: _l("%(who)s confirmed having counted along."),
}

WAITING = {
    Act.PAYMENTS_RUN_APPROVE: (
        _l("Pay run %(label)s waits for your yes"),
        _l("Look at names, accounts and the total."),
        "payments.run",
        "run_id",
        "geld",
    ),
    Act.PAYMENTS_CONFIRM: (
        _l("Did you count along? %(label)s"),
        _l("The cash box was counted. Say whether you were there."),
        "payments.counted",
        "count_id",
        "geld",
    ),
    Act.PAYMENTS_VOUCH: (
        _l("You counted the cash box: %(label)s"),
        _l("It was said on another phone. Look, and say yes."),
        "payments.counted",
        "count_id",
        "geld",
    ),
    Act.PAYMENTS_ENTER: (
        _l("Money should come in for %(label)s"),
        _l("Enter it when it is there."),
        "payments.receive",
        "instalment_id",
        "geld",
    ),
    Act.PAYMENTS_RETURN_OVER: (
        _l("Too much of %(label)s was sent back"),
        _l("Look who has it, and ask it back."),
        "payments.too_much",
        "arrival_id",
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
