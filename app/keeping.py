"""The commands ``wijkkas backup`` and ``wijkkas restore``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app import backups, create_app, restoring
from app.backups import Summary, Unfit
from app.clock import now
from app.config import Settings, load
from app.extensions import db
from app.gateways.vault import Damaged, WrongKey
from app.world import world
from grants.checks import queries
from grants.kit import database

SHORTEST = 12
FILE = click.Path(dir_okay=False, path_type=Path)
DAMAGED = {
    "no-backup": "This is not a backup of Wijkkas.",
    "unknown-version": "This backup was made by a newer release.",
}


class _Stop(click.ClickException):
    """What goes wrong with backups, in words."""

    def __init__(self, fault: Exception) -> None:
        if isinstance(fault, WrongKey):
            words = "The passphrase is not that of this backup, or its first bytes were changed."
        elif isinstance(fault, Damaged):
            words = DAMAGED.get(str(fault), "This backup was changed, or a part of it is missing.")
        else:
            words = f"{fault}."
        super().__init__(words)


KEY_FILE = click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the passphrase; else WIJKKAS_BACKUP_KEY, else it is asked.",
)


@click.command()
@click.argument("dest", type=FILE)
@KEY_FILE
def backup(dest: Path, key_file: Path | None) -> None:
    """Keep everything in one encrypted file, and prove that it can be restored."""
    settings = load()
    key = _key(settings, key_file, new=True)
    with create_app(settings).app_context():
        try:
            made = backups.make(dest, db.engine, world().store, settings, key=key, at=now())
        except (Unfit, Damaged, WrongKey, FileNotFoundError) as fault:
            raise _Stop(fault) from fault
        finally:
            db.session.remove()
            db.engine.dispose()
    rows = made.rows.total()
    click.echo(f"{dest}: {rows} rows and {made.documents} documents of {made.made_at}.")
    click.echo(f"Restored in a temporary place and looked at. SHA-256 {backups.digest_of(dest)}")
    _tell(made, "This did not hold before the backup, and is kept as it is:")
    if made.findings:
        sys.exit(1)


@click.command()
@click.argument("src", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@KEY_FILE
@click.option("--even-so", is_flag=True, help="Also when it holds what did not hold at its making.")
def restore(src: Path, key_file: Path | None, *, even_so: bool) -> None:
    """Put a backup back on an empty instance: whole and looked at, or not at all."""
    settings = load()
    key = _key(settings, key_file, new=False)

    def agree(summary: Summary) -> None:
        _tell(summary, "This does not hold:")
        if summary.findings and not even_so:
            raise Unfit("Nothing was restored; with --even-so it is")

    try:
        done = restoring.restore(src, settings, key=key, agree=agree)
    except (Unfit, Damaged, WrongKey, FileExistsError) as fault:
        raise _Stop(fault) from fault
    rows = done.rows.total()
    click.echo(f"{rows} rows and {done.documents} documents, as they were at {done.made_at}.")
    click.echo("What was booked after that moment is not in it: lay it beside the bank.")


def against(session_of: Path, key_file: Path | None) -> list[str]:
    """What stood in the chains when that backup was made, and does not stand there now."""
    key = _key(load(), key_file, new=False)
    try:
        _, heads = backups.heads_of(session_of, key)
    except (Damaged, WrongKey) as fault:
        raise _Stop(fault) from fault
    with database.snapshot():
        found = [str(finding) for finding in queries.against(db.session(), heads)]
        db.session.rollback()  # what comes next writes: that is not this snapshot
    return found


def _key(settings: Settings, key_file: Path | None, *, new: bool) -> str:
    given = key_file.read_text().strip() if key_file else settings.backup_key.get_secret_value()
    key = given or str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new))
    if new and len(key) < SHORTEST:
        raise click.ClickException(f"A passphrase has at least {SHORTEST} characters.")
    return key


def _tell(summary: Summary, words: str) -> None:
    if summary.missing:
        click.echo(f"{summary.missing} documents have no bytes any more.", err=True)
    if summary.findings:
        click.echo(words, err=True)
    for finding in summary.findings:
        click.echo(f"  {finding}", err=True)
