"""Looking at one receipt and at all receipts of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, need_group, reach
from app.clock import today
from app.extensions import db
from app.fields import PostForm
from app.spending.routes import bp
from app.who import who
from grants.consent.queries import open_round_of
from grants.documents.models import Document
from grants.documents.queries import documents
from grants.kit.access import Hand, Right
from grants.kit.acts import Act
from grants.mandates.queries import asking_for, nod_on
from grants.neighbourhoods.models import Organisation
from grants.payments.models.runs import FailedWhy
from grants.payments.queries import failure_of
from grants.people.queries import names
from grants.proposals.models import Line, Proposal
from grants.proposals.queries import plans_of
from grants.spending import queries
from grants.spending.access import may, may_see
from grants.spending.models import Expense, KinKind, Shift, WhoPaid
from grants.spending.queries import ExpenseRow, People
from grants.spending.states import ENDS, ExpenseState
from grants.workgroups.models import Workgroup

ACTS = {
    "approve": Act.SPENDING_APPROVE,
    "refuse": Act.SPENDING_REFUSE,
    "mend": Act.SPENDING_MEND,
    "withdraw": Act.SPENDING_WITHDRAW,
    "pay": Act.SPENDING_PAY,
    "correct": Act.SPENDING_CORRECT,
    "vouch": Act.SPENDING_VOUCH,
    "add": Act.SPENDING_ADD,
}
WAITS = frozenset({ExpenseState.NOTED, ExpenseState.ASKING, ExpenseState.APPROVED})


@bp.get("/<uuid:expense_id>")
def show(expense_id: UUID) -> ResponseReturnValue:
    """One receipt: what it is, where it is, and what I can do with it."""
    return draw(reach(Expense, expense_id, Act.SPENDING_SEE), PostForm()), 200


@bp.get("/")
def index() -> ResponseReturnValue:
    """All receipts of a plan."""
    wanted = request.args.get("plan", type=UUID)
    if wanted is not None:
        plan: Proposal | None = reach(Proposal, wanted, Act.PROPOSALS_SEE)
    else:
        need_group()
        plan = next(iter(_plans()), None)
    found = queries.expense_page(db.session(), plan.id, _page()) if plan else None
    reader = me()
    expenses = [one for one in found.rows if may_see(reader, one)] if found else []
    in_group = plan is None or me().is_resident(plan.owner_id) or me().is_coach(plan.owner_id)
    shifts = queries.shifts_of(db.session(), plan.id) if plan and in_group else []
    return render_template(
        "spending/index.html",
        plan=plan,
        others=[one for one in _plans() if plan is None or one.id != plan.id],
        rows=rows(expenses),
        found=found,
        notes=in_group,
        shifts=[_shift_row(one) for one in shifts],
    )


def draw(expense: Expense, form: PostForm) -> str:
    """The page of a receipt; ``form`` is the button that somebody pressed, or a new one."""
    line = db.session.get_one(Line, expense.line_id)
    workgroup = db.session.get_one(Workgroup, expense.owner_id)
    about = queries.about(db.session(), expense)
    people = queries.people_of(db.session(), workgroup, expense.spender_id, today(), about)
    shared = queries.on_one_receipt(db.session(), expense)
    known = names(db.session(), _everybody(expense, people))
    round_ = open_round_of(db.session(), expense) if expense.asks_round else None
    holder = db.session.get_one(Organisation, workgroup.holder_id)
    return render_template(
        "spending/show.html",
        expense=expense,
        plan=db.session.get_one(Proposal, expense.proposal_id),
        facts=_facts(expense, line, known),
        pictures=_pictures(expense),
        can={name: bool(may(me(), act, expense)) for name, act in ACTS.items()},
        reason=_reason(expense),
        shared=rows(shared),
        alike=rows(_alike(expense, shared)),
        both=_both(expense, shared),
        unpaid=_unpaid(expense),
        lost=expense.lost,
        named=known.get(expense.kin.also_id) if expense.kin and expense.kin.also_id else "",
        round=round_,
        nod=_nod(expense, people),
        looks=[known[one] for one in people.approvers if one in known],
        holder=holder.name,
        is_spender=me().person_id == expense.spender_id,
        spender=known.get(expense.spender_id, ""),
        form=form,
    )


def _alike(expense: Expense, shared: list[Expense]) -> list[Expense]:
    """Whose receipt looks like this one, and is not told to be the same."""
    known = {one.id for one in shared}
    files = [one.document_id for one in expense.receipts]
    return [
        one for one, _file in queries.alike(db.session(), expense, files) if one.id not in known
    ]


def _shift_row(shift: Shift) -> dict[str, Any]:
    state = messages.label(shift.state)
    return {
        "title": state[:1].upper() + state[1:],
        "note": shift.why,
        "amount": shift.amount,
        "plain": True,
        "href": url_for("spending.shift", shift_id=shift.id),
    }


def rows(expenses: Iterable[Expense | ExpenseRow]) -> list[dict[str, Any]]:
    """Receipts as rows of a list: shop, day, state, amount."""
    day, label = cache(formats.day), cache(messages.label)  # a list has few days, fewer states
    index = url_for("spending.index")
    return [
        {
            "title": expense.shop,
            "note": _note(expense, f"{day(expense.on)} · {label(expense.state)}"),
            "amount": expense.amount,
            "held": expense.state in WAITS,
            "plain": True,
            "href": f"{index}{expense.id}",
        }
        for expense in expenses
    ]


def _note(expense: Expense | ExpenseRow, words: str) -> str:
    """Day and state; and why there is no receipt, where it was said to be lost."""
    if isinstance(expense, ExpenseRow):
        why = expense.why_lost
    else:
        why = expense.lost.why if expense.lost is not None else None
    if why is None:
        return words
    return f"{words} · {_('no receipt: %(why)s', why=why)}"


def _unpaid(expense: Expense) -> FailedWhy | None:
    """Why the bank did not pay it, while it waits to be paid again."""
    again = expense.state is ExpenseState.APPROVED
    return failure_of(db.session(), expense.id) if again else None


def _both(expense: Expense, shared: list[Expense]) -> bool:
    """Does another part of the same receipt wait for the same yes?"""
    return any(
        one.spender_id == expense.spender_id
        and one.state is ExpenseState.ASKING
        and may(me(), Act.SPENDING_APPROVE, one)
        for one in shared
    )


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _plans() -> list[Proposal]:
    found = who()
    if found is None or found.workgroup is None:
        return []
    plans = plans_of(db.session(), [found.workgroup.id])
    return [plan for plan in plans if plan.agreed_version_id is not None]


def _everybody(expense: Expense, people: People) -> set[UUID]:
    wanted = {expense.spender_id, *people.approvers, *people.watchers}
    wanted |= {one.person_id for one in expense.approvals}
    if expense.lost is not None and expense.lost.yes_by_id:
        wanted.add(expense.lost.yes_by_id)
    if expense.kin is not None:
        wanted |= {one for one in (expense.kin.member_id, expense.kin.also_id) if one}
    return wanted | ({expense.paid_by_id} if expense.paid_by_id else set())


def _facts(expense: Expense, line: Line, known: dict[UUID, str]) -> list[dict[str, str]]:
    yes = [known[one.person_id] for one in expense.approvals if one.mark == expense.mark]
    paid_by = known.get(expense.paid_by_id) if expense.paid_by_id else None
    found = [
        (_("Number"), expense.reference),
        (_("Day"), formats.day_year(expense.on)),
        (_("What for"), line.words),
        (_("Who paid"), _paid(expense, known)),
        (_("Said yes"), ", ".join(yes)),
        (_("Paid on"), formats.day_year(expense.paid_on) if expense.paid_on else ""),
        (_("Paid by"), paid_by or ""),
        (_("Why it costs more"), expense.why),
        *_lost_facts(expense, known),
        *_kin_facts(expense, known),
    ]
    return [{"name": str(name), "text": text} for name, text in found if text]


def _lost_facts(expense: Expense, known: dict[UUID, str]) -> list[tuple[str, str]]:
    lost = expense.lost
    if lost is None:
        return []
    knows = known.get(lost.yes_by_id, "") if lost.yes_by_id else ""
    return [
        (_("What it is"), lost.what),
        (_("No receipt"), lost.why),
        (_("Knows of it"), knows),
    ]


def _kin_facts(expense: Expense, known: dict[UUID, str]) -> list[tuple[str, str]]:
    kin = expense.kin
    if kin is None:
        return []
    name = known.get(kin.member_id, "")
    also = known.get(kin.also_id, "") if kin.also_id else ""
    said = _("%(name)s, said yes", name=also) if kin.yes_by_id else also
    family = kin.kind is KinKind.FAMILY
    return [
        (_("Money goes to"), _("family of %(name)s", name=name) if family else name),
        (_("Says yes as well"), said),
    ]


def _paid(expense: Expense, known: dict[UUID, str]) -> str:
    if expense.who_paid is WhoPaid.MYSELF:
        return known.get(expense.spender_id, "")
    return messages.label(expense.who_paid)


def _pictures(expense: Expense) -> list[dict[str, Any]]:
    found: dict[UUID, Document] = documents(
        db.session(), [one.document_id for one in expense.receipts]
    )
    return [
        {
            "href": url_for("spending.receipt", receipt_id=receipt.id),
            "also": url_for("spending.also", receipt_id=receipt.id),
            "is_picture": found[receipt.document_id].is_picture,
            "name": found[receipt.document_id].name,
        }
        for receipt in expense.receipts
    ]


def _reason(expense: Expense) -> str:
    """Why it was refused: what happened, in words; somebody's own words are shown as they are."""
    code = expense.refused_code
    if not code or (expense.refused_then_ended and code in ENDS):
        return ""
    return messages.words_for(f"refused-{code}")


def _nod(expense: Expense, people: People) -> dict[str, Any] | None:
    """Under *together*: is the coach's yes there, and where is it asked?"""
    if people.approve is not Hand.TOGETHER or not people.watchers or expense.asks_holder:
        return None
    if expense.state is not ExpenseState.ASKING or expense.asks_round:
        return None
    thing, mark = expense.ref, expense.mark
    given = nod_on(db.session(), expense.owner_id, Right.APPROVE, thing, mark)
    asked = asking_for(db.session(), expense.owner_id, Right.APPROVE, thing, mark)
    mine = me().person_id in people.watchers
    return {"given": given is not None, "asking_id": asked.id if asked else None, "mine": mine}
