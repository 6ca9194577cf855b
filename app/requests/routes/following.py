"""Where a request is, for the group: the path, the question and its answer, the paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, reach
from app.clock import now
from app.documents import send_document
from app.extensions import db
from app.fields import PostForm
from app.requests.forms import AnswerForm
from app.requests.routes import bp
from app.world import world
from grants.awards.queries import award_of
from grants.documents.models import Document
from grants.funds.models import Fund
from grants.kit.access import Right
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.mandates import service as mandates
from grants.neighbourhoods.models import Organisation
from grants.people.queries import names
from grants.proposals.models import PartKind, Proposal
from grants.requests import queries, service
from grants.requests.access import is_at_fund, may
from grants.requests.models import Question, Request, RequestState
from grants.requests.rules import Plain, standing
from grants.reviews.queries import sent_decision


@bp.get("/<uuid:request_id>")
def show(request_id: UUID) -> ResponseReturnValue:
    """Where it is, who is busy, and until when."""
    thing = reach(Request, request_id, Act.REQUESTS_SEE)
    if is_at_fund(me(), thing) and thing.owner_id not in me().roles:
        return redirect(url_for("reviews.show", request_id=thing.id), 303)
    if thing.state is RequestState.DRAFT:
        return redirect(url_for("requests.check", request_id=thing.id), 303)
    questions = queries.questions_of(db.session(), thing.id)
    decision = sent_decision(db.session(), thing.id)
    return render_template(
        "requests/show.html",
        thing=thing,
        standing=standing(thing),
        steps=_steps(thing),
        fund=db.session.get_one(Fund, thing.fund_id),
        organisation=db.session.get_one(Organisation, thing.organisation_id),
        questions=questions,
        names=names(db.session(), _people(questions)),
        decision=decision,
        award=award_of(db.session(), thing.id) if decision else None,
        can_take_back=bool(may(me(), Act.REQUESTS_TAKE_BACK, thing)),
        can_withdraw=bool(may(me(), Act.REQUESTS_WITHDRAW, thing)),
        post=PostForm(formdata=None),
    )


@bp.route("/<uuid:request_id>/answer", methods=["GET", "POST"])
def answer(request_id: UUID) -> ResponseReturnValue:
    """The fund's question, and the group's answer."""
    act = Act.REQUESTS_ANSWER if request.method == "POST" else Act.REQUESTS_SEE
    thing = reach(Request, request_id, act)
    question = queries.open_question(db.session(), thing.id)
    form = AnswerForm()
    if form.validate_on_submit():
        question = question or queries.questions_of(db.session(), thing.id)[-1]
        try:
            service.answer(db.session(), question, form.words.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("Your answer is sent. The fund reads on.")
            return form.done(words, url_for("requests.show", request_id=thing.id))
    elif question is None:
        return redirect(url_for("requests.show", request_id=thing.id), 303)
    return render_template("requests/answer.html", form=form, **_asked(thing, question)), (
        form.status
    )


@bp.get("/<uuid:request_id>/request.pdf")
def paper(request_id: UUID) -> ResponseReturnValue:
    """The request on paper, to keep."""
    thing = reach(Request, request_id, Act.REQUESTS_SEE)
    if thing.document_id is None:
        return render_template("requests/waiting.html", thing=thing), 404
    document = db.session.get_one(Document, thing.document_id)
    return send_document(document, world().store, download=True)


def _asked(thing: Request, question: Question) -> dict[str, Any]:
    proposal = db.session.get_one(Proposal, thing.proposal_id)
    mark = str(question.id)
    needs_nod = mandates.needs_nod(db.session(), me(), Right.SPEAK, thing, mark=mark)
    return {
        "thing": thing,
        "question": question,
        "part": PartKind(question.part) if question.part else None,
        "proposal": proposal,
        "is_changed": proposal.agreed_version_id != thing.version_id,
        "names": names(db.session(), [question.asked_by_id]),
        "fund": db.session.get_one(Fund, thing.fund_id),
        "organisation": db.session.get_one(Organisation, thing.organisation_id),
        "verdict": may(me(), Act.REQUESTS_ANSWER, thing),
        "needs_yes": needs_nod and me().is_resident(thing.owner_id),
        "mark": mark,
    }


def _people(questions: Any) -> list[UUID]:
    several = [(one.asked_by_id, one.answered_by_id) for one in questions]
    return [person for pair in several for person in pair if person is not None]


def _steps(thing: Request) -> list[dict[str, Any]]:
    """Four leaves: sent, read, decided, and what then."""
    here = standing(thing)
    asked = [Plain.SENT, Plain.READ, Plain.ANSWERED]
    at = Plain.READ if here.plain is Plain.QUESTION else here.plain
    notes = {
        Plain.SENT: formats.moment(thing.sent_at),
        Plain.READ: _read_note(thing, here.plain),
        Plain.ANSWERED: _answer_note(thing),
    }
    place = asked.index(at)
    return [
        {
            "name": _step(step, done=no < place),
            "note": notes[step],
            "state": "done" if no < place or at is Plain.ANSWERED else _now(no, place),
        }
        for no, step in enumerate(asked)
    ]


def _now(no: int, place: int) -> str:
    return "now" if no == place else "next"


def _read_note(thing: Request, plain: Plain) -> str:
    if plain is Plain.QUESTION:
        return str(_("The fund asks you something."))
    return formats.moment(thing.opened_at) if thing.opened_at else ""


def _answer_note(thing: Request) -> str:
    if thing.state is RequestState.WITHDRAWN:
        return messages.label(thing.state)
    if thing.decided_at is not None:
        return formats.moment(thing.decided_at)
    return str(_("Before %(day)s", day=formats.day_year(thing.answer_by)))


def _step(step: Plain, *, done: bool) -> str:
    if step is Plain.SENT:
        return str(_("Sent"))
    if step is Plain.ANSWERED:
        return str(_("Answer"))
    return str(_("Read by the fund") if done else _("Being read"))
