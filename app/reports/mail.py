"""Letters of this room: a report came in, a question came back, the report was agreed to."""

from __future__ import annotations

from uuid import UUID

from app import mails
from app.extensions import db
from app.jobs import Facts
from grants.kit.access import Role
from grants.neighbourhoods.models import Organisation
from grants.neighbourhoods.queries import people_at
from grants.people.queries import readers
from grants.reports.models import Report
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import everybody


def tell_sent(facts: Facts) -> None:
    """To who reviews and decides at each funder."""
    report = _report(facts)
    group = db.session.get_one(Workgroup, report.owner_id).name
    who = {
        one
        for copy in report.copies
        for one in people_at(db.session(), copy.organisation_id, Role.REVIEWER, Role.DECIDER)
    }
    _send("sent", report, who, group=group)


def tell_asked(facts: Facts) -> None:
    """To the group: what they would like to know."""
    report = _report(facts)
    asker = db.session.get_one(Organisation, report.asked_by_id).name
    who = set(everybody(db.session(), report.owner_id))
    _send("asked", report, who, asker=asker, question=report.question)


def tell_accepted(facts: Facts) -> None:
    """To the group: it is settled."""
    report = _report(facts)
    _send("accepted", report, set(everybody(db.session(), report.owner_id)))


def tell_ended(facts: Facts) -> None:
    """To somebody whose receipt or allowance nobody said yes to in time."""
    _send("ended", _report(facts), {UUID(facts["person"])})


def _report(facts: Facts) -> Report:
    return db.session.get_one(Report, UUID(facts["report"]))


def _send(mail: str, report: Report, who: set[UUID], **values: str) -> None:
    told = readers(db.session(), who)
    title, report_id, proposal_id = report.title, report.id, report.proposal_id
    reference = report.reference
    db.session.rollback()
    for reader in told:
        mails.send(
            "reports",
            mail,
            reader,
            key=f"reports.{mail}:{report_id}",
            title=title,
            reference=reference,
            report_id=report_id,
            proposal_id=proposal_id,
            **values,
        )


HANDLERS = {
    "reports.sent": tell_sent,
    "reports.asked": tell_asked,
    "reports.accepted": tell_accepted,
    "reports.ended": tell_ended,
}
