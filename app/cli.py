"""The commands: ``wijkkas …``, and the same ones as ``flask …``."""

from __future__ import annotations

import logging
import sys
from datetime import date, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import structlog
from flask import current_app
from sqlalchemy import make_url

from app import ROOMS, create_app, health, jobs, keeping, serving, words
from app.checks import jobs as checks
from app.clock import now, today
from app.config import ROOT, Settings, load, make_keys
from app.extensions import db
from app.gateways.testbank import serving as testbank
from app.mails import link
from app.play import outcome, sample
from app.play.acting import act, repeatable_world
from app.world import world
from grants.allowances import service as allowances
from grants.kit import database as databases
from grants.owners import service as owners
from grants.payments import service as payments
from grants.people import service as people
from grants.people.queries import has_operator, open_invitations
from grants.spending import service as spending

DAY = click.DateTime(["%Y-%m-%d"])
PORT = 5050
NO_SECRET = "what is played for its papers is thrown away"  # noqa: S105  it is none


@click.group()
def main() -> None:
    """A neighbourhood workgroup's money, from plan to settled report."""


@main.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--on", type=DAY, help="The day that the story leads up to; today by default.")
def play(out: Path, on: datetime | None) -> None:
    """Play the whole job on a temporary database; write its papers into a folder."""
    with TemporaryDirectory(prefix="wijkkas-play-") as folder:
        settings = sample.settings_of(
            Path(folder), address="https://wijkkas.example", secret_key=NO_SECRET
        )
        app = create_app(settings, repeatable_world(settings))
        with app.app_context():
            stage = act(on.date() if on else today(), click.echo)
            for file in outcome.write_papers(stage, app, out, "cafe", "fatima"):
                click.echo(f"{file}  {file.stat().st_size} bytes")
            found = health.faults(db.session(), world().store)
    _tell_faults(found)
    click.echo("The books balance and every chain holds.")


@main.command()
@click.option("--again", is_flag=True, help="Play the sample anew, from today.")
@click.option("--port", default=PORT, show_default=True)
@click.option("--only-play", is_flag=True, help="Make the sample and do not serve it.")
def demo(*, again: bool, port: int, only_play: bool) -> None:
    """Show a working Wijkkas with an invented neighbourhood."""
    folder = load().instance / "sample"
    try:
        day = sample.day_of_sample(folder)
        if again or day is None:
            with sample.held(folder, alone=True):
                day = _play_sample(folder)
        if only_play:
            return
        with sample.held(folder):
            _show(folder, day, port)
    except sample.NotTheSample as stranger:
        raise click.ClickException(
            f"{stranger} was not made by the sample, so it is left as it is. "
            "Move it away, or use “wijkkas run” for a real instance."
        ) from stranger
    except sample.InUse as busy:
        raise click.ClickException("The sample is open elsewhere. Stop that one first.") from busy


def _play_sample(folder: Path) -> date:
    day = today()
    click.echo("Playing the sample neighbourhood, once; this takes a moment …")
    logging.disable(logging.CRITICAL)
    sample.make_sample(folder, day, partial(_play_into, day))
    return day


def _play_into(day: date, folder: Path) -> None:
    app = create_app(sample.settings_of(folder, address=f"http://{serving.HOST}:{PORT}"))
    with app.app_context():
        act(day, lambda _line: None)
        found = health.faults(db.session(), world().store)
        db.session.remove()
        db.engine.dispose()
    _tell_faults(found)


def _show(folder: Path, day: date, port: int) -> None:
    if day < today():
        click.echo(f"This sample is of {day}. “make demo-again” makes it anew, as of today.")
    port = serving.free_port(port)
    address = f"http://{serving.HOST}:{port}"
    bank = serving.free_port(port + 1)
    app = create_app(sample.settings_of(folder, address=address, **_proefbank(bank)))
    with app.app_context():
        if health.schema() != health.head():
            raise click.ClickException("This sample is of another release: run make demo-again.")
        for line in sample.who_is_who(db.session()):
            click.echo(line)
        db.session.remove()
    told = f"{address}/payments/provider/events"
    serving.start_child(lambda: testbank.serve(serving.HOST, bank, told, folder / sample.PROEFBANK))
    serving.serve(
        app,
        port,
        lambda: click.echo(
            f"\n  {address}\n\n  Play money: http://{serving.HOST}:{bank} (the Proefbank)\n"
        ),
    )


def _proefbank(port: int) -> dict[str, str]:
    """The sample pays at a stand-in on this machine, with keys that open nothing else."""
    return {
        "stripe_key": "sk_test_proefbank",
        "stripe_webhook_secret": "whsec_proefbank",
        "stripe_base": f"http://{serving.HOST}:{port}",
    }


