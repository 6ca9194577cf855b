"""Writing the report: three questions, reasons, money left, photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app import messages
from app.access import me, outside
from app.clock import now
from app.documents import count_upload
from app.extensions import db
from app.fields import BaseForm, PostForm
from app.gateways.uploads import Picture
from app.reports.forms import AnswersForm, LeftForm, PhotoForm, SeenForm, reasons_form
from app.reports.routes import bp
from app.reports.routes.group import started, theme_of, writable
from app.world import world
from grants.documents import service as documents
from grants.documents.models import Document
from grants.documents.store import Stored
from grants.kit.acts import Act
from grants.kit.errors import Invalid, Refusal, Stale
from grants.proposals.models import Proposal
from grants.reports import queries, service
from grants.reports.models import Leftover, Photo, Report
from grants.reports.rules import Gathered, LineFacts
from grants.reports.service import Shot
from grants.reports.service.writing import marks_of


@bp.route("/<uuid:proposal_id>/answers", methods=["GET", "POST"])
def answers(proposal_id: UUID) -> ResponseReturnValue:
    """How many came, what went well, what next."""
    plan, report = writable(proposal_id, Act.REPORTS_WRITE)
    form, clash = AnswersForm(), None
    if form.validate_on_submit():
        try:
            service.write(
                db.session(),
                started(plan, report),
                form.to_answers(),
                by=me(),
                at=now(),
                seen=form.seen.data,
            )
        except Refusal as refusal:
            clash = _refused(form, plan, refusal, "answers")
        else:
            return _done(form, plan, "reports.show" if _photos(plan) else "reports.photos")
    elif not form.is_submitted():
        form.seen.data = marks_of(report)["answers"]
        if report is not None:
            form.adults.data, form.children.data = report.adults, report.children
            form.went.data, form.after.data = report.went, report.after
    return _page("answers", plan, form, clash=clash)


@bp.route("/<uuid:proposal_id>/reasons", methods=["GET", "POST"])
def reasons(proposal_id: UUID) -> ResponseReturnValue:
    """Why something cost more or less than planned."""
    plan, report = writable(proposal_id, Act.REPORTS_WRITE)
    lines = _differing(_found(plan))
    form, clash = reasons_form(lines), None
    if form.validate_on_submit():
        try:
            begun = started(plan, report)
            whys = form.to_whys()
            service.explain(db.session(), begun, whys, by=me(), at=now(), seen=form.seen.data)
        except Refusal as refusal:
            clash = _refused(form, plan, refusal, "reasons")
        else:
            return _done(form, plan)
    elif not form.is_submitted():
        form.seen.data = marks_of(report)["reasons"]
        whys = report.whys if report else {}
        for name, line_id in form.line_ids.items():
            form[name].data = whys.get(line_id, "")
    fields = [(form[name], line) for name, line in zip(form.line_ids, lines, strict=True)]
    return _page("reasons", plan, form, clash=clash, fields=fields)


@bp.route("/<uuid:proposal_id>/left", methods=["GET", "POST"])
def left(proposal_id: UUID) -> ResponseReturnValue:
    """What happens with money left."""
    plan, report = writable(proposal_id, Act.REPORTS_WRITE)
    form, clash = LeftForm(), None
    if form.validate_on_submit():
        try:
            begun = started(plan, report)
            chosen, why, seen = form.to_leftover(), form.why.data or "", form.seen.data
            service.choose(db.session(), begun, chosen, why, by=me(), at=now(), seen=seen)
        except Refusal as refusal:
            clash = _refused(form, plan, refusal, "left")
        else:
            return _done(form, plan)
    elif not form.is_submitted():
        form.seen.data = marks_of(report)["left"]
        if report is not None and report.leftover is not None:
            form.leftover.data, form.why.data = report.leftover.value, report.leftover_why
    return _page("left", plan, form, clash=clash, found=_found(plan))


@bp.route("/<uuid:proposal_id>/photos", methods=["GET", "POST"])
def photos(proposal_id: UUID) -> ResponseReturnValue:
    """Show a photo; see the ones that are there and take one away."""
    plan, report = writable(proposal_id, Act.REPORTS_WRITE)
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            _add(plan, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            there = url_for("reports.show", proposal_id=plan.id)
            return form.done(_("The photo is in the report."), there)
    report, shown = queries.living(db.session(), plan.id), _photos(plan)
    return _page("photos", plan, form, report=report, photos=shown, away=PostForm(formdata=None))


@bp.post("/<uuid:proposal_id>/photos/<uuid:document_id>/away")
def photo_away(proposal_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Somebody on it would rather not."""
    plan, report = writable(proposal_id, Act.REPORTS_WRITE)
    photo = queries.photo_of(report, document_id) if report else None
    form = PostForm()
    there = url_for("reports.photos", proposal_id=plan.id)
    if not form.validate_on_submit():
        return redirect(there, 303)
    if report is None or photo is None:
        abort(404)
    service.remove_photo(db.session(), report, photo, by=me(), at=now())
    return form.done(_("The photo is gone from the report."), there)


