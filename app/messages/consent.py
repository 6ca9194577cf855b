"""Words of deciding together: answers, outcomes, and what is not possible."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.consent.models import AnswerKind
from grants.consent.states import RoundState
from grants.kit.acts import Act
from grants.workgroups.models import RoundRule

WORDS = {
    "answered-herself": _l("She answered on her own phone. Only she can change her answer."),
    "closes-too-late": _l("Choose a day within three months."),
    "closes-too-soon": _l("Choose a day that is still to come."),
    "coach-does-not-answer": _l("The group answers. A coach only helps."),
    "not-an-elector": _l("This question was put before you were in the group."),
    "proposal-missing": _l("Say also what is possible."),
    "reason-missing": _l("Say why not yet."),
    "round-open-already": _l("The group is deciding about this already."),
    "round-over": _l("The answers are closed. Nothing of yours was changed."),
    "round-still-open": _l("The group is still answering."),
    "tip-missing": _l("Write your tip, or choose Yes."),
    "too-few-electors": _l("To decide you need at least two members. Invite somebody first."),
}

LABELS = {
    AnswerKind: {
        AnswerKind.YES: _l("Yes"),
        AnswerKind.TIP: _l("Yes, with a tip"),
        AnswerKind.NOT_YET: _l("Not yet, because …"),
    },
    RoundRule: {
        RoundRule.CONSENT: _l("It is agreed when nobody says not yet."),
        RoundRule.UNANIMITY: _l("It is agreed when everybody says yes."),
        RoundRule.MAJORITY: _l("It is agreed when more people say yes than not yet."),
    },
    RoundState: {
        RoundState.OPEN: _l("The group is answering"),
        RoundState.AGREED: _l("The group agreed"),
        RoundState.NOT_AGREED: _l("Not yet agreed"),
        RoundState.LAPSED: _l("Too few answers"),
    },
}

ACTS = {
    Act.CONSENT_OPEN: _l("%(who)s asked the group."),
    Act.CONSENT_ANSWER: _l("%(who)s gave an answer."),
    Act.CONSENT_AGREE: _l("The group agreed."),
    Act.CONSENT_OBJECT: _l("The group did not agree yet."),
    Act.CONSENT_LAPSE: _l("The round ended without a decision."),
}

WAITING = {
    Act.CONSENT_ANSWER: (
        _l("Decide together: %(label)s"),
        _l("Give your answer"),
        "consent.show",
        "round_id",
        "ja",
    ),
    Act.CONSENT_CONFIRM: (
        _l("Somebody answered for you: %(label)s"),
        _l("See whether it is right"),
        "consent.show",
        "round_id",
        "people",
    ),
}
