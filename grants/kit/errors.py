"""Refusals: how the rules say no. Words for people live on the web floor only."""

from __future__ import annotations


class Refusal(Exception):
    """The rules say no. ``code`` is kebab-case; ``field`` names the form field it is about."""

    def __init__(self, code: str, *, field: str | None = None, **facts: object) -> None:
        """Keep the code and what the sentence about it needs."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts


class NotAllowed(Refusal):
    """This actor may not do this to this thing."""


class NotNow(Refusal):
    """The thing is in another state, or something has to happen first."""


class Invalid(Refusal):
    """What was given cannot be: the field says which."""


class Unbalanced(Refusal):
    """The two sides do not add up."""


class OverRoom(Refusal):
    """There is not enough money left: ``left`` says how much there is."""


class Stale(Refusal):
    """Somebody else changed it meanwhile; ``theirs`` holds what stands now."""


class TooMany(Refusal):
    """A limit on tries was reached; ``again_at`` says when it ends."""