def _add(plan: Proposal, form: PhotoForm) -> None:
    """Look at the file before anything is locked, then keep it and show it."""
    sent: FileStorage = form.file.data
    name, plan_id = sent.filename or "foto.jpg", plan.id
    if not form.everyone_agrees.data:
        raise Invalid("photo-not-agreed", field="everyone_agrees")
    count_upload()
    data = sent.stream.read()
    with outside():
        looked = world().inspect(name, data)
        if not isinstance(looked, Picture) or not looked.readable:
            raise Invalid("photo-no-picture", field="file")
        kept = world().store.put(looked.data)
        small = world().store.put(looked.thumbnail) if looked.thumbnail else None
    plan, report = writable(plan_id, Act.REPORTS_WRITE)
    document = _keep(plan, kept, small, name)
    shot = Shot(document, form.words.data or "", everyone_agrees=True)
    service.add_photo(db.session(), started(plan, report), shot, by=me(), at=now())


def _keep(plan: Proposal, kept: Stored, small: Stored | None, name: str) -> Document:
    owner, by, at = plan.owner_id, me(), now()
    return documents.keep(db.session(), kept, owner_id=owner, name=name, small=small, by=by, at=at)


def _found(plan: Proposal) -> Gathered:
    return queries.gathered(db.session(), plan)


def _differing(found: Gathered) -> list[LineFacts]:
    """Over the plan first; then what cost less and could be explained as well."""
    lines = [line for line in found.lines if not line.difference.is_zero]
    return sorted(lines, key=lambda line: not line.difference.is_positive)


def _refused(form: SeenForm, plan: Proposal, refusal: Refusal, part: str) -> dict[str, Any] | None:
    """Say why not; where somebody else wrote meanwhile, give what stands beside what she typed."""
    form.refuse(refusal)
    if not isinstance(refusal, Stale):
        return None
    report = queries.living(db.session(), plan.id)
    form.seen.data = marks_of(report)[part]
    return {"theirs": _stands(report, part)}


def _stands(report: Report | None, part: str) -> list[str]:
    if report is None:
        return []
    if part == "answers":
        numbers = [_("Grown-ups: %(count)s", count=report.adults)] if report.adults else []
        numbers += [_("Children: %(count)s", count=report.children)] if report.children else []
        return [*numbers, *filter(None, [report.went, report.after])]
    if part == "reasons":
        return list(report.whys.values())
    chosen = [messages.label(report.leftover)] if isinstance(report.leftover, Leftover) else []
    return [*chosen, *filter(None, [report.leftover_why])]


def _photos(plan: Proposal) -> Sequence[Photo]:
    report = queries.living(db.session(), plan.id)
    return report.photos if report else ()


def _done(form: BaseForm, plan: Proposal, then: str = "reports.show") -> ResponseReturnValue:
    return form.done(_("Kept."), url_for(then, proposal_id=plan.id))


def _page(name: str, plan: Proposal, form: BaseForm, **more: Any) -> ResponseReturnValue:
    theme = theme_of(plan)
    return render_template(
        f"reports/{name}.html", plan=plan, theme=theme, form=form, **more
    ), form.status
