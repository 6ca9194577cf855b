"""Words of pots: their rules, and how a plan fits them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app import formats, messages
from grants.funds.models import Channel
from grants.funds.rules import Finding, Fit
from grants.kit.acts import Act
from grants.kit.money import Money
from grants.proposals.models import LineKind

LEFT, END = "\u2066", "\u2069"

WORDS = {
    "closes-before-opens": _l("The last day comes before the first day."),
    "least-above-most": _l("The highest amount is lower than the lowest."),
    "not-a-manager": _l("Only the manager of your organisation changes funds."),
    # How a plan fits, one sentence a rule.
    "always-open": _l("You can ask at any time."),
    "amount-fits": _l("The amount fits: %(asked)s."),
    "amount-too-high": _l("%(asked)s is asked. This fund gives at most %(most)s."),
    "amount-too-low": _l("%(asked)s is asked. This fund gives at least %(least)s."),
    "closed-now": _l("This fund is closed now."),
    "costs-allowed": _l("No costs that this fund never pays."),
    "costs-excluded": _l("This fund does not pay: %(kinds)s."),
    "meant-for": _l("What it is meant for: %(words)s"),
    "not-open-yet": _l("This fund opens on %(opens_on)s."),
    "open-now": _l("Open up to and with %(closes_on)s."),
    "own-share-enough": _l("There is enough money of the group itself: %(own)s."),
    "own-share-short": _l(
        "Of every %(one_in)s euros one is the group's own: %(needed)s. The plan has %(own)s."
    ),
    "prices-open": _l("Some prices in the plan are not known yet."),
    "starts-after-answer": _l("The plan starts on %(starts_on)s, after the answer."),
    "starts-too-soon": _l(
        "The plan starts on %(starts_on)s. The answer may come as late as %(answer_by)s."
    ),
    "starts-unknown": _l("The plan has no first day yet."),
}

LABELS = {
    Channel: {
        Channel.HERE: _l("here in Wijkkas"),
        Channel.PORTAL: _l("on its own web site"),
        Channel.PAPER: _l("on paper"),
    },
    Fit: {Fit.OK: _l("fits"), Fit.NOT: _l("does not fit"), Fit.LOOK: _l("look yourself")},
}

ACTS = {
    Act.FUNDS_CREATE: _l("%(who)s made a fund."),
    Act.FUNDS_CHANGE: _l("%(who)s changed the rules of a fund."),
}


def finding_words(finding: Finding) -> str:
    """What came out of one rule, as a sentence."""
    return messages.words_for(
        finding.code, **{name: _shown(name, fact) for name, fact in finding.facts.items()}
    )


def findings_rows(findings: list[Finding]) -> list[dict[str, Any]]:
    """For the list of what fits: rows of the part ``checks``."""
    return [
        {
            "text": finding_words(finding),
            "ok": finding.fit is Fit.OK,
            "care": f"{_care(finding.fit)}:" if finding.fit is Fit.NOT else None,
        }
        for finding in findings
    ]


def _care(fit: Fit) -> str:
    words = messages.label(fit)
    return words[:1].upper() + words[1:]


def _shown(name: str, fact: object) -> object:
    if isinstance(fact, date):
        return formats.day_year(fact)
    if isinstance(fact, Money):
        return f"{LEFT}{formats.money(fact)}{END}"  # amounts keep their order in Arabic
    if name == "kinds" and isinstance(fact, tuple):
        return ", ".join(messages.label(LineKind(kind)).lower() for kind in fact)
    return fact
