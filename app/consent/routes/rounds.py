"""A round: my answer, answers at the table, and how it ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, reach
from app.clock import now
from app.consent.forms import AnswerForm, TableForm
from app.consent.routes import bp
from app.consent.routes.cards import card_of
from app.extensions import db
from app.fields import PostForm
from grants.consent import service
from grants.consent.models import Answer, AnswerKind, Round
from grants.consent.rules import firm_from, outcome, standing
from grants.consent.states import RoundState
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.people.queries import names


@bp.route("/<uuid:round_id>", methods=["GET", "POST"])
def show(round_id: UUID) -> ResponseReturnValue:
    """What it is about, my answer, who still has to answer; afterwards everybody's words."""
    round_ = reach(Round, round_id, Act.CONSENT_SEE)
    if request.method == "POST":
        reach(Round, round_id, Act.CONSENT_ANSWER)
    shown = _shown(round_)
    form = AnswerForm()
    form.offer(_("What do you think, %(name)s?", name=shown["my_name"]))
    if form.validate_on_submit():
        try:
            service.answer(db.session(), round_, form.to_answer(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("Thank you. Your answer is kept.")
            return form.done(words, url_for("consent.show", round_id=round_.id))
    elif not form.is_submitted():
        _fill(form, shown["mine"])
    return render_template(
        "consent/show.html",
        form=form,
        end=PostForm(formdata=None),
        card=card_of(round_),
        **shown,
    ), form.status


@bp.route("/<uuid:round_id>/table", methods=["GET", "POST"])
def table(round_id: UUID) -> ResponseReturnValue:
    """Answers at the table: one phone goes round, person after person."""
    round_ = reach(Round, round_id, Act.CONSENT_ANSWER)
    shown = _shown(round_)
    form = TableForm()
    form.offer(_("And the answer?"))
    open_ = [row for row in shown["people"] if not row["own"]]
    form.person_id.choices = [(str(row["id"]), row["name"]) for row in open_]
    if form.validate_on_submit():
        try:
            said = form.to_answer()
            service.answer(db.session(), round_, said, by=me(), at=now(), person_id=form.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(*_after_table(round_, form.person))
    elif not form.is_submitted():
        waiting = [row for row in open_ if not row["answered"]]
        form.person_id.data = str(waiting[0]["id"]) if waiting else None
    return render_template(
        "consent/table.html", form=form, card=card_of(round_), **shown
    ), form.status


@bp.post("/<uuid:round_id>/conclude")
def conclude(round_id: UUID) -> ResponseReturnValue:
    """End a round whose time is over."""
    round_ = reach(Round, round_id, Act.CONSENT_CONCLUDE)
    there = url_for("consent.show", round_id=round_.id)
    form = PostForm()
    if not form.validate_on_submit():
        return redirect(there, 303)
    service.conclude(db.session(), round_, by=me(), at=now())
    return form.done(_("The round has ended."), there)


def _after_table(round_: Round, person: UUID) -> tuple[str, str]:
    """Hand the phone on, until everybody at the table answered."""
    name = names(db.session(), [person]).get(person, "")
    words = _("The answer of %(name)s is kept. Hand the phone on.", name=name)
    silent = set(round_.elector_ids) - {one.person_id for one in round_.answers}
    if round_.state is RoundState.OPEN and silent:
        return words, url_for("consent.table", round_id=round_.id)
    return _("Everybody answered."), url_for("consent.show", round_id=round_.id)


def _fill(form: AnswerForm, mine: Answer | None) -> None:
    if mine is None:
        return
    form.kind.data = str(mine.kind)
    if mine.kind is AnswerKind.TIP:
        form.tip.data = mine.words
    else:
        form.because.data, form.instead.data = mine.words, mine.change


def _shown(round_: Round) -> dict[str, Any]:
    """How the round stands for this reader. Others' words show after one's own answer."""
    counting = {one.person_id: one for one in round_.answers}
    people = names(db.session(), [*round_.elector_ids, *(a.given_by_id for a in round_.answers)])
    my_id = me().person_id
    mine = counting.get(my_id) if my_id else None
    judged = outcome(round_, round_.answers, now())
    is_elector = my_id in round_.elector_ids
    ended = round_.state is not RoundState.OPEN
    return {
        "round": round_,
        "judged": judged,
        "ended": ended,
        "mine": mine,
        "my_name": people.get(my_id, "") if my_id else "",
        "spoken_for": people.get(mine.given_by_id, "") if mine and not mine.is_own else "",
        "can_answer": is_elector and not ended and judged is RoundState.OPEN,
        "is_elector": is_elector,
        "may_end": not ended and judged is not RoundState.OPEN,
        "sees_words": ended or mine is not None or not is_elector,
        "answered": len(counting),
        "firm_from": _firm_from(round_) if not ended else None,
        "people": [_person(one, counting.get(one), people, my_id) for one in round_.elector_ids],
    }


def _firm_from(round_: Round) -> Any:
    """When all said yes on one phone: the moment from which that counts."""
    everybody = len(standing(round_.answers)) == len(round_.elector_ids)
    return firm_from(round_.answers) if round_.about_money and everybody else None


def _person(
    person_id: UUID, said: Answer | None, people: dict[UUID, str], my_id: UUID | None
) -> dict[str, Any]:
    return {
        "id": person_id,
        "name": people.get(person_id, ""),
        "is_me": person_id == my_id,
        "answered": said is not None,
        "own": said is not None and said.is_own and person_id != my_id,
        "answer": said,
        "through": people.get(said.given_by_id, "") if said and not said.is_own else "",
    }
