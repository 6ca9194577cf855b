"""One message over a socket: a JSON head and any number of blobs, each of known length."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_HEAD_LIMIT = 4 << 20
_BODY_LIMIT = 256 << 20


class Broken(OSError):
    """The other side ended in the middle, or said something that is no message."""


@dataclass(frozen=True)
class Message:
    """What is asked or answered: plain facts and bytes."""

    facts: Mapping[str, Any]
    blobs: Sequence[bytes] = field(default_factory=tuple)


def send(line: socket.socket, message: Message) -> None:
    """Write one message."""
    head = json.dumps({"facts": message.facts, "sizes": [len(b) for b in message.blobs]}).encode()
    line.sendall(len(head).to_bytes(4, "big") + head)
    for blob in message.blobs:
        line.sendall(blob)


def receive(line: socket.socket) -> Message:
    """Read one message, else ``Broken``."""
    length = int.from_bytes(_exactly(line, 4), "big")
    if length > _HEAD_LIMIT:
        raise Broken("head too long")
    try:
        head = json.loads(_exactly(line, length))
        facts, sizes = dict(head["facts"]), [int(size) for size in head["sizes"]]
    except (ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise Broken("no message") from wrong
    if min(sizes, default=0) < 0 or sum(sizes) > _BODY_LIMIT:
        raise Broken("body too long")
    return Message(facts, [_exactly(line, size) for size in sizes])


def _exactly(line: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        part = line.recv(min(size - len(received), 1 << 20))
        if not part:
            raise Broken("ended early")
        received += part
    return bytes(received)
