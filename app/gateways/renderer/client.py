"""Asking the renderer, from the app: starts it when needed, starts it again when it died."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from app.gateways.renderer import wire
from app.gateways.renderer.wire import Message

_ROOT = Path(__file__).resolve().parents[3]
_START_SECONDS = 90
# A little more than the longest time a child gets, so that the renderer ends it, not we.
_ANSWER_SECONDS = 25
# No secret of the app goes along; the seed makes two renderers write the same bytes.
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "XDG_CACHE_HOME",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
)


class RenderFailed(Exception):
    """The child crashed, hung, grew too large or could not do it. ``reason`` is kebab-case."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class Renderer:
    """One warm process for this process. Safe to use from several threads."""

    command: tuple[str, ...] = ("-m", "app.gateways.renderer.server")

    def __init__(self) -> None:
        """Nothing is started before the first question."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._folder = ""
        self._owner = 0

    @property
    def pid(self) -> int | None:
        """The process that is running for us now, if any."""
        return self._process.pid if self._process else None

    def ask(self, work: bytes, question: Message) -> Message:
        """Have one child do the work; ``RenderFailed`` when it could not."""
        with self._hand_over(work) as line:
            line.settimeout(_ANSWER_SECONDS)
            try:
                wire.send(line, question)
                answer = wire.receive(line)
            except TimeoutError as late:
                raise RenderFailed("too-slow") from late
            except OSError as ended:
                raise RenderFailed("child-ended") from ended
        if "failed" in answer.facts:
            raise RenderFailed(str(answer.facts["failed"]))
        return answer

    def close(self) -> None:
        """Let the renderer go; it ends by itself when the line closes."""
        with self._lock:
            self._let_go()

    def _hand_over(self, work: bytes) -> socket.socket:
        """Give the renderer one end of a new line and keep the other; one more try if it died."""
        for last in (False, True):
            ours, theirs = socket.socketpair()
            try:
                with theirs, self._lock:
                    socket.send_fds(self._started(), [work], [theirs.fileno()])
            except OSError as gone:
                ours.close()
                with self._lock:
                    self._let_go()
                if last:
                    raise RenderFailed("renderer-gone") from gone
            else:
                return ours
        raise AssertionError("not reached")

    def _started(self) -> socket.socket:
        if self._owner != os.getpid():
            self._forget()
        if self._process is not None and self._process.poll() is not None:
            self._let_go()
        if self._line is None:
            self._start()
        assert self._line is not None  # noqa: S101
        return self._line

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        self._folder = tempfile.mkdtemp(prefix="wijkkas-renderer-")
        surroundings = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        surroundings |= {"PYTHONHASHSEED": "0", "PYTHONPATH": str(_ROOT), "TMPDIR": self._folder}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter, fixed arguments
                [sys.executable, *self.command, str(theirs.fileno()), self._folder],
                env=surroundings,
                cwd=self._folder,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._line, self._owner = ours, os.getpid()
        ours.settimeout(_START_SECONDS)
        if ours.recv(1) != b"r":
            raise OSError("the renderer did not start")

    def _let_go(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None and self._owner == os.getpid():
            try:
                self._process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            # It does this itself, unless it was killed.
            shutil.rmtree(self._folder, ignore_errors=True)
        self._line = self._process = None

    def _forget(self) -> None:
        """After a fork the renderer stays with the parent; this process starts its own."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.returncode = 0
        self._line = self._process = None


_renderer = Renderer()


def renderer() -> Renderer:
    """Give the renderer of this process."""
    return _renderer


def _at_exit() -> None:
    with suppress(Exception):
        _renderer.close()


atexit.register(_at_exit)


def _after_fork() -> None:
    # The lock may be held by a thread that does not exist here.
    _renderer._lock = threading.Lock()  # noqa: SLF001


os.register_at_fork(after_in_child=_after_fork)
