"""The warm process: imports the heavy parts once, then forks one limited child per question.

It reads no question itself: each comes with a line of its own, which goes straight to the child.
Started by ``client``; ends when the line to the app closes or the app is gone.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass

from app.gateways.renderer import limits, work

_TICK = 1.0
_SELDOM = 100_000


@dataclass
class Child:
    """A child at work, until when, and where it may write."""

    until: float
    folder: str


class Server:
    """Waits for questions, forks, and clears up after each child."""

    def __init__(self, line: socket.socket, folder: str) -> None:
        """Listen on this line to the app; whatever is written goes into this folder."""
        self.line = line
        self.parent = os.getppid()
        self.children: dict[int, Child] = {}
        self.folder = folder

    def serve(self) -> None:
        """Work until the app goes."""
        try:
            while os.getppid() == self.parent:
                ready, _, _ = select.select([self.line], [], [], self._patience())
                self._clear_up()
                if ready and not self._take():
                    break
        finally:
            for pid in self.children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _take(self) -> bool:
        """Take one question and fork a child for it; False when the app closed the line."""
        try:
            said, handles, _, _ = socket.recv_fds(self.line, 1, 1)
        except OSError:
            return False
        if not said or not handles:
            return False
        fence = work.FENCES.get(said, work.SMALLEST)
        folder = tempfile.mkdtemp(dir=self.folder)
        pid = os.fork()
        if pid == 0:
            self._be_child(handles[0], fence, folder)
        os.close(handles[0])
        self.children[pid] = Child(time.monotonic() + fence.wall, folder)
        return True

    def _be_child(self, handle: int, fence: limits.Fence, folder: str) -> None:
        try:
            limits.die_with(os.getppid())
            self.line.close()
            tempfile.tempdir = folder
            limits.close_fence(fence)
            with socket.socket(fileno=handle) as line:
                work.answer(line)
        finally:
            # No clearing up of what the parent shares: the kernel takes it all back.
            os._exit(0)

    def _patience(self) -> float:
        now = time.monotonic()
        return max(0.0, min([_TICK, *(child.until - now for child in self.children.values())]))

    def _clear_up(self) -> None:
        now = time.monotonic()
        for pid, child in list(self.children.items()):
            if now >= child.until:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if os.waitpid(pid, 0 if now >= child.until else os.WNOHANG)[0]:
                del self.children[pid]
                shutil.rmtree(child.folder, ignore_errors=True)


def main() -> None:
    """Warm up, leave the network, say so, serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library writes may quote the page; the answer says enough.
    logging.disable(logging.CRITICAL)
    line = socket.socket(fileno=int(sys.argv[1]))
    work.warm_up()
    limits.leave_network()
    # A child lives for one paper: it shares what is here and seldom has to tidy up after itself.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SELDOM, 20, 20)
    line.sendall(b"r")
    Server(line, sys.argv[2]).serve()


if __name__ == "__main__":
    main()
