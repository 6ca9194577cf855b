"""Words that belong to no room: forms, amounts, rights."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.access import Hand, Right, Role

WORDS = {
    "amount-missing": _l("Write an amount."),
    "amount-not-read": _l("We cannot read this amount. Write it like 12,50."),
    "amount-unclear": _l("Do you mean %(small)s or %(large)s? Write it with cents."),
    "form-used": _l("This form was sent before, with something else in it. Look at what stands."),
    "in-coach-hands": _l("Your coach does this for now."),
    "in-group-hands": _l("The group does this itself now."),
    "not-found": _l("This is not here."),
    "wrong-state": _l("This is not possible any more, or not yet. Look at where it stands."),
}

LABELS = {
    Role.MEMBER: _l("member"),
    Role.TREASURER: _l("treasurer"),
    Role.COACH: _l("coach"),
    Role.REVIEWER: _l("reviewer"),
    Role.DECIDER: _l("decider"),
    Role.PAYER: _l("pays for groups"),
    Role.MANAGER: _l("manages people and funds"),
    Hand.COACH: _l("coach"),
    Hand.TOGETHER: _l("together"),
    Hand.GROUP: _l("ourselves"),
    Right.LEAD: _l("lead a meeting"),
    Right.WRITE_PLAN: _l("write the plan"),
    Right.SEND: _l("send the request"),
    Right.APPROVE: _l("say yes to spending"),
    Right.PAY: _l("pay"),
    Right.WRITE_REPORT: _l("write the report"),
    Right.INVITE: _l("invite people"),
    Right.SPEAK: _l("speak with partners"),
    Right.HOLD_MONEY: _l("hold the money"),
}
