"""A client for real servers: two connections that ask as fast as they get answers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup

HOST = "127.0.0.1"
CONNECTIONS = 2
PATIENCE = 60.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Server:
    """A server that runs in a process group of its own."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def worked(self) -> float:
        """Seconds of the processor that all its processes had so far."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parts = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it ended just now
                continue
            if int(parts[2]) == self.process.pid:
                ticks += int(parts[11]) + int(parts[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(words: list[str], port: int, **about: Any) -> Iterator[Server]:
    """Run it until we have seen enough."""
    about |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process: subprocess.Popen[bytes] = subprocess.Popen(words, start_new_session=True, **about)
    try:
        _wait(process, port)
        yield Server(process, port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            Visitor(port).get("/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise LookupError("a server of the bench did not start")


@dataclass
class Visitor:
    """Somebody with cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = ""

    def get(self, path: str) -> BeautifulSoup:
        """A page, parsed; the address it was at in the end."""
        body = self._followed(*self.ask("GET", path), path)
        return BeautifulSoup(body, "html.parser")

    def post(self, path: str, fields: Any) -> BeautifulSoup:
        """What answers a form in the end."""
        body = self._followed(*self.ask("POST", path, urlencode(fields, doseq=True)), path)
        return BeautifulSoup(body, "html.parser")

    def ask(self, verb: str, path: str, body: str | None = None) -> tuple[int, bytes, str]:
        """One request, and no more: status, body, and where it leads."""
        status, said, led, set_ = asked(self.port, verb, path, body, self.cookies)
        for one in set_:
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(one).items()}
        return status, said, led

    def _followed(self, status: int, said: bytes, led: str, path: str) -> bytes:
        self.address = path
        while led:
            self.address = led.removeprefix(f"http://{HOST}:{self.port}")
            status, said, led = self.ask("GET", self.address)
        if status != 200:
            raise LookupError(f"{self.address} answers {status}")
        return said


def asked(
    port: int, verb: str, path: str, body: str | None, cookies: Mapping[str, str]
) -> tuple[int, bytes, str, list[str]]:
    """One request on a connection of its own."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    heads = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    connection.request(verb, path, body, heads | (FORM if body is not None else {}))
    answer = connection.getresponse()
    found = answer.read()
    connection.close()
    return (
        *(answer.status, found, answer.headers.get("Location", "")),
        answer.headers.get_all("Set-Cookie") or [],
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second, and milliseconds of the processor that the server had for each."""

    each_second: float
    work: float


def rate(server: Server, once: Callable[[], None], seconds: float) -> Rate:
    """Ask for so long, over two connections."""
    counts = [0] * CONNECTIONS
    begun, worked = time.perf_counter(), server.worked
    faults: list[Exception] = []

    def go(place: int) -> None:
        try:
            while time.perf_counter() - begun < seconds:
                once()
                counts[place] += 1
        except Exception as fault:  # noqa: BLE001  said below
            faults.append(fault)

    threads = [Thread(target=go, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    took, work = time.perf_counter() - begun, server.worked - worked
    return Rate(sum(counts) / took, work / sum(counts) * 1000)
