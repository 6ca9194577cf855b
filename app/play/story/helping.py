"""What happens with allowances, the cash box, the plan's lines and gifts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.play.runner import Stage
from grants.allowances import service as allowances
from grants.allowances.models import Allowance, Kind
from grants.allowances.rules import Noting
from grants.consent.models import Round
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service as payments
from grants.payments.models import OnlinePayment
from grants.payments.provider import Opened, Standing, Truth
from grants.payments.rules import Counting
from grants.payments.rules.online import Giving, Opening
from grants.payments.service import gifts, online
from grants.people.models import Person
from grants.proposals.models import LineKind, Proposal
from grants.spending import service as spending
from grants.spending.models import Shift
from grants.spending.rules import Shifting
from grants.workgroups.models import Workgroup


@dataclass(frozen=True, slots=True)
class Help:
    """What somebody did, in which plan, and what she gets for it."""

    key: str
    plan: str
    amount: str
    words: str


def help_(stage: Stage, done: Help, who: str) -> None:
    """Somebody notes her own allowance of today."""
    data = Noting(
        stage.made[f"{done.plan} {LineKind.ALLOWANCE}"],
        stage.get(Person, who).id,
        Kind.FLAT,
        EUR(done.amount),
        stage.today,
        done.words,
    )
    proposal = stage.get(Proposal, done.plan)
    noted = allowances.note(stage.session, proposal, data, by=stage.who(who), at=stage.at)
    stage.keep(done.key, noted)
    stage.say(f"{noted.reference}: {who}, {done.words}", amount=noted.amount)


def agree_help(stage: Stage, by: str, *keys: str) -> None:
    """The treasurer says yes."""
    for key in keys:
        allowance = stage.get(Allowance, key)
        allowances.agree(stage.session, allowance, by=stage.who(by), at=stage.at)


def had_elsewhere(stage: Stage, who: str, amount: str) -> None:
    """What she had this month for work at another place counts along."""
    person = stage.get(Person, who)
    month = stage.today.replace(day=1)
    allowances.say_elsewhere(
        stage.session, person.id, month, EUR(amount), by=stage.who(who), at=stage.at
    )


def count_box(stage: Stage, workgroup: str, by: str, second: str) -> None:
    """Two count the cash box, and it is right."""
    group = stage.get(Workgroup, workgroup)
    lies = book.place(stage.session, group.id, AccountKind.CASH)
    data = Counting(lies, stage.get(Person, second).id)
    counted = payments.count(stage.session, group, data, by=stage.who(by), at=stage.at)
    payments.confirm(stage.session, counted, by=stage.who(second), at=stage.at)
    stage.say(f"{by} and {second} count the cash box: it is right", counted=lies)


def ask_shift(stage: Stage, key: str, data: tuple[LineKind, LineKind, str, str], by: str) -> None:
    """Money from one line of the plan to another; above the limit the group decides."""
    plan = key.partition(" ")[0]
    origin, to, amount, why = data
    shifting = Shifting(
        stage.made[f"{plan} {origin}"], stage.made[f"{plan} {to}"], EUR(amount), why
    )
    proposal = stage.get(Proposal, plan)
    shift = spending.ask_shift(stage.session, proposal, shifting, by=stage.who(by), at=stage.at)
    stage.keep(key, shift)
    stage.keep(f"{key} round", _round_of(stage, shift))
    stage.say(f"{by} asks: from {origin} to {to}", amount=shift.amount)


def open_gifts(stage: Stage, plan: str, aim: str, words: str, by: str) -> None:
    """Neighbours can give for this plan."""
    proposal, data = stage.get(Proposal, plan), Opening(EUR(aim), words)
    box = gifts.open_gifts(stage.session, proposal, data, by=stage.who(by), at=stage.at)
    stage.say(f"{proposal.reference} is open for gifts", aim=box.aim)


def give(stage: Stage, plan: str, amount: str, name: str = "") -> None:
    """A neighbour gives with play money: our row first, then what the bank says of it."""
    session, at, proposal = stage.session, stage.at, stage.get(Proposal, plan)
    box = gifts.box_of(session, proposal)
    assert box is not None  # noqa: S101  it was opened in an earlier scene
    payment = online.give(session, box, Giving(EUR(amount), name), live=False, at=at)
    ref, intent = _pay_there(stage, payment, f"{proposal.title}, {proposal.reference}")
    online.opened(session, payment, Opened(ref, ""), at=at)
    truth = Truth(
        ref, str(payment.id), Standing.PAID, payment.amount, live=False, intent_ref=intent
    )
    online.apply(session, payment, truth, asked_at=at, at=at)
    stage.say_money("A neighbour gives", proposal.owner_id, proposal.id)


def _pay_there(stage: Stage, payment: OnlinePayment, words: str) -> tuple[str, str]:
    """What the stand-in would have done when asked over HTTP."""
    price = {
        "currency": payment.amount.currency.lower(),
        "unit_amount": payment.amount.minor,
        "product_data": {"name": words},
    }
    metadata = {"payment": str(payment.id)}
    page = stage.bank.open(
        {
            "line_items": [{"price_data": price, "quantity": 1}],
            "client_reference_id": str(payment.id),
            "metadata": metadata,
            "payment_intent_data": {"metadata": metadata},
            "mode": "payment",
            "payment_method_types": ["ideal"],
            "success_url": "",
            "cancel_url": "",
        },
        "",
    )
    paid = stage.bank.pay(page["id"])
    return paid["id"], paid["payment_intent"]


def _round_of(stage: Stage, shift: Shift) -> Round:
    return stage.session.scalars(select(Round).where(Round.thing_id == shift.id)).one()
