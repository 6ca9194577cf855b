"""Advice and decision by the partner organisation.

Review (*beoordeling*): what one reviewer, tied to nobody in the group, advises. Decision
(*besluit*): all, part or none, with a reason in plain words; proposed, then sent by another
person than the only adviser. The letter says it in plain words.
"""
