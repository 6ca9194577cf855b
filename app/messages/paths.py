"""Where a plan is, in plain words."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from grants.paths.rules import Now, Place, Step

LABELS = {
    Step.PLAN: _l("make a plan"),
    Step.DECIDE: _l("decide together"),
    Step.SEND: _l("send the request"),
    Step.AWARD: _l("money promised"),
    Step.DO: _l("do and spend"),
    Step.REPORT: _l("account for it"),
    Now.WRITING: _l("You write the plan together."),
    Now.DECIDING: _l("The group decides about the plan."),
    Now.TO_SEND: _l("The group said yes. Send the plan to a fund."),
    Now.WAITS_FOR_READING: _l("The request is sent. The fund has not opened it yet."),
    Now.IS_READ: _l("The fund reads your request."),
    Now.QUESTION: _l("The fund asks you something."),
    Now.DECLINED: _l("This fund said no. You can try another one."),
    Now.TO_AGREE: _l("There is money for you. Read what you agree on."),
    Now.SPENDING: _l("You do it, and you keep the receipts."),
    Now.TO_REPORT: _l("Tell together how it went."),
    Now.REPORT_DECIDING: _l("The group looks whether the account is right."),
    Now.REPORT_TO_SEND: _l("The account is ready. Send it."),
    Now.REPORT_SENT: _l("The fund reads your account."),
    Now.SETTLING: _l("The account is accepted. The last money is put right."),
    Now.CLOSED: _l("Ready. Everything is settled."),
    Now.STOPPED: _l("This plan stopped."),
}


def steps_of(place: Place) -> list[dict[str, Any]]:
    """The path as the pages draw it: every step done, now or next; a note where the plan is."""
    here = list(Step).index(place.step)
    closed = place.now is Now.CLOSED
    return [
        {
            "name": str(LABELS[step]).capitalize(),
            "state": "done" if no < here or closed else "now" if no == here else "next",
            "note": str(LABELS[place.now]) if no == here else None,
        }
        for no, step in enumerate(Step)
    ]
