import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.gateways.renderer import wire
from app.gateways.renderer.client import Renderer, RenderFailed
from app.gateways.renderer.wire import Message
from app.gateways.uploads import inspect_upload
from tests.gateways import samples

pytestmark = [
    pytest.mark.xdist_group("renderer"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

ROOT = Path(__file__).parents[2]

# A renderer whose children know four bad deeds besides their work.
NAUGHTY = """
import os, signal, socket, sys, time
from app.gateways.renderer import limits, server, work
from app.gateways.renderer.wire import Message
def hang(question):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True: time.sleep(60)
def burn(question):
    while True: pass
def grow(question):
    kept = []
    while True: kept.append(bytearray(50 << 20))
def crash(question):
    os.kill(os.getpid(), signal.SIGSEGV)
def write(question):
    import tempfile
    with tempfile.TemporaryFile() as file:
        while True: file.write(bytes(1 << 20))
def call(question):
    with socket.socket() as line:
        line.settimeout(1)
        line.connect(("127.0.0.1", question.facts["port"]))
    return Message({"called": True})
def look(question):
    return Message({"names": sorted(os.environ), "files": len(os.listdir("/proc/self/fd"))})
work._WORK.update(hang=hang, burn=burn, grow=grow, crash=crash, write=write, call=call, look=look)
work.FENCES[b"q"] = limits.Fence(memory=400 << 20, processor=1, wall=2, file_size=4 << 20)
work.pages.warm_up = lambda: None
server.main()
"""


class NaughtyRenderer(Renderer):
    command = ("-c", NAUGHTY)


@pytest.fixture
def naughty() -> Iterator[Renderer]:
    renderer = NaughtyRenderer()
    yield renderer
    renderer.close()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pid: int, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(pid)


def children_of(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("deed", ["hang", "burn", "grow", "crash", "write"])
def test_a_child_that_goes_wrong_harms_nobody(naughty: Renderer, deed: str) -> None:
    begun = time.monotonic()

    with pytest.raises(RenderFailed):
        naughty.ask(b"q", Message({"job": deed}))

    assert time.monotonic() - begun < 10
    assert inspect_upload("bon.jpg", samples.jpeg(), by=naughty).readable
    assert naughty.pid is not None


def test_a_child_that_hangs_keeps_nobody_waiting(naughty: Renderer) -> None:
    naughty.ask(b"i", Message({"job": "look"}))

    def wait() -> None:
        with suppress(RenderFailed):
            naughty.ask(b"q", Message({"job": "hang"}))

    slow = threading.Thread(target=wait)
    slow.start()
    begun = time.monotonic()

    inspect_upload("bon.jpg", samples.jpeg(), by=naughty)

    assert time.monotonic() - begun < 1.5
    assert slow.is_alive()
    slow.join()


def test_a_child_has_no_network(naughty: Renderer) -> None:
    with pytest.raises(RenderFailed, match=r"OSError|ConnectionRefused|Network"):
        naughty.ask(b"i", Message({"job": "call", "port": 9}))


def test_a_child_is_given_no_secret_and_no_open_file_of_the_app(
    naughty: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJKKAS_SECRET_KEY", "geheim")

    seen = naughty.ask(b"i", Message({"job": "look"})).facts

    assert "WIJKKAS_SECRET_KEY" not in seen["names"]
    assert seen["files"] <= 6


def test_a_renderer_that_died_is_started_again(naughty: Renderer) -> None:
    naughty.ask(b"i", Message({"job": "look"}))
    first = naughty.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert gone(first)

    assert naughty.ask(b"i", Message({"job": "look"})).facts

    assert naughty.pid != first


def test_a_child_dies_with_its_renderer(naughty: Renderer) -> None:
    naughty.ask(b"i", Message({"job": "look"}))
    errors: list[BaseException] = []

    def wait() -> None:
        try:
            naughty.ask(b"q", Message({"job": "hang"}))
        except RenderFailed as failed:
            errors.append(failed)

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert naughty.pid is not None
    until = time.monotonic() + 5
    while not (children := children_of(naughty.pid)) and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(naughty.pid, signal.SIGKILL)
    waiting.join()

    assert children
    assert all(gone(child) for child in children)
    assert len(errors) == 1


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL, None], ids=["term", "kill", "end"])
def test_no_process_is_left_when_the_app_ends(end: signal.Signals | None) -> None:
    code = (
        "import sys, time; from app.gateways.uploads import inspect_upload;"
        "from app.gateways.renderer.client import renderer; from tests.gateways import samples;"
        "inspect_upload('bon.jpg', samples.jpeg()); print(renderer().pid, flush=True);"
        "sys.stdin.read()"
    )
    app = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with app:
        assert app.stdout is not None
        renderer = int(app.stdout.readline())
        assert alive(renderer)
        if end is not None:
            app.send_signal(end)

    assert gone(renderer)


def test_a_worker_forked_from_a_warm_app_gets_a_renderer_of_its_own(naughty: Renderer) -> None:
    naughty.ask(b"i", Message({"job": "look"}))
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            naughty.ask(b"i", Message({"job": "look"}))
            os.write(writing, str(naughty.pid).encode())
            naughty.close()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        own = int(said.read())
    os.waitpid(pid, 0)

    assert own != naughty.pid
    assert naughty.ask(b"i", Message({"job": "look"})).facts


@pytest.mark.parametrize("killed", [False, True], ids=["ended", "killed"])
def test_nothing_is_left_in_the_folder_for_passing_files(
    naughty: Renderer, killed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RenderFailed):
        naughty.ask(b"q", Message({"job": "write"}))
    assert naughty.pid is not None
    assert len(list(tmp_path.iterdir())) == 1
    if killed:
        os.kill(naughty.pid, signal.SIGKILL)

    naughty.close()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "said",
    [b"", b"\x00\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x04nope",
     b'\x00\x00\x00\x1c{"facts": {}, "sizes": [-1]}', b'\x00\x00\x00\x24{"facts": {}, "sizes": [9999999999]}',
     b'\x00\x00\x00\x1b{"facts": {}, "sizes": [5]}ab'],
)  # fmt: skip
def test_an_answer_that_is_none_is_not_believed(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(said)

        with pytest.raises(wire.Broken):
            wire.receive(ours)
