"""Words of plans: their parts and questions, costs and cover, states, and what is not possible."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.proposals.models import CoverKind, LineKind, PartKind
from grants.proposals.rules.difference import ChangeKind
from grants.proposals.states import ProposalState

WORDS = {
    "amount-not-positive": _l("Write an amount above zero."),
    "amount-too-large": _l("This amount is too large. Did a comma go missing?"),
    "cover-changed": _l("Somebody else changed this too. Below you see both. Nothing is lost."),
    "date-unclear": _l("We cannot read this day. Write it like 21-11-2026."),
    "ends-before-start": _l("The last day is before the first day."),
    "line-changed": _l("Somebody else changed this too. Below you see both. Nothing is lost."),
    "line-gone": _l(
        "Somebody took this out. What you typed is still here: save it to put it back."
    ),
    "plan-is-at-fund": _l(
        "A fund has this plan now. Take the request back or withdraw it first. When the fund asks"
        " something, you can change that part."
    ),
    "members-only": _l("Only members of the group do this."),
    "missing-days": _l("When?"),
    "missing-helpers": _l("Who helps?"),
    "missing-hopes": _l("What do you hope for?"),
    "missing-place": _l("Where?"),
    "missing-starts-on": _l("The first day"),
    "missing-times": _l("How often, and at what time?"),
    "missing-title": _l("What is it called?"),
    "missing-what": _l("What will you do?"),
    "missing-whom": _l("For whom?"),
    "most-below-price": _l("The highest price is below the usual price."),
    "nothing-planned": _l("Nothing costs anything yet"),
    "operator-only": _l("Only the operator does this."),
    "part-changed": _l("Somebody else wrote here too. Below you see both. Nothing is lost."),
    "part-closed": _l("This part is closed. Only the part with a question can be changed now."),
    "plan-incomplete": _l("The plan is not complete yet. Below you see what is missing."),
    "plan-not-balanced": _l("Costs and money are not equal yet."),
    "price-unknown": _l("A price is not known yet"),
    "quantity-out-of-range": _l("Write a whole number, from 1 to %(most)s."),
    "still-to-find": _l("There is still money to find"),
    "title-missing": _l("Give the plan a name."),
    "title-too-long": _l("Use at most %(most)s letters."),
    "too-long": _l("This is too long. Use at most %(most)s letters."),
    "too-many-rows": _l("More than %(most)s lines is too much for one plan."),
    "too-much": _l("There is more money than it costs"),
    "words-missing": _l("Write in a few words what it is."),
    "words-too-long": _l("Use at most %(most)s letters."),
}

LABELS = {
    PartKind: {
        PartKind.WHAT: _l("What and for whom"),
        PartKind.WHEN: _l("When, where and who helps"),
        PartKind.COSTS: _l("What does it cost"),
        PartKind.COVER: _l("Where does the money come from"),
        PartKind.HOPES: _l("What do we hope for"),
    },
    LineKind: {
        LineKind.ROOM: _l("Room"),
        LineKind.FOOD: _l("Food and drinks"),
        LineKind.MATERIALS: _l("Materials"),
        LineKind.CHILDCARE: _l("Childcare"),
        LineKind.PUBLICITY: _l("Flyers"),
        LineKind.TRAVEL: _l("Travel"),
        LineKind.TRAINER: _l("Trainer"),
        LineKind.ALLOWANCE: _l("Allowance"),
        LineKind.OTHER: _l("Something else"),
    },
    CoverKind: {
        CoverKind.ASKED: _l("Ask a partner organisation"),
        CoverKind.OWN: _l("Our own money"),
        CoverKind.PARTICIPANTS: _l("Visitors pay a little"),
        CoverKind.IN_KIND: _l("We get it for free"),
        CoverKind.OTHER: _l("From another fund"),
    },
    ProposalState: {
        ProposalState.DRAFT: _l("We are writing"),
        ProposalState.ASKING: _l("We are deciding"),
        ProposalState.AGREED: _l("Agreed"),
        ProposalState.RUNNING: _l("Running"),
        ProposalState.FINISHED: _l("Done, the report is on its way"),
        ProposalState.CLOSED: _l("Settled"),
        ProposalState.WITHDRAWN: _l("Put away"),
        ProposalState.CANCELLED: _l("Stopped"),
    },
    ChangeKind: {
        ChangeKind.ADDED: _l("New"),
        ChangeKind.CHANGED: _l("Changed"),
        ChangeKind.REMOVED: _l("Taken out"),
    },
}

# What each answer is called where it stands among others.
NAMES = {
    "title": _l("Name"),
    "what": _l("What we will do"),
    "whom": _l("For whom"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "times": _l("How often and at what time"),
    "place": _l("Where"),
    "helpers": _l("Who helps"),
    "hopes": _l("What we hope for"),
}

# The question on its page: heading, hint.
QUESTIONS = {
    "title": (_l("What is your plan called?"), _l("A short name, such as Coffee and children.")),
    "what": (
        _l("What will you do?"),
        _l("Tell it as you would tell a neighbour. A few sentences is enough."),
    ),
    "whom": (_l("For whom is it?"), _l("Who comes, and about how many people?")),
    "days": (_l("When is it?"), _l("About is good enough. You can change it later.")),
    "place": (_l("Where is it?"), _l("The place in the neighbourhood, inside or outside.")),
    "helpers": (_l("Who helps?"), _l("From your group, and others. First names are enough.")),
    "hopes": (
        _l("What do you hope for?"),
        _l("When is it a success? For example: mothers know each other."),
    ),
}

ICONS = {
    LineKind.ROOM: "zaal",
    LineKind.FOOD: "eten",
    LineKind.MATERIALS: "spullen",
    LineKind.CHILDCARE: "oppas",
    LineKind.PUBLICITY: "flyers",
    LineKind.TRAVEL: "reizen",
    LineKind.TRAINER: "begeleider",
    LineKind.ALLOWANCE: "vergoeding",
    LineKind.OTHER: "anders",
}

ACTS = {
    Act.PROPOSALS_CREATE: _l("%(who)s started the plan."),
    Act.PROPOSALS_WRITE: _l("%(who)s wrote."),
    Act.PROPOSALS_COMMENT: _l("%(who)s said something about the plan."),
    Act.PROPOSALS_PUT: _l("%(who)s put the plan to the group."),
    Act.PROPOSALS_AGREE: _l("The group agreed on the plan."),
    Act.PROPOSALS_OBJECT: _l("The group wants to change something first."),
    Act.PROPOSALS_LAPSE: _l("Too few people answered in time."),
    Act.PROPOSALS_CHANGE: _l("%(who)s opened the plan to change it."),
    Act.PROPOSALS_REOPEN: _l("A question opened one part again."),
    Act.PROPOSALS_START: _l("The plan started."),
    Act.PROPOSALS_FINISH: _l("The plan is done."),
    Act.PROPOSALS_CLOSE: _l("The plan is settled."),
    Act.PROPOSALS_RESUME: _l("Money came back. The plan is open again until that is gone too."),
    Act.PROPOSALS_STOPPED_AGAIN: _l(
        "Money came back. The plan is open again until that is gone too."
    ),
    Act.PROPOSALS_WITHDRAW: _l("%(who)s put the plan away."),
    Act.PROPOSALS_CANCEL: _l("%(who)s stopped the plan."),
}

WAITING = {
    Act.PROPOSALS_WRITE: (
        _l("Change the plan: %(label)s"),
        _l("The group said what has to change first"),
        "proposals.show",
        "proposal_id",
        "pencil",
    ),
    Act.PROPOSALS_PUT: (
        _l("Ask the group: %(label)s"),
        _l("Your coach said yes"),
        "proposals.put",
        "proposal_id",
        "people",
    ),
}
