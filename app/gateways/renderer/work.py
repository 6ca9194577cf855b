"""Which work there is, how much each may use, and how a child answers."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

from app.gateways.renderer import limits, pages, papers, pictures, wire, words
from app.gateways.renderer.wire import Message

_MIB = 1 << 20
PICTURE, PAPER, PAGE, STATEMENT, WORDS = b"i", b"p", b"h", b"s", b"w"

# Only one byte reaches the server itself; the child gets the rest.
FENCES = {
    PICTURE: limits.Fence(memory=1024 * _MIB),
    PAPER: limits.Fence(memory=768 * _MIB),
    PAGE: limits.Fence(memory=1536 * _MIB, processor=20),
    STATEMENT: limits.Fence(memory=1024 * _MIB),
    WORDS: limits.Fence(memory=1024 * _MIB, processor=10, wall=12),
}
SMALLEST = limits.Fence(memory=512 * _MIB, processor=2, wall=3)


def _statement(question: Message) -> Message:
    from app.gateways.bank import reading  # noqa: PLC0415  heavy, and only in the renderer

    return reading.read(question)


_WORK = {"picture": pictures.remade, "paper": papers.cleaned, "page": pages.rendered}
_WORK |= {"statement": _statement, "words": words.read}


def warm_up() -> None:
    """Import what is heavy, once."""
    pictures.warm_up()
    papers.warm_up()
    pages.warm_up()


def answer(line: socket.socket) -> None:
    """Read one question, do the work, answer. Memory that runs out is an answer too."""
    try:
        question = wire.receive(line)
        reply = _done(question)
    except MemoryError:
        reply = Message({"failed": "out-of-memory"})
    with suppress(OSError):
        wire.send(line, reply)


def _done(question: Message) -> Message:
    job = str(question.facts["job"])
    try:
        return _WORK[job](question)
    except MemoryError:
        raise
    except BaseException as problem:
        if os.environ.get("WIJKKAS_RENDERER_TRACE"):
            raise
        return Message({"failed": type(problem).__name__})
