"""Who may look into a book."""

from __future__ import annotations

from grants.kit.access import STRANGER, YES, Actor, Verdict, no
from grants.kit.acts import Act
from grants.ledger.models import Book


def may(actor: Actor, act: Act, book: Book) -> Verdict:
    """Members, coach and holder see it; nobody writes in it but through the rooms above."""
    owner_id = book.owner_id
    is_tied = owner_id in actor.roles or actor.holds_money_of(owner_id)
    if not is_tied:
        return STRANGER
    return YES if act is Act.LEDGER_SEE else no("book-only-adds")
