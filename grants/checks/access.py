"""Who may see what a look found: the operators, because it names books and rows by id alone."""

from __future__ import annotations

from grants.checks.models import Audit
from grants.kit.access import STRANGER, YES, Actor, Verdict
from grants.kit.acts import Act


def may(actor: Actor, _act: Act, _audit: Audit) -> Verdict:
    """Operators; to everybody else it is not there."""
    return YES if actor.operator else STRANGER
