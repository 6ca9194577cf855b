"""Writing a plan: its parts, one question a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import messages
from app.access import me, reach
from app.clock import now
from app.extensions import db
from app.fields import WritingForm
from app.messages.proposals import NAMES
from app.messages.proposals import QUESTIONS as WORDS
from app.proposals.forms import DaysForm, LineWordsForm, WordsForm
from app.proposals.routes import bp, rows
from app.proposals.routes.costs import costs_page
from app.proposals.routes.cover import cover_page
from grants.kit.acts import Act
from grants.kit.errors import Refusal, Stale
from grants.people.queries import names
from grants.proposals import service
from grants.proposals.models import PartKind, Proposal
from grants.proposals.rules import QUESTIONS

IN_A_LINE = frozenset({"title", "place"})


@bp.get("/<uuid:proposal_id>/part/<part>")
def part(proposal_id: UUID, part: str) -> ResponseReturnValue:
    """One part: its rows of money, or its first question."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_WRITE)
    kind = _kind(part)
    if kind is PartKind.COSTS:
        return costs_page(plan)
    if kind is PartKind.COVER:
        return cover_page(plan)
    first = QUESTIONS[kind][0]
    return redirect(url_for("proposals.question", proposal_id=plan.id, part=kind, question=first))


@bp.route("/<uuid:proposal_id>/part/<part>/<question>", methods=["GET", "POST"])
def question(proposal_id: UUID, part: str, question: str) -> ResponseReturnValue:
    """One question on its page. What two people wrote at once is shown side by side."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_WRITE)
    kind = _kind(part)
    if question not in QUESTIONS[kind]:
        abort(404)
    form = _form(question)
    clash: dict[str, Any] | None = None
    if form.validate_on_submit():
        try:
            service.write_part(
                db.session(),
                plan,
                kind,
                _typed(plan, kind, question, form),
                form.seen,
                by=me(),
                at=now(),
            )
        except Stale as refusal:
            form.refuse(refusal)
            clash = _both(refusal)
            form.revision.data = str(refusal.facts["revision"])
        except Refusal as refusal:
            form.refuse(_at_field(refusal))
        else:
            return form.done(None, _next(plan, kind, question))
    elif not form.is_submitted():
        _fill(form, plan, kind, question)
    return render_template(
        "proposals/question.html", form=form, clash=clash, **_place(plan, kind, question)
    ), form.status


def _kind(part: str) -> PartKind:
    if part not in set(PartKind):
        abort(404)
    return PartKind(part)


def _form(question: str) -> WritingForm:
    form: WritingForm
    if question == "days":
        return DaysForm()
    form = LineWordsForm() if question in IN_A_LINE else WordsForm()
    form["words"].label.text = str(WORDS[question][0])
    return form


def _fill(form: WritingForm, plan: Proposal, kind: PartKind, question: str) -> None:
    stands = plan.part(kind)
    form.revision.data = str(stands.revision)
    if isinstance(form, DaysForm):
        form.starts_on.data, form.ends_on.data = plan.starts_on, plan.ends_on
        form.times.data = stands.answers.get("times", "")
    else:
        form["words"].data = stands.answers.get(question, "")


def _typed(plan: Proposal, kind: PartKind, question: str, form: WritingForm) -> dict[str, str]:
    if isinstance(form, DaysForm):
        return form.to_answers()
    mine = form["words"].data or ""
    if request.form.get("choose") == "both":
        mine = "\n\n".join([plan.part(kind).answers.get(question, ""), mine])
    return {question: mine}


def _at_field(refusal: Refusal) -> Refusal:
    """On a page with one question every complaint is about its one field."""
    if refusal.field and refusal.field not in {"starts_on", "ends_on", "times"}:
        refusal.field = "words"
    return refusal


def _both(refusal: Stale) -> dict[str, Any]:
    """What she and the other wrote, for the page that shows both."""
    theirs, yours = refusal.facts["theirs"], refusal.facts["yours"]
    assert isinstance(theirs, dict)  # noqa: S101  as the verb gives them
    assert isinstance(yours, dict)  # noqa: S101  as above
    who = refusal.facts["who"]
    found = names(db.session(), [who]) if isinstance(who, UUID) else {}
    return {
        "who": next(iter(found.values()), _("Somebody")),
        "rows": [
            {
                "name": str(NAMES[key]),
                "theirs": rows.said(key, text),
                "yours": rows.said(key, str(yours[key])),
            }
            for key, text in theirs.items()
            if text != yours[key]
        ],
    }


def _place(plan: Proposal, kind: PartKind, question: str) -> dict[str, Any]:
    questions = QUESTIONS[kind]
    at = questions.index(question)
    heading, hint = WORDS[question]
    return {
        "plan": plan,
        "question": question,
        "heading": heading,
        "hint": hint,
        "above": _above(kind, at, len(questions)),
        "back": url_for(
            "proposals.question", proposal_id=plan.id, part=kind, question=questions[at - 1]
        )
        if at
        else url_for("proposals.show", proposal_id=plan.id),
        "later": _next(plan, kind, question, stop=False),
    }


def _above(kind: PartKind, at: int, of: int) -> str:
    number = list(PartKind).index(kind) + 1
    part = _("Part %(number)s of 5: %(name)s", number=number, name=messages.label(kind))
    return str(part if of == 1 else _("%(part)s (%(at)s of %(of)s)", part=part, at=at + 1, of=of))


def _next(plan: Proposal, kind: PartKind, question: str, *, stop: bool | None = None) -> str:
    """The next question, or the plan with its tasks; where she wants to stop, the plan."""
    if stop is None:
        stop = request.form.get("then") == "stop"
    later = QUESTIONS[kind][QUESTIONS[kind].index(question) + 1 :]
    if stop or not later:
        return url_for("proposals.show", proposal_id=plan.id)
    return url_for("proposals.question", proposal_id=plan.id, part=kind, question=later[0])
