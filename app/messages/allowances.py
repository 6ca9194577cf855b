"""Words of allowances: the caps, who looks, and what is not possible."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.allowances.models import Kind, Sure
from grants.allowances.states import AllowanceState
from grants.kit.acts import Act

WORDS = {
    "activity-missing": _l("Write in a few words what was done."),
    "allowance-own": _l("Only the person herself does this."),
    "allowance-private": _l("Only the person herself, the treasurer and who pays see this."),
    "allowance-twice": _l(
        "The same stands there already for this day: %(reference)s. Is this another one?"
    ),
    "amount-below-nothing": _l("Write an amount of zero or more."),
    "both-say-so": _l("Both of you say so: who gives and who gets."),
    "confirmed-before": _l("You said this already."),
    "day-full": _l("Together with what stands there for that day, that is more than 24 hours."),
    "fund-forbids": _l(
        "The fund does not let its money go to volunteers. From other money %(left)s is possible."
    ),
    "holder-looks": _l("The organisation that holds your money looks at this."),
    "hour-nothing": _l("An hour is above nothing. Empty all three when it is not known."),
    "hours-wrong": _l("Write hours between 0 and 24, for instance 2,5."),
    "mixes-ways": _l(
        "You had the other way this year. Both are added up then. Say that you know this."
    ),
    "mixing-over": _l(
        "You had more real costs in one month than the limit. A fixed amount cannot come with them."
    ),
    "month-above-year": _l("The month is above nothing and not more than the year."),
    "month-to-come": _l("This month is still to come."),
    "no-cap": _l(
        "Nobody wrote down the amounts of %(year)s yet. Who looks after this Wijkkas can add them."
    ),
    "nobody-looks": _l("There is nobody who can say yes to this. Ask your coach."),
    "norm-unknown": _l("No amount for an hour is known for this year. Say why this is right."),
    "not-a-resident": _l("An allowance is for members of the group."),
    "over-month": _l(
        "This month %(left)s is possible still. The rest can wait for another month: "
        "this year %(year_left)s is possible."
    ),
    "over-norm": _l("That is %(over)s more than the usual %(norm)s for an hour. Say why."),
    "over-year": _l("In %(year)s %(left)s is possible still. More is not allowed this year."),
    "own-allowance": _l("This is your own allowance. Somebody else does this."),
    "paid-before-yes": _l("The yes was given later than this day. Choose that day or a later one."),
    "proof-missing": _l("Write which costs, and what shows them."),
    "run-day-past": _l("Choose today or a later day."),
    "second-person": _l("You wrote this down. Somebody else says yes."),
    "source-missing": _l("Write where the amounts stand."),
    "treasurer-looks": _l("The treasurer looks at this."),
    "young-above-adult": _l("Who is younger gets no more for an hour than a grown-up."),
    "year-strange": _l("Write a year such as 2027."),
}

LABELS = {
    Kind: {
        Kind.FLAT: _l("A fixed amount"),
        Kind.PROVEN: _l("Real costs"),
    },
    Sure: {
        Sure.OWN_PAGE: _l("read at the tax service itself"),
        Sure.SEVERAL: _l("two or more others say the same"),
        Sure.ONE: _l("one source"),
        Sure.DERIVED: _l("worked out from the years beside it"),
    },
    AllowanceState: {
        AllowanceState.NOTED: _l("waits for a yes"),
        AllowanceState.AGREED: _l("will be paid"),
        AllowanceState.IN_RUN: _l("is on its way"),
        AllowanceState.PAID: _l("paid"),
        AllowanceState.REFUSED: _l("not agreed"),
        AllowanceState.WITHDRAWN: _l("taken back"),
        AllowanceState.CORRECTED: _l("undone"),
    },
}

ACTS = {
    Act.ALLOWANCES_AGREE: _l("%(who)s said yes to the allowance."),
    Act.ALLOWANCES_BACK: _l("The bank sent the allowance back. It is owed again."),
    Act.ALLOWANCES_CAP: _l("%(who)s wrote down the amounts of a year."),
    Act.ALLOWANCES_CONFIRM: _l("%(who)s said that the money was received."),
    Act.ALLOWANCES_CORRECT: _l("%(who)s undid the allowance in the book."),
    Act.ALLOWANCES_ELSEWHERE: _l("%(who)s wrote down what was received elsewhere."),
    Act.ALLOWANCES_FAIL: _l("The bank did not pay the allowance."),
    Act.ALLOWANCES_LEAVE: _l("%(who)s let the money holder look at the allowance."),
    Act.ALLOWANCES_NOTE: _l("%(who)s noted an allowance."),
    Act.ALLOWANCES_PAY: _l("%(who)s paid the allowance."),
    Act.ALLOWANCES_REFUSE: _l("%(who)s did not agree to the allowance."),
    Act.ALLOWANCES_RUN: _l("%(who)s put the allowance with the payments."),
    Act.ALLOWANCES_WITHDRAW: _l("%(who)s took the allowance back."),
}

WAITING = {
    Act.ALLOWANCES_CAP: (
        _l("The amounts for volunteers of %(label)s are missing"),
        _l("A bank paid in that year. Add the amounts: then it is looked at whether they fit."),
        "allowances.cap_new",
        "year_id",
        "warn",
    ),
    Act.ALLOWANCES_AGREE: (
        _l("Look at an allowance: %(label)s"),
        _l("Say yes, or say why not."),
        "allowances.show",
        "allowance_id",
        "vergoeding",
    ),
    Act.ALLOWANCES_PAY: (
        _l("Pay an allowance: %(label)s"),
        _l("A second person said yes to it."),
        "allowances.show",
        "allowance_id",
        "geld",
    ),
    Act.ALLOWANCES_CONFIRM: (
        _l("Did you get your allowance? %(label)s"),
        _l("It was paid in cash. Say that you got it."),
        "allowances.show",
        "allowance_id",
        "vergoeding",
    ),
}
