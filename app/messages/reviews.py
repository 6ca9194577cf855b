"""Words of advice and decision."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.reviews.models import Advice, DecisionKind, DecisionState, Reason, Reply

WORDS = {
    "amount-needed": _l("Write which part you grant."),
    "amount-not-part": _l("A part is less than %(asked)s. Or grant all."),
    "first-too-much": _l("The first payment is at most %(amount)s."),
    "knows-somebody": _l("Who knows somebody in the group does not advise. Ask a colleague."),
    "lines-differ": _l("The costs add up to %(lines)s, the amount is %(amount)s."),
    "not-a-decider": _l("A decider does this. You can read it."),
    "only-adviser": _l("You gave the only advice. A colleague sends the decision."),
    "proposed-before-change": _l(
        "The group changed the plan after this was proposed. Read it and propose again."
    ),
    "reason-needed": _l("Choose why."),
}

LABELS = {
    Advice: {
        Advice.GRANT: _l("Grant all"),
        Advice.GRANT_PART: _l("Grant a part"),
        Advice.DECLINE: _l("Do not grant"),
    },
    Reply: {Reply.YES: _l("Yes"), Reply.PARTLY: _l("Partly"), Reply.NO: _l("No")},
    DecisionKind: {
        DecisionKind.ALL: _l("All of it"),
        DecisionKind.PART: _l("A part of it"),
        DecisionKind.NONE: _l("Not granted"),
    },
    DecisionState: {
        DecisionState.DRAFT: _l("Being written"),
        DecisionState.PROPOSED: _l("Proposed"),
        DecisionState.SENT: _l("Sent"),
    },
    Reason: {
        Reason.FITS: _l("The plan fits"),
        Reason.POT_EMPTY: _l("There is not enough money in this fund"),
        Reason.COSTS_TOO_HIGH: _l("The costs are too high"),
        Reason.NOT_THIS_POT: _l("This fund is meant for something else"),
        Reason.COST_EXCLUDED: _l("This fund does not pay some of the costs"),
        Reason.PAID_ELSEWHERE: _l("Somebody else pays for this already"),
        Reason.TOO_LATE: _l("The request came too late"),
        Reason.OTHER: _l("Another reason"),
    },
}

# The questions that a reviewer goes through.
CRITERIA = {
    "fits-pot": _l("It fits what this fund is for."),
    "reaches-people": _l("It reaches the people that it is meant for."),
    "can-be-done": _l("This group can do it."),
    "costs-fair": _l("The costs are fair."),
}

ACTS = {
    Act.REVIEWS_ADVISE: _l("%(who)s gave advice."),
    Act.REVIEWS_PROPOSE: _l("%(who)s proposed a decision."),
    Act.REVIEWS_SEND: _l("%(who)s sent the decision."),
}

WAITING = {
    Act.REVIEWS_ADVISE: (
        _l("Your advice about %(label)s"),
        _l("Read the request and say what you think."),
        "reviews.show",
        "request_id",
        "pencil",
    ),
    Act.REVIEWS_PROPOSE: (
        _l("Propose a decision: %(label)s"),
        _l("The advice is there."),
        "reviews.decide",
        "request_id",
        "pencil",
    ),
    Act.REVIEWS_SEND: (
        _l("Send the decision: %(label)s"),
        _l("A colleague proposed it. Look and send."),
        "reviews.check",
        "decision_id",
        "mail",
    ),
}
