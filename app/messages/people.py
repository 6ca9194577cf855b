"""Words of people: what is wrong with a code, an address, an account number, an invitation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act

WORDS = {
    "address-needed": _l("For this role a mail address is needed. We send the code there."),
    "address-taken": _l("Somebody here has this mail address already. Sign in with it."),
    "address-there": _l("You have a mail address here already."),
    "address-wrong": _l("This is not a whole mail address. Look for the @ and the dot."),
    "bank-name-empty": _l("Write the name on your bank card."),
    "bank-name-long": _l("Banks take at most %(most)s letters here."),
    "bank-name-slash": _l("A name cannot begin or end with a stroke, or have two in a row."),
    "bank-name-signs": _l(
        "Banks do not take “%(sign)s”. Write the name in the letters that are on your card."
    ),
    "came-back-today": _l(
        "You came in by a code that somebody showed. Your group can look at that for a day. After that you can add a mail address."
    ),
    "code-dead": _l("This code was tried too often. Ask a new one."),
    "code-old": _l("This code is older than 10 minutes. Ask a new one."),
    "code-other-browser": _l("This code belongs to another phone or browser. Ask a new one here."),
    "code-used": _l("This code was used already. Ask a new one."),
    "code-wrong": _l("This is not the code. Look at the newest mail. Tries left: %(left)s."),
    "has-address": _l(
        "This person has a mail address here. She signs in with it and gets a code by mail."
    ),
    "iban-check": _l("There is a mistake in this number. Compare it with your card."),
    "iban-country": _l("We cannot pay to an account in this country (%(country)s)."),
    "iban-empty": _l("Write your account number."),
    "iban-length": _l("This number has %(typed)s signs. It must have %(length)s."),
    "iban-shape": _l("This is not a whole account number. It looks like NL91 ABNA 0417 1643 00."),
    "invitation-old": _l("This invitation is older than a week. Ask for a new one."),
    "invitation-revoked": _l("This invitation was taken back. Ask who invited you."),
    "invitation-used": _l("This invitation was used already. Ask for a new one."),
    "name-empty": _l("Write your name."),
    "name-long": _l("This name is too long. Use at most %(most)s letters."),
    "name-signs": _l("There are signs in this name that we cannot show."),
    "no-address": _l("For this we mail you a code. Add your mail address on your own page first."),
    "not-the-manager": _l("Only the manager of your organisation invites people."),
    "sample-operator": _l("runs this Wijkkas"),
    "too-many": _l("This was asked too often. Try again after %(again_at)s."),
    "way-back-old": _l("This code is older than 15 minutes. Ask for a new one."),
    "way-back-used": _l("This code was used already. Ask for a new one."),
    "uses-wrong": _l("An invitation works for 1 to %(most)s people."),
}

ACTS = {
    Act.PEOPLE_JOIN: _l("%(who)s joined Wijkkas."),
    Act.PEOPLE_CHANGE: _l("%(who)s changed their own details."),
    Act.PEOPLE_INVITE: _l("%(who)s made or took back an invitation."),
    Act.PEOPLE_SIGN_IN: _l("%(who)s signed in."),
    Act.PEOPLE_SIGN_OUT: _l("%(who)s signed out."),
}
