"""Putting a backup back on an empty place: whole, looked at, and only then visible; or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url

from app import backups
from app.backups import Summary, Unfit
from app.config import Settings, write_keys
from app.gateways.files import FileStore, settle

Agree = Callable[[Summary], None]


def restore(source: Path, settings: Settings, *, key: str, agree: Agree) -> Summary:
    """Restore into what the settings name. ``agree`` raises when what was found is not wanted."""
    instance = settings.instance
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_full(settings)
    with TemporaryDirectory(prefix=".restoring-", dir=instance) as temporary:
        folder = Path(temporary)
        (folder / "documents").mkdir(mode=0o700)
        if make_url(settings.url).get_backend_name() == "sqlite":
            return _into_file(source, settings, folder, key, agree)
        return _into_server(source, settings, folder, key, agree)


def _into_file(source: Path, settings: Settings, folder: Path, key: str, agree: Agree) -> Summary:
    """The database's own file comes last: without it there is nothing there."""
    made = folder / "restored.db"
    engine = backups.restoring_engine(f"sqlite:///{made}")
    try:
        with engine.begin() as connection:
            summary = backups.load(source, key, connection, FileStore(folder / "documents"))
            _refuse_other_keys(settings, summary)
            agree(summary)
    finally:
        engine.dispose()
    _settled(made)
    _documents_in(folder, settings)
    _keys_in(settings, summary)
    target = _file_of(settings)
    # A link, not a rename: whatever came to stand there meanwhile is never written over.
    os.link(made, target)
    settle(target.parent)
    return summary


def _into_server(source: Path, settings: Settings, folder: Path, key: str, agree: Agree) -> Summary:
    """One transaction; the documents come before its end, because a file without a row harms nobody."""
    engine = backups.restoring_engine(settings.url)
    try:
        with engine.begin() as connection:
            summary = backups.load(source, key, connection, FileStore(folder / "documents"))
            _refuse_other_keys(settings, summary)
            agree(summary)
            _documents_in(folder, settings)
            _keys_in(settings, summary)
    finally:
        engine.dispose()
    return summary


def _refuse_full(settings: Settings) -> None:
    documents = settings.instance / "documents"
    if documents.exists() and any(documents.iterdir()):
        raise Unfit(f"{documents} is not empty: restore into an empty instance")
    if make_url(settings.url).get_backend_name() == "sqlite":
        for beside in ("", "-wal", "-journal"):
            there = Path(f"{_file_of(settings)}{beside}")
            if there.exists():
                raise Unfit(f"{there} is there already: restore into an empty instance")
        return
    engine = backups.restoring_engine(settings.url)
    try:
        if backups.tables_in(engine):
            raise Unfit("The database is not empty: restore into an empty one")
    finally:
        engine.dispose()


def _refuse_other_keys(settings: Settings, summary: Summary) -> None:
    """With other keys nobody could sign in as before, and no account number could be read."""
    here = {
        "secret_key": settings.secret_key.get_secret_value(),
        "cipher_key": settings.cipher_key.get_secret_value(),
    }
    if any(value and value != summary.secrets[name] for name, value in here.items()):
        raise Unfit("The keys in the settings here are not those of the backup: take them away")


def _documents_in(folder: Path, settings: Settings) -> None:
    documents = settings.instance / "documents"
    with suppress(FileNotFoundError):
        documents.rmdir()
    (folder / "documents").replace(documents)
    settle(settings.instance)


def _keys_in(settings: Settings, summary: Summary) -> None:
    if not settings.secret_key.get_secret_value():
        write_keys(settings.instance, **summary.secrets)


def _file_of(settings: Settings) -> Path:
    return Path(str(make_url(settings.url).database))


def _settled(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
