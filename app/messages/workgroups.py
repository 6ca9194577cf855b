"""Words about workgroups and who is in them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act

WORDS = {
    "coach-stays-coach": _l("A coach is not a neighbour of the group, so this cannot be changed."),
    "invites-members-only": _l("You can invite members. The coach invites for other roles."),
    "last-coach": _l("This is the only coach. First ask another one."),
    "left-already": _l("This membership has ended already."),
    "not-in-the-group": _l("Only people of this group can do this."),
    "no-money-holder": _l("Choose an organisation that holds money here."),
    "own-role": _l("Somebody else changes your role, not you yourself."),
    "paused": _l("You pause in this group. Come back first, on the page of the group."),
    "rule-by-round": _l("You are a group now. Changing this needs everybody's answer."),
    "size-out-of-range": _l("Write a number from 2 to 99."),
    "theme-elsewhere": _l("Choose a theme of this neighbourhood."),
    "two-must-stay": _l("Two people who can act must stay. First invite somebody."),
}

ACTS = {
    Act.WORKGROUPS_CHANGE: _l("%(who)s changed how the group decides."),
    Act.WORKGROUPS_COME_BACK: _l("%(person)s is back."),
    Act.WORKGROUPS_CREATE: _l("%(who)s made the group."),
    Act.WORKGROUPS_JOIN: _l("%(person)s joined the group: %(role)s."),
    Act.WORKGROUPS_LEAVE: _l("%(person)s left the group."),
    Act.WORKGROUPS_LET_BACK: _l("%(who)s showed a code that lets %(person)s in again."),
    Act.WORKGROUPS_PAUSE: _l("%(person)s pauses for a while."),
    Act.WORKGROUPS_ROLE: _l("%(person)s got another role: %(role)s."),
}

WAITING = {
    Act.PEOPLE_INVITE: (
        _l("You may invite: %(label)s"),
        _l("Your coach said yes"),
        "workgroups.invite",
        "workgroup_id",
        "people",
    ),
}
