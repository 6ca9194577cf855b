"""Text that a person typed while her session or her code had run out.

It travels through sign-in as a hidden field, sealed for her alone and for a day, and is shown
again in the form it came from. It is never sent by itself.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from grants.people.cipher import Cipher

LIFE = timedelta(days=1)
_PURPOSE = b"people.kept"
# What belongs to the page it was sent from, and not to what was typed.
UNTYPED = frozenset({"csrf_token", "form_id", "kept"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, on which page, and whether a file was with it, which cannot travel."""

    path: str
    fields: tuple[tuple[str, str], ...]
    file: bool = False


def keep(kept: Kept, person_id: UUID, *, cipher: Cipher, at: datetime) -> str:
    """Seal it for this person."""
    fields = [[name, value] for name, value in kept.fields if name not in UNTYPED]
    text = json.dumps([int(at.timestamp()), kept.path, fields, kept.file])
    sealed = cipher.seal(text, about=_PURPOSE + person_id.bytes)
    return base64.urlsafe_b64encode(sealed).decode()


def unkeep(text: str, person_id: UUID, *, cipher: Cipher, at: datetime) -> Kept | None:
    """Open it; None when it was sealed for another, changed, or is older than a day."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode())
        opened = cipher.open(sealed, about=_PURPOSE + person_id.bytes)
        stamp, path, fields, file = json.loads(opened)
    except (ValueError, binascii.Error):
        return None
    if at - datetime.fromtimestamp(stamp, UTC) > LIFE:
        return None
    return Kept(path, tuple((name, value) for name, value in fields), file)
