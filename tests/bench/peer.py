"""ihatemoney, in an environment of its own, served as we are: gunicorn, two plain workers."""

from __future__ import annotations

import subprocess
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

from app.serving import HOST, WORKERS, free_port
from grants.kit.database import sqlite_module
from tests.bench.visit import Server, Visitor, asked, served

PEER = "ihatemoney==7.2.1"
HOME = Path("build") / "bench"
SETTINGS = """\
SQLALCHEMY_DATABASE_URI = "sqlite:///{file}"
SECRET_KEY = "only for the bench"
SESSION_COOKIE_SECURE = False
"""


def environment(home: Path = HOME) -> Path:
    """Make it, once; give its folder of programs."""
    folder = home.resolve() / PEER.replace("==", "-")
    programs = folder / "bin"
    if not (folder / "made").exists():
        venv.create(folder, with_pip=True, clear=True)
        packages = [PEER, f"gunicorn=={version('gunicorn')}"]
        pip = [str(programs / "python"), "-m", "pip", "install", "-q", "--no-input"]
        subprocess.run([*pip, *packages], check=True)
        (folder / "made").touch()
    return programs


@contextmanager
def running(folder: Path, programs: Path) -> Iterator[tuple[Server, Visitor]]:
    """Serve it on a database in this folder, with somebody signed in to the demo project."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "ihatemoney.cfg"
    settings.write_text(SETTINGS.format(file=folder / "ihatemoney.db"))
    about = {"IHATEMONEY_SETTINGS_FILE_PATH": str(settings), "PATH": str(programs)}
    # Its workers would both migrate at once.
    make = [str(programs / "python"), "-W", "ignore", "-m", "ihatemoney.manage", "--help"]
    subprocess.run(make, check=True, env=about, capture_output=True)
    port = free_port(5300)
    words = [str(programs / "gunicorn"), "-k", "sync", "-w", str(WORKERS)]
    words += ["-b", f"{HOST}:{port}", "ihatemoney.wsgi:application"]
    with served(words, port, env=about, cwd=folder) as server:
        yield server, _signed_in(port)


def _signed_in(port: int) -> Visitor:
    visitor = Visitor(port)
    visitor.get("/demo")
    page = visitor.get("/authenticate?project_id=demo")
    token = str(page.select("[name=csrf_token]")[0]["value"])
    visitor.post("/authenticate", {"csrf_token": token, "id": "demo", "password": "demo"})
    return visitor


def bill(visitor: Visitor) -> Callable[[], None]:
    """A call that sends its bill form: paid by one, for all."""
    page = visitor.get("/demo/add")
    form = next(one for one in page.select("form") if one.select("[name=payed_for]"))
    ids = [str(one["value"]) for one in form.select("[name=payed_for]")]
    fields = {
        "csrf_token": str(form.select("[name=csrf_token]")[0]["value"]),
        "date": str(form.select("[name=date]")[0]["value"]),
        "what": "Buurtwinkel",
        "payer": ids[0],
        "amount": "0.01",
        "payed_for": ids,
        "bill_type": "Expense",
    }
    body, cookies = urlencode(fields, doseq=True), dict(visitor.cookies)

    def once() -> None:
        status, _, led, _ = asked(visitor.port, "POST", "/demo/add", body, cookies)
        if status != 302 or "/demo/" not in led:
            raise LookupError(f"its bill form answers {status}")

    return once


def bills(visitor: Visitor) -> tuple[Callable[[], None], int]:
    """A call that gets its list, and how many rows are on it."""
    cookies = dict(visitor.cookies)
    rows = len(visitor.get("/demo/").select("#bill_table tbody tr"))

    def once() -> None:
        status, *_ = asked(visitor.port, "GET", "/demo/", None, cookies)
        if status != 200:
            raise LookupError(f"its list answers {status}")

    return once, rows


def count(folder: Path) -> int:
    """How many bills its database has."""
    connection = sqlite_module().connect(folder / "ihatemoney.db")
    found = int(connection.execute("SELECT count(*) FROM bill").fetchone()[0])
    connection.close()
    return found
