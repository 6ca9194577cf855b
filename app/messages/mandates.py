"""Words about rights, hands and yeses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act
from grants.mandates.rules import Template

WORDS = {
    "about-starting": _l("The coach is there with everything. Together you begin."),
    "about-on-the-way": _l("You write, decide and check receipts. The coach reads what you send."),
    "about-ourselves": _l("You do it. The organisation that holds the money pays."),
    "as-coach": _l("The coach"),
    "as-funder": _l("The partner organisation"),
    "as-holder": _l("Who holds the money"),
    "as-operator": _l("Wijkkas"),
    "as-resident": _l("The group"),
    "as-system": _l("Wijkkas"),
    "changed-since-asked": _l("This changed after the yes was asked. The group asks again first."),
    "coach-only": _l("Only the coach can say yes to this."),
    "coach-or-operator": _l("The coach sets this at the start."),
    "hands-coach": _l("%(watcher)s does this."),
    "hands-group": _l("You do this yourselves."),
    "hands-stand": _l("This was set before. It changes step by step, with the group."),
    "hands-together": _l("You do it. %(watcher)s looks too and says yes."),
    "holder-only": _l("Only the organisation that holds the money can say yes to this."),
    "in-holder-hands": _l("The organisation that holds your money does this for now."),
    "limit-below-zero": _l("An amount below zero cannot be."),
    "needs-coach-yes": _l("Your coach says yes first. Ask her."),
    "needs-holder-yes": _l("The organisation that holds your money says yes first. Ask it."),
    "no-yes-needed": _l("Nobody has to say yes to this first. You can do it now."),
    "nobody-to-ask": _l("There is nobody yet who can say yes. Ask who runs Wijkkas."),
    "somebody": _l("somebody"),
}

LABELS = {
    Template: {
        Template.STARTING: _l("we start"),
        Template.ON_THE_WAY: _l("we are on the way"),
        Template.OURSELVES: _l("we do it ourselves"),
    },
}

ACTS = {
    Act.MANDATES_ASK: _l("%(who)s asked for a yes."),
    Act.MANDATES_NOD: _l("%(who)s said yes."),
    Act.MANDATES_SET: _l("%(who)s set what the group does itself."),
}

WAITING = {
    Act.MANDATES_NOD: (
        _l("Say yes? %(label)s"),
        _l("The group asks you"),
        "mandates.nod",
        "asking_id",
        "ja",
    ),
}
