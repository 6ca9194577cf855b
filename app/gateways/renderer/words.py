"""The words on a picture that we made anew, as the command ``tesseract`` reads them."""

from __future__ import annotations

import shutil
import subprocess

from app.gateways.renderer.wire import Message

_SECONDS = 8
_MOST = 20_000


def read(question: Message) -> Message:
    """Answer with the words. The command lies behind the same fence as this child."""
    command = shutil.which("tesseract")
    if command is None:
        return Message({"text": ""})
    arguments = [command, "stdin", "stdout", "-l", str(question.facts["language"]), "--psm", "4"]
    done = subprocess.run(  # noqa: S603  a fixed command; the picture comes through a pipe
        arguments,
        input=question.blobs[0],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=False,
    )
    return Message({"text": done.stdout.decode("utf-8", "replace")[:_MOST]})
