"""Noting a receipt, mending it, taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import messages
from app.access import me, need_group, reach
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.spending.forms import LostForm, ReceiptForm
from app.spending.routes import bp, files
from app.spending.routes.files import Kept
from app.who import who
from app.world import world
from grants.documents.models import Document
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.ledger.models import AccountKind
from grants.ledger.queries import amounts, free_of
from grants.people.queries import names
from grants.proposals.models import Proposal
from grants.proposals.queries import with_agreed
from grants.proposals.rules import LineFacts
from grants.spending import queries, service
from grants.spending.models import Expense, WhoPaid
from grants.spending.rules import at_least_nothing
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import everybody

PAYS = 3


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new receipt: the photo, the amount, and for what."""
    need_group()
    kept = files.take_in()
    plan, plans = _wanted()
    if plan is None:
        status = 422 if request.method == "POST" else 200
        return render_template("spending/choose.html", plans=plans), status
    form = _form(plan)
    if form.validate_on_submit():
        try:
            expense = _note(plan, form, kept)
        except Refusal as refusal:
            form.ask_same(refusal.code)
            form.refuse(refusal)
        else:
            _say_unreadable(kept)
            return form.done(
                _("The receipt is saved."), url_for("spending.show", expense_id=expense.id)
            )
    return _page("spending/new.html", plan, form, kept), form.status


@bp.route("/lost", methods=["GET", "POST"])
def lost() -> ResponseReturnValue:
    """There is no receipt: say what it was, where, and why; a second member says yes."""
    need_group()
    kept = files.take_in()
    plan = reach(Proposal, request.args.get("plan", type=UUID) or abort(404), Act.PROPOSALS_SEE)
    form = _form(plan, kind=LostForm)
    if form.validate_on_submit():
        try:
            expense = _note(plan, form, kept)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.show", expense_id=expense.id)
            return form.done(_("It is saved, without a receipt."), goal)
    return _page("spending/lost.html", plan, form, kept), form.status


@bp.route("/<uuid:expense_id>/mend", methods=["GET", "POST"])
def mend(expense_id: UUID) -> ResponseReturnValue:
    """Change what was noted or refused, and ask again."""
    kept = files.take_in()
    expense = reach(Expense, expense_id, Act.SPENDING_MEND)
    plan = db.session.get_one(Proposal, expense.proposal_id)
    found = expense.lost is None or "found" in request.args
    kind = ReceiptForm if found else LostForm
    form = _form(plan, expense, kind=kind)
    if form.validate_on_submit():
        try:
            _mend(expense, form, kept)
        except Refusal as refusal:
            form.ask_same(refusal.code)
            form.refuse(refusal)
        else:
            _say_unreadable(kept)
            return form.done(
                _("It is asked again."), url_for("spending.show", expense_id=expense_id)
            )
    return _page("spending/mend.html", plan, form, kept, expense), form.status


