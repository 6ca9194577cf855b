"""A backup: one sealed file with all tables, all kept files and the installation's own keys.

Written while people go on working: the tables are those of one moment, and the bytes of a document
never change. Records: a small header in JSON, and bytes. First the manifest, then the heads of all
chains, the rows, the documents, and at the end how many there were.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.orm import Session

from app import health
from app.config import ROOT, Settings
from app.gateways import dump
from app.gateways.files import FileStore, hash_of
from app.gateways.vault import Damaged, Opener, Sealer
from grants.checks import queries
from grants.checks.models import Chain
from grants.checks.rules import DOCUMENTS_AT_ONCE, Finding, Head
from grants.documents.store import Store
from grants.kit import database

_FORMAT = 1
_HEADS = 1000
_FRAME = struct.Struct(">II")


class Unfit(Exception):
    """It cannot be restored here, or is not what it says; the message says why, for people."""


@dataclass
class Summary:
    """What a backup holds, or what was restored from it."""

    made_at: str
    revision: str
    secrets: dict[str, str]
    tables: dict[str, dump.Shape]
    rows: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    missing: int = 0
    heads: list[Head] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


# ---- Making one ------------------------------------------------------------------------------


def make(
    target: Path, engine: Engine, store: Store, settings: Settings, *, key: str, at: datetime
) -> Summary:
    """Write a backup, restore it in a temporary place, look at everything there; then it is good."""
    if target.exists():
        raise Unfit(f"{target} is there already")
    part = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealer = Sealer(file, key)
            written = _write(sealer, engine, store, settings, at)
            sealer.finish()
            file.flush()
            os.fsync(file.fileno())
        # What is open for a moment stays where all else is open, also when this is cut off.
        found = verified(part, key, settings.instance, written)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return found


def verified(source: Path, key: str, beside: Path, written: Summary | None = None) -> Summary:
    """Restore into a temporary place in ``beside``, where all has to be as it was written."""
    with TemporaryDirectory(prefix=".wijkkas-", dir=beside) as folder:
        engine = restoring_engine(f"sqlite:///{Path(folder) / 'restored.db'}")
        try:
            with engine.begin() as connection:
                found = load(source, key, connection, FileStore(Path(folder) / "documents"))
        finally:
            engine.dispose()
    if written is not None and (found.rows, found.documents) != (written.rows, written.documents):
        raise Unfit("What was read back is not what was written")
    return found


def _write(
    sealer: Sealer, engine: Engine, store: Store, settings: Settings, at: datetime
) -> Summary:
    with database.snapshot(), Session(engine) as session:
        connection = session.connection()
        summary = Summary(
            made_at=at.isoformat(),
            revision=_revision(connection),
            secrets=_secrets(settings),
            tables=dump.shapes(),
        )
        _record(sealer, {"kind": "manifest"}, json.dumps(_manifest(summary)).encode())
        for part in _parts(queries.heads(session)):
            _record(sealer, {"kind": "heads"}, part)
        for name, shape in summary.tables.items():
            for count, lines in dump.rows(connection, name, shape):
                _record(sealer, {"kind": "rows", "table": name}, lines)
                summary.rows[name] += count
    for hash_, data in _documents(engine, store):
        if data is None:
            summary.missing += 1
            continue
        _record(sealer, {"kind": "document", "hash": hash_}, data)
        summary.documents += 1
    end = {"rows": summary.rows, "documents": summary.documents, "missing": summary.missing}
    _record(sealer, {"kind": "end"}, json.dumps(end).encode())
    return summary


def _documents(engine: Engine, store: Store) -> Iterator[tuple[str, bytes | None]]:
    """The bytes of each document, each once where its rows follow each other; no lock is held."""
    after: UUID | None = None
    while True:
        with database.reading(), Session(engine) as session:
            rows = queries.documents_after(session, after, DOCUMENTS_AT_ONCE)
        if not rows:
            return
        for hash_ in dict.fromkeys(row.hash for row in rows):
            try:
                yield hash_, store.open(hash_)
            except KeyError:
                yield hash_, None
        after = rows[-1].id


def _parts(heads: Iterator[Head]) -> Iterator[bytes]:
    held: list[list[object]] = []
    for head in heads:
        held.append([head.owner_id.hex, str(head.chain), head.no, head.hash])
        if len(held) == _HEADS:
            yield json.dumps(held).encode()
            held = []
    if held:
        yield json.dumps(held).encode()


def _manifest(summary: Summary) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "made_at": summary.made_at,
        "revision": summary.revision,
        "secrets": summary.secrets,
        "tables": summary.tables,
    }


def _secrets(settings: Settings) -> dict[str, str]:
    return {
        "secret_key": settings.secret_key.get_secret_value(),
        "cipher_key": settings.cipher_key.get_secret_value(),
    }


def _revision(connection: Connection) -> str:
    found = health.revision_of(connection)
    if found is None or found != health.head():
        raise Unfit(
            "The tables are not those of this release: run “wijkkas database upgrade” first"
        )
    return found


def _record(sealer: Sealer, head: dict[str, str], data: bytes) -> None:
    words = json.dumps(head).encode()
    sealer.write(_FRAME.pack(len(words), len(data)) + words)
    sealer.write(data)


# ---- Reading one -----------------------------------------------------------------------------


def heads_of(source: Path, key: str) -> tuple[str, list[Head]]:
    """When a backup was made, and where all chains stood then: to lay beside a living database."""
    heads: list[Head] = []
    made_at = ""
    for head, data in _records(source, key):
        if head["kind"] == "manifest":
            made_at = str(json.loads(data)["made_at"])
        elif head["kind"] == "heads":
            heads += _heads(data)
        elif head["kind"] == "rows":
            break
    return made_at, heads


def load(source: Path, key: str, connection: Connection, store: FileStore) -> Summary:
    """Put everything in empty tables and an empty store, and hold it against what it says."""
    records = _records(source, key)
    summary = _begun(next(records, ({}, b"")))
    end: dict[str, Any] = {}
    _upgrade(connection, summary.revision)
    with dump.unguarded(connection):
        for head, data in records:
            if head["kind"] == "heads":
                summary.heads += _heads(data)
            elif head["kind"] == "rows":
                name = head["table"]
                summary.rows[name] += dump.add(connection, name, summary.tables[name], data)
            elif head["kind"] == "document":
                _keep(store, head["hash"], data)
                summary.documents += 1
            else:
                end = json.loads(data)
    if end != {**end, "rows": dict(summary.rows), "documents": summary.documents} or not end:
        raise Unfit("It does not hold what it says it holds")
    summary.missing = end["missing"]
    _upgrade(connection, str(health.head()))
    _look(connection, store, summary)
    return summary


def _begun(first: tuple[dict[str, str], bytes]) -> Summary:
    head, data = first
    if head.get("kind") != "manifest":
        raise Damaged("no-manifest")
    manifest = json.loads(data)
    if manifest["format"] > _FORMAT or not health.is_known(manifest["revision"]):
        raise Unfit("It was made by a newer release: install that one first")
    given = {name: manifest[name] for name in ("made_at", "revision", "secrets", "tables")}
    return Summary(**given)


def _records(source: Path, key: str) -> Iterator[tuple[dict[str, str], bytes]]:
    with source.open("rb") as file:
        opener = Opener(file, key)
        kind = ""
        while kind != "end":
            words, size = _FRAME.unpack(opener.read(_FRAME.size))
            head = json.loads(opener.read(words))
            kind = head["kind"]
            yield head, opener.read(size)
        opener.finish()


def _heads(data: bytes) -> list[Head]:
    return [Head(UUID(one[0]), Chain(one[1]), one[2], one[3]) for one in json.loads(data)]


def _keep(store: FileStore, hash_: str, data: bytes) -> None:
    if hash_of(data) != hash_:
        raise Unfit(f"The bytes of document {hash_} changed")
    store.put(data)


def _look(connection: Connection, store: Store, summary: Summary) -> None:
    """Chains stand where they stood; all else that does not hold was so when it was made."""
    with Session(connection) as session:
        moved = list(queries.against(session, summary.heads))
        summary.findings = list(queries.everything(session, store))
    if moved:
        raise Unfit(f"What was restored is not what was kept: {moved[0]}")


def _upgrade(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def restoring_engine(url: str) -> Engine:
    """An engine for an empty place: keys are looked at when all rows are there."""
    engine = create_engine(url, **database.engine_options(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settings)
        event.listen(engine, "begin", lambda one: one.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _settings(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for setting in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {setting}")


def tables_in(engine: Engine) -> list[str]:
    """What stands in a database already."""
    return inspect(engine).get_table_names()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, to write down beside it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
