"""The letter about an award: the account is due soon."""

from __future__ import annotations

from uuid import UUID

from app import mails
from app.extensions import db
from app.jobs import Facts, Handler
from grants.awards.models import Award, AwardState
from grants.neighbourhoods.models import Organisation
from grants.people.queries import readers
from grants.reports.queries import living
from grants.reports.states import ReportState
from grants.workgroups.queries import everybody

WITH_THE_FUNDER = frozenset({ReportState.SENT, ReportState.READ, ReportState.ACCEPTED})


def remind(facts: Facts) -> None:
    """To everybody in the group. Sent, settled or stopped meanwhile: no mail."""
    award = db.session.get_one(Award, UUID(facts["award"]))
    report = living(db.session(), award.proposal_id)
    told = report is not None and report.state in WITH_THE_FUNDER
    if told or award.state is not AwardState.ACTIVE:
        db.session.rollback()
        return
    values = {
        "title": award.title,
        "organisation": db.session.get_one(Organisation, award.organisation_id).name,
        "proposal_id": award.proposal_id,
        "due": award.report_due_on,
    }
    whom = readers(db.session(), everybody(db.session(), award.owner_id))
    key = f"account-due:{award.id}"
    db.session.rollback()
    for reader in whom:
        mails.send("awards", "reminder", reader, key=key, **values)


HANDLERS: dict[str, Handler] = {"awards.reminder": remind}
