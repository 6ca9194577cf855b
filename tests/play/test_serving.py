"""Serving: the child that does the jobs goes when its parent goes, however that ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

from app import serving
from app.config import ROOT

PARENT = """
import time
from app import serving
serving.work = lambda app: time.sleep(60)
print(serving.start_jobs(None), flush=True)
time.sleep(60)
"""


def test_the_jobs_end_when_the_server_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)

    parent.send_signal(signal.SIGKILL)
    parent.communicate()

    until = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(child)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123  a line of the kernel
        return file.read().split()[2] != "Z"


def test_a_port_in_use_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert not serving.is_free(port)
        assert serving.free_port(port) > port
