"""Words of requests: sending, asking, answering, and where a request is."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.requests.models import RequestState
from grants.requests.rules import Busy, Plain

WORDS = {
    "answered-already": _l("Somebody answered this question already."),
    "asked-too-much": _l("The plan asks no more than %(left)s here."),
    "fund-closed": _l("%(fund)s takes no requests now. Choose another fund."),
    "fund-elsewhere": _l("%(fund)s takes requests on its own web site only."),
    "not-a-reviewer": _l("Reviewers and deciders do this. You can read it."),
    "not-at-fund": _l("This is for the fund. You see what it decided, when it is sent."),
    "not-yours": _l("The other side does this."),
    "nothing-to-ask": _l("This plan asks its money from another fund already."),
    "own-workgroup": _l("You are in this group yourself. A colleague does this."),
    "round-first": _l("Decide together about the plan as it is now. Then you can go on."),
    "version-broken": _l("The sealed plan is not whole. Ask your coach for help."),
    "words-needed": _l("Write it in your own words."),
}

LABELS = {
    Plain: {
        Plain.WRITING: _l("ready to send"),
        Plain.SENT: _l("sent"),
        Plain.READ: _l("is being read"),
        Plain.QUESTION: _l("a question for the group"),
        Plain.ANSWERED: _l("answered"),
    },
    Busy: {
        Busy.GROUP: _l("the group"),
        Busy.FUND: _l("the fund"),
        Busy.NOBODY: _l("nobody"),
    },
    RequestState: {
        RequestState.DRAFT: _l("Not sent"),
        RequestState.SENT: _l("New"),
        RequestState.READING: _l("Being read"),
        RequestState.QUESTION: _l("Question asked"),
        RequestState.DECIDED: _l("Decided"),
        RequestState.CLOSED: _l("Closed"),
        RequestState.WITHDRAWN: _l("Withdrawn"),
    },
}

ACTS = {
    Act.REQUESTS_PREPARE: _l("%(who)s chose a fund."),
    Act.REQUESTS_SEND: _l("%(who)s sent the request."),
    Act.REQUESTS_TAKE_BACK: _l("%(who)s took the request back."),
    Act.REQUESTS_OPEN: _l("%(who)s opened the request."),
    Act.REQUESTS_ASK: _l("%(who)s asked a question."),
    Act.REQUESTS_ANSWER: _l("%(who)s answered the question."),
    Act.REQUESTS_WITHDRAW: _l("%(who)s withdrew the request."),
    Act.REQUESTS_DECIDE: _l("%(who)s decided about the request."),
    Act.REQUESTS_CLOSE: _l("The request was closed."),
}

WAITING = {
    Act.REQUESTS_SEND: (
        _l("Send the request: %(label)s"),
        _l("Your coach said yes. You can send it."),
        "requests.check",
        "request_id",
        "mail",
    ),
    Act.REQUESTS_OPEN: (
        _l("New request: %(label)s"),
        _l("Open it and read it."),
        "reviews.show",
        "request_id",
        "mail",
    ),
    Act.REQUESTS_ANSWER: (
        _l("A question about %(label)s"),
        _l("The fund wants to know something."),
        "requests.answer",
        "request_id",
        "question",
    ),
}
