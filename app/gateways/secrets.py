"""What cannot be guessed: codes and tokens that follow from the installation's secret."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from grants.people.rules import Secrets


class HmacSecrets:
    """Derives by HMAC-SHA-256; each purpose is a world of its own."""

    def __init__(self, key: str) -> None:
        """Take the installation's secret; ``ValueError`` without one."""
        if not key:
            raise ValueError("the installation has no secret")
        self._key = key.encode()

    def derive(self, purpose: str, about: bytes) -> bytes:
        """Give 32 bytes that follow from the secret, the purpose and these bytes."""
        return hmac.digest(self._key, purpose.encode() + b"\x00" + about, hashlib.sha256)


def secrets() -> Secrets:
    """The secrets of the app that runs."""
    return HmacSecrets(current_app.config["SECRET_KEY"])
