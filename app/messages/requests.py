"""Words of requests: sending, asking, answering, and where a request is."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats, messages
from grants.consent.models import AnswerKind, Round
from grants.consent.rules import standing
from grants.kit.acts import Act
from grants.kit.money import Money
from grants.proposals.models import CoverKind
from grants.proposals.rules import PlanFacts
from grants.requests.models import RequestState
from grants.requests.rules import Busy, Plain

WORDS = {
    "answered-already": _l("Somebody answered this question already."),
    "asked-too-much": _l("The plan asks no more than %(left)s here."),
    "fund-closed": _l("%(fund)s takes no requests now. Choose another fund."),
    "fund-elsewhere": _l("%(fund)s takes requests on its own web site only."),
    "not-a-reviewer": _l("Reviewers and deciders do this. You can read it."),
    "not-at-fund": _l("This is for the organisation that gives the money."),
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
        RequestState.CLOSED: _l("Ended"),
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


def cost_rows(facts: PlanFacts) -> list[dict[str, Any]]:
    """What a plan costs, line by line: for the part ``theme_bars``."""
    return [
        {
            "name": f"{line.words}, {line.quantity}\u00a0×\u00a0{formats.money(line.price)}"
            if line.quantity > 1
            else line.words,
            "amount": line.cost,
        }
        for line in facts.lines
    ]


def money_rows(facts: PlanFacts, asked: Money, whom: str) -> list[dict[str, Any]]:
    """Costs together, other money, and what is asked here: for the part ``amounts``."""
    others = [
        {"name": one.words or messages.label(one.kind), "amount": one.amount}
        for one in facts.covers
        if one.kind is not CoverKind.ASKED
    ]
    rest = facts.totals.asked - asked
    elsewhere = [{"name": _("Asked from others"), "amount": rest}] if rest.is_positive else []
    return [
        {"name": _("Together"), "amount": facts.totals.costs, "kind": "sum"},
        *others,
        *elsewhere,
        {"name": whom, "amount": asked, "kind": "sum"},
    ]


def paper_money(facts: PlanFacts, asked: Money, fund: str) -> list[dict[str, Any]]:
    """Where the money comes from, on paper: others first, what is asked last."""
    rows = money_rows(facts, asked, _("Asked from %(fund)s", fund=fund))[1:]
    return [{"name": row["name"], "amount": row["amount"]} for row in rows]


def short_rows(facts: PlanFacts, decided: str) -> list[dict[str, Any]]:
    """When, where, who helps, and how the group decided: for the part ``facts``."""
    days = formats.day_year(facts.starts_on)
    if facts.ends_on and facts.ends_on != facts.starts_on:
        days = _(
            "%(first)s up to and with %(last)s", first=days, last=formats.day_year(facts.ends_on)
        )
    rows = [
        (_("For whom"), facts.answer("whom")),
        (_("When"), days),
        (_("How often"), facts.answer("times")),
        (_("Where"), facts.answer("place")),
        (_("Who helps"), facts.answer("helpers")),
        (_("The group decided"), decided),
    ]
    return [{"name": name, "text": text} for name, text in rows if text]


def decided_words(round_: Round | None) -> str:
    """How the group decided, in numbers: never who said what."""
    if round_ is None:
        return str(_("The group has not agreed to this version yet."))
    kinds = [one.kind for one in standing(round_.answers).values()]
    said = {"yes": len(kinds) - kinds.count(AnswerKind.NOT_YET), "all": len(round_.electors)}
    return str(_("%(yes)s of %(all)s said yes.", **said))