@main.command()
@click.option("--port", type=int, help="On this machine; that of the address by default.")
@click.option("--invite", is_flag=True, help="Print a new invitation for an operator.")
def run(*, port: int | None, invite: bool) -> None:
    """Run a real instance; the first time it prints an invitation for its operator."""
    make_keys(load().instance)
    settings = load(sample=False)
    _refuse_unsafe(settings)
    port = port or _port_of(settings)
    if not serving.is_free(port):
        raise click.ClickException(f"Port {port} is in use. Choose another with --port.")
    if settings.is_loopback:
        settings = settings.model_copy(update={"address": f"http://{serving.HOST}:{port}"})
    app = create_app(settings)
    with app.app_context():
        _upgrade()
        _seed()
        _invite_operator(anew=invite)
    serving.serve(app, port, lambda: click.echo(f"Wijkkas answers at {settings.address}"))


def _port_of(settings: Settings) -> int:
    port = settings.address.rsplit(":", 1)[-1].strip("/")
    return int(port) if settings.is_loopback and port.isdigit() else 5000


def _refuse_unsafe(settings: Settings) -> None:
    if make_url(settings.url).get_backend_name() == "sqlite" and not databases.is_safe_sqlite():
        needed = ".".join(map(str, databases.SAFE_SQLITE))
        raise click.ClickException(
            f"This SQLite can damage a database that is in use. Wijkkas needs {needed} or newer "
            "(the package pysqlite3 brings it), or PostgreSQL: set WIJKKAS_DATABASE_URL."
        )
    if not settings.is_https and not settings.is_loopback:
        raise click.ClickException(
            f"{settings.address} is not https. People sign in there, so it has to be: put a "
            "proxy with a certificate before it and set WIJKKAS_ADDRESS to its https address."
        )


def _seed() -> None:
    """What comes with this release: amounts that nobody wrote down yet, marks of account numbers."""
    session, vault = db.session(), world().vault
    for shut in (*people.mark_numbers(session, vault), *payments.mark_numbers(session, vault)):
        click.echo(f"An account number does not open with this key: {shut}", err=True)
    allowances.seed_caps(db.session(), at=now())
    spending.seed_ceiling(db.session(), at=now())
    db.session.commit()


def _invite_operator(*, anew: bool) -> None:
    session = db.session()
    if not anew and has_operator(session):
        return
    if not anew and open_invitations(session, owners.installation(session), at=now()):
        click.echo("The link that was printed before still works; --invite prints a new one.")
        return
    invitation = people.invite_operator(session, now())
    token = people.token_of(invitation, world().secrets)
    db.session.commit()
    click.echo("Open this link once, within a week, to become the operator:\n")
    click.echo(f"  {link('people.join', token=token)}\n")


@main.group("jobs")
def jobs_() -> None:
    """What has to be sent or made after the commit."""


@jobs_.command("run")
@click.option("--once", is_flag=True, help="Do what is due now, and stop.")
def run_jobs(*, once: bool) -> None:
    """Work through the outbox."""
    app = create_app()
    if not once:
        serving.work(app)
    with app.app_context():
        click.echo(f"{jobs.run_due()} jobs")


@main.group()
def ledger() -> None:
    """The books."""


@ledger.command("check")
@click.option("--against", type=click.Path(exists=True, path_type=Path), help="A backup.")
@keeping.KEY_FILE
def check_ledger(against: Path | None, key_file: Path | None) -> None:
    """Add up all books anew, follow all chains, read all documents; name what is wrong.

    Beside a backup also what stood in it and no longer stands here.
    """
    with create_app().app_context():
        moved = keeping.against(against, key_file) if against else []
        _tell_faults([*moved, *checks.look().lines])
    click.echo("The books balance, every chain holds, every document is whole.")


@main.group()
def database() -> None:
    """The tables."""


@database.command("upgrade")
def upgrade_database() -> None:
    """Bring the tables to what this release expects."""
    make_keys(load().instance)
    with create_app().app_context():
        _upgrade()
        _seed()
        click.echo(f"The database stands at {health.schema()}.")


def _upgrade() -> None:
    migrating: Any = import_module("flask_migrate")  # only who migrates pays for it
    migrating.Migrate(current_app, db, directory=str(ROOT / "migrations"))
    migrating.upgrade()


@main.command("words")
@click.option("--check", is_flag=True, help="Only say what is missing or no longer used.")
def words_(*, check: bool) -> None:
    """Merge the texts of code and templates into the catalogues."""
    source, wrong = words.extracted(), []
    for language in words.LANGUAGES:
        if not check:
            words.write(language, words.merged(language, source, words.read(language)))
        wrong += [f"{language}: missing: {text}" for text in words.missing(language, source)]
        wrong += [f"{language}: stands nowhere: {text}" for text in words.stale(language, source)]
    _tell_faults(wrong)


def _tell_faults(found: list[str]) -> None:
    for line in found:
        click.echo(line, err=True)
    if found:
        sys.exit(1)


def _add_rooms() -> None:
    """Rooms that have commands of their own bring them as ``group``."""
    for room in ROOMS:
        if find_spec(f"app.{room}") and find_spec(f"app.{room}.cli"):
            main.add_command(import_module(f"app.{room}.cli").group)


_add_rooms()
main.add_command(keeping.backup)
main.add_command(keeping.restore)
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))

if __name__ == "__main__":
    main()