@bp.route("/<uuid:expense_id>/withdraw", methods=["GET", "POST"])
def withdraw(expense_id: UUID) -> ResponseReturnValue:
    """Take a receipt back before anybody said yes."""
    expense = reach(Expense, expense_id, Act.SPENDING_WITHDRAW)
    form = PostForm()
    if form.validate_on_submit():
        try:
            service.withdraw(db.session(), expense, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("spending.show", expense_id=expense_id)
            return form.done(_("You took the receipt back."), goal)
    return render_template("spending/withdraw.html", expense=expense, form=form), form.status


def _plans() -> list[Proposal]:
    found = who()
    groups = [group.id for group in found.workgroups] if found else []
    plans = list(queries.spendable_plans(db.session(), groups))
    here = found.workgroup.id if found and found.workgroup else None
    return sorted(plans, key=lambda plan: plan.owner_id != here)


def _wanted() -> tuple[Proposal | None, list[Proposal]]:
    """The plan that the address names, or the only one; else those that there are."""
    wanted = request.args.get("plan", type=UUID)
    if wanted is not None:
        plan = with_agreed(db.session(), wanted) or abort(404)
        return reach(Proposal, plan.id, Act.PROPOSALS_SEE), []
    plans = _plans()
    return plans[0] if len(plans) == 1 else None, plans


def _form(
    plan: Proposal,
    expense: Expense | None = None,
    *,
    kind: type[ReceiptForm] = ReceiptForm,
) -> ReceiptForm:
    lines = queries.agreed_lines(plan)
    typed = _as_usual(lines) if expense is None else _as_noted(expense)
    return kind(lines, data=typed)


def _draw(form: ReceiptForm, plan: Proposal) -> None:
    """What is left of each line, and who is in the group: only a page that is shown asks for it."""
    lines = queries.spendable_lines(db.session(), plan)
    cash = at_least_nothing(free_of(db.session(), plan.id, AccountKind.CASH, plan.id))
    people = names(db.session(), everybody(db.session(), plan.owner_id))
    form.draw(lines, cash, people, {me().person_id, *me().shares})


def _as_usual(lines: Sequence[LineFacts]) -> dict[str, object]:
    """Today, by herself; and for what, when there is one thing only."""
    only = {"line": str(lines[0].id)} if len(lines) == 1 else {}
    return {"on": today(), "who_paid": str(WhoPaid.MYSELF), **only}


def _as_noted(expense: Expense) -> dict[str, object]:
    return {
        "amount": expense.amount,
        "shop": expense.shop,
        "on": expense.on,
        "line": str(expense.line_id),
        "who_paid": str(expense.who_paid),
        "why": expense.why,
        **_as_said(expense),
    }


def _as_said(expense: Expense) -> dict[str, object]:
    """What was told besides: why there is no receipt, and who of the group gets it."""
    said: dict[str, object] = {"kin": "no"}
    if expense.lost is not None:
        said |= {"what": expense.lost.what, "lost_why": expense.lost.why}
    if expense.kin is not None:
        said |= {"kin": str(expense.kin.kind), "kin_of": str(expense.kin.member_id)}
        said |= {"also": str(expense.kin.also_id)}
    return said


def _note(plan: Proposal, form: ReceiptForm, kept: Kept | Refusal | None) -> Expense:
    if isinstance(kept, Refusal):
        raise kept
    form.brought = (kept.name,) if kept else ()
    documents = files.keep(kept, plan.owner_id, by=me(), at=now()) if kept else ()
    data, second = form.to_noting(_ids(documents)), form.to_second()
    if second is not None:
        return service.note_both(db.session(), plan, data, second, by=me(), at=now())[0]
    return service.note_and_ask(db.session(), plan, data, by=me(), at=now())


def _mend(expense: Expense, form: ReceiptForm, kept: Kept | Refusal | None) -> Expense:
    if isinstance(kept, Refusal):
        raise kept
    form.brought = (kept.name,) if kept else ()
    documents = files.keep(kept, expense.owner_id, by=me(), at=now()) if kept else ()
    service.mend(db.session(), expense, form.to_noting(_ids(documents)), by=me(), at=now())
    return service.submit(db.session(), expense, by=me(), at=now())


def _ids(documents: Iterable[Document]) -> tuple[UUID, ...]:
    return tuple(one.id for one in documents)


def _say_unreadable(kept: Kept | Refusal | None) -> None:
    if isinstance(kept, Kept) and not kept.readable:
        flash(_("We cannot show this photo. The file is kept as it is."), "care")


def _page(
    template: str,
    plan: Proposal,
    form: ReceiptForm,
    kept: Kept | Refusal | None,
    expense: Expense | None = None,
) -> str:
    _draw(form, plan)
    if isinstance(kept, Kept):
        form.photo.data = kept.token
    if isinstance(kept, Kept) and kept.reading is not None:
        form.suggest(kept.reading.total, kept.reading.on, today())
    if isinstance(kept, Refusal) and not form.file.errors:
        # Said also when other fields have something left: one round of mending is enough.
        form.file.errors = [messages.words_of(kept)]
    return render_template(
        template,
        seen=form.seen or bool(form.same.data) or bool(form.other.data),
        reads=world().reader.is_there,
        allowed=queries.allowed(db.session(), plan.owner_id, today())
        if "lost" in template
        else None,
        plan=plan,
        form=form,
        expense=expense,
        photo=kept.name if isinstance(kept, Kept) else None,
        room=amounts(db.session(), plan.owner_id, plan.id).room,
        asking=queries.asking_sum(db.session(), plan.id),
        looks=_looks(plan),
    )


def _looks(plan: Proposal) -> list[str]:
    """Who looks at it then, by name."""
    person_id = me().person_id
    if person_id is None:
        return []
    workgroup = db.session.get_one(Workgroup, plan.owner_id)
    people = queries.people_of(db.session(), workgroup, person_id, today(), me().shares)
    return list(names(db.session(), people.approvers[:PAYS]).values())
