"""A small room for tests of the core: forms with an effect that can be counted, and trouble."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, abort, render_template_string
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access import me, public
from app.clock import now
from app.extensions import db
from app.fields import AmountField, BaseForm, DayField, FileField, TextField, needed
from grants.history.models import Event
from grants.history.service import record
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, Refusal
from grants.owners.service import lock
from grants.workgroups.models import Workgroup

bp = Blueprint("probe", __name__, url_prefix="/probe")

PAGE = """<form method="post" enctype="multipart/form-data">{{ form.hidden_tag() }}
{% for field in form if field.type != "HiddenField" %}{{ field }}{% for error in field.errors %}
<p class="error">{{ error }}</p>{% endfor %}{% endfor %}
{% for error in form.form_errors %}<p class="error">{{ error }}</p>{% endfor %}</form>"""


class WordForm(BaseForm):
    """One word, and what else a form can have."""

    word = TextField("Word", [needed("Write a word.")])
    amount = AmountField("Amount")
    day = DayField("Day")
    file = FileField("File")


def done(session: Session) -> int:
    """How often the work was done."""
    acts = select(func.count()).where(Event.act == Act.WORKGROUPS_PAUSE)
    return session.scalar(acts) or 0


def work(*, once: bool) -> None:
    group = db.session.scalars(select(Workgroup).where(Workgroup.name == "Ontmoeting")).one()
    lock(db.session(), group.id)
    if once and done(db.session()):
        raise NotNow("wrong-state")
    record(db.session(), Act.WORKGROUPS_PAUSE, group, by=me(), at=now())


def answer(form: WordForm, *, once: bool) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            if form.word.data == "fout":
                raise Invalid("amount-missing", field="word")
            work(once=once)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done("Klaar.", f"/probe/done/{form.word.data}")
    return render_template_string(PAGE, form=form), form.status


@bp.route("/many", methods=["GET", "POST"])
def many() -> ResponseReturnValue:
    """Does its work as often as it is asked."""
    return answer(WordForm(), once=False)


@bp.route("/once", methods=["GET", "POST"])
def once() -> ResponseReturnValue:
    """Can be done once: the second time it is too late."""
    return answer(WordForm(), once=True)


@bp.route("/other", methods=["GET", "POST"])
def other() -> ResponseReturnValue:
    """Another route with the same form."""
    return answer(WordForm(), once=False)


@bp.route("/gone", methods=["GET", "POST"])
def gone() -> ResponseReturnValue:
    """Its thing is reached for first, and cannot be any more after the work."""
    from app.access import refuse  # noqa: PLC0415
    from grants.kit.access import no  # noqa: PLC0415

    if done(db.session()):
        refuse(no("wrong-state"))
    return answer(WordForm(), once=True)


@bp.get("/done/<word>")
def finished(word: str) -> str:
    """The page that says what happened."""
    return word


@bp.get("/writes")
def writes() -> str:
    """A page that wants to write something down, which no page may."""
    work(once=False)
    db.session.commit()
    return "written"


@bp.get("/status/<int:code>")
@public
def status(code: int) -> str:
    """Whatever went wrong."""
    abort(code)


@bp.get("/bug")
@public
def bug() -> str:
    """Nobody foresaw this."""
    raise ZeroDivisionError("ada@example.org NL91ABNA0417164300")


@bp.get("/thing/<uuid:thing_id>")
def thing(thing_id: UUID) -> str:
    """Somebody's workgroup."""
    from app.access import reach  # noqa: PLC0415

    return reach(Workgroup, thing_id, Act.WORKGROUPS_SEE).name


def install(app: Flask) -> None:
    """Let the app have this room too."""
    app.register_blueprint(bp)
