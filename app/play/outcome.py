"""What is left when the story was played: the papers of one plan, a book and all history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from flask import Flask, url_for
from sqlalchemy.orm import Session

from app.clock import told
from app.play.runner import LAST, Stage
from app.who import TOKEN
from grants.documents.models import Document
from grants.history import queries as history
from grants.history.rules import text_of
from grants.kit.canon import canonical
from grants.people import service as people
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.reports.models import Report
from grants.requests.models import Request
from grants.reviews.models import Decision


def write_papers(stage: Stage, app: Flask, out: Path, key: str, reader: str) -> list[Path]:
    """Write the papers of one plan into a folder, as a member of its group gets them."""
    proposal = stage.get(Proposal, key)
    stage.at = stage.moment(-1, LAST.isoformat())
    with app.test_request_context(base_url=app.config["ADDRESS"]):
        plan = url_for("proposals.paper", proposal_id=proposal.id)
        book = url_for("ledger.book_file", shelf="all")
    files = {
        "plan.pdf": _page(stage, app, reader, plan),
        "request.pdf": _kept(stage, stage.get(Request, f"{key} request").document_id),
        "decision.pdf": _kept(stage, stage.get(Decision, f"{key} decision").document_id),
        "report.pdf": _kept(stage, stage.get(Report, f"{key} report").document_id),
        "book.csv": _page(stage, app, reader, book),
        "history.jsonl": "".join(_events(stage.session)).encode(),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (out / name).write_bytes(data)
    return [out / name for name in files]


def _page(stage: Stage, app: Flask, reader: str, path: str) -> bytes:
    """What a person gets at this address."""
    with told(stage.at):
        person = stage.get(Person, reader)
        _, token = people.begin_session(stage.session, person, fresh=False, at=stage.at)
        stage.session.commit()
        client, address = app.test_client(), app.config["ADDRESS"]
        with client.session_transaction(base_url=address) as kept:
            kept[TOKEN] = token
        answer = client.get(path, base_url=address)
    if answer.status_code != 200:  # noqa: PLR2004  the one answer with a paper in it
        raise LookupError(f"{path} answers {answer.status}")
    return bytes(answer.data)


def _kept(stage: Stage, document_id: UUID | None) -> bytes:
    """The bytes of a paper that a job made in the story."""
    if document_id is None:
        raise LookupError("a paper of the story was not made")
    document = stage.session.get_one(Document, document_id)
    return stage.world.store.open(document.hash)


def _events(session: Session) -> Iterator[str]:
    """Every event of every chain, one a line, as it was hashed and with its hash."""
    for owner_id in history.owners(session):
        for one in history.chain(session, owner_id):
            yield canonical({**json.loads(text_of(one)), "hash": one.hash}) + "\n"
