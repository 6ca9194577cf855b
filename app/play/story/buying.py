"""What happens with a receipt: noted, approved by a second person, paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.gateways.uploads import Picture
from app.play.pictures import Till, invoice, receipt
from app.play.runner import Stage
from grants.consent.models import Round
from grants.documents.models import Document
from grants.documents.service import keep
from grants.kit.access import Right
from grants.kit.money import EUR, Money, total
from grants.ledger.models import AccountKind
from grants.mandates import service as mandates
from grants.mandates.queries import asking_for
from grants.proposals.models import LineKind, Proposal
from grants.spending import service as spending
from grants.spending.models import Expense, WhoPaid
from grants.spending.rules import Losing, Second
from grants.spending.service import Noting, Paying
from grants.workgroups.models import Workgroup


@dataclass(frozen=True, slots=True)
class Bill:
    """A receipt or bill: on which cost line, from whom, with which lines on it."""

    key: str
    plan: str
    line: LineKind
    shop: str
    street: str
    lines: Sequence[tuple[str, str]]
    who_paid: WhoPaid = WhoPaid.MYSELF
    words: str = ""
    why: str = ""
    number: str = ""
    lost: Losing | None = None

    @property
    def total(self) -> Money:
        """What was paid."""
        return total(EUR(price) for _, price in self.lines)


def spend(stage: Stage, bill: Bill, by: str) -> Expense:
    """Photograph a receipt, say what it was for, and ask for a yes."""
    proposal, data = stage.get(Proposal, bill.plan), _noting(stage, bill, by)
    expense = spending.note(stage.session, proposal, data, by=stage.who(by), at=stage.at)
    spending.submit(stage.session, expense, by=stage.who(by), at=stage.at)
    stage.keep(bill.key, expense)
    opened = stage.session.scalars(select(Round).where(Round.thing_id == expense.id)).one_or_none()
    if opened is not None:
        stage.keep(f"{bill.key} round", opened)
    stage.say(f"{expense.reference}: {by}, {bill.shop}", amount=expense.amount)
    return expense


def spend_both(stage: Stage, bill: Bill, second: LineKind, part: str, by: str) -> None:
    """One receipt with things for two lines: ``part`` of it is for the second one."""
    proposal, data = stage.get(Proposal, bill.plan), _noting(stage, bill, by)
    other = Second(stage.made[f"{bill.plan} {second}"], EUR(part))
    two = spending.note_both(stage.session, proposal, data, other, by=stage.who(by), at=stage.at)
    for key, expense in zip((bill.key, f"{bill.key} too"), two, strict=True):
        stage.keep(key, expense)
        stage.say(f"{expense.reference}: {by}, {bill.shop}", amount=expense.amount)


def _noting(stage: Stage, bill: Bill, by: str) -> Noting:
    """What is said of it; with its picture, unless it was lost."""
    return Noting(
        stage.made[f"{bill.plan} {bill.line}"],
        bill.total,
        bill.shop,
        stage.today,
        bill.who_paid,
        () if bill.lost else (_paper(stage, bill, by).id,),
        bill.words,
        bill.why,
        bill.lost,
    )


def _paper(stage: Stage, bill: Bill, by: str) -> Document:
    till = Till(
        bill.shop,
        bill.street,
        stage.today,
        [(words, EUR(price)) for words, price in bill.lines],
        "contant geld" if bill.who_paid is WhoPaid.CASH else "pinpas",
    )
    owner_id = stage.get(Proposal, bill.plan).owner_id
    group = stage.session.get_one(Workgroup, owner_id).name
    drawn = invoice(till, bill.number, f"Werkgroep {group}") if bill.number else receipt(till)
    return keep_picture(stage, drawn, f"{bill.key}.png", owner_id, by)


def approve(stage: Stage, by: str, *keys: str) -> None:
    """A second person says yes."""
    for key in keys:
        expense = stage.get(Expense, key)
        spending.approve(stage.session, expense, by=stage.who(by), at=stage.at)
        stage.say_money(
            f"{expense.reference}: {by} says yes", expense.owner_id, expense.proposal_id
        )


def refuse(stage: Stage, by: str, key: str, why: str) -> None:
    """A second person says no, with a reason; it can be mended."""
    expense = stage.get(Expense, key)
    spending.refuse(stage.session, expense, why, by=stage.who(by), at=stage.at)
    stage.say(f"{expense.reference}: {by} asks to look again", amount=expense.amount)


def pay(stage: Stage, by: str, *keys: str, holder: str | None = None) -> None:
    """The one who pays pays from the bank; where that is done together, the holder says yes."""
    for key in keys:
        expense = stage.get(Expense, key)
        if holder:
            asked = asking_for(
                stage.session, expense.owner_id, Right.PAY, expense.ref, expense.mark
            )
            assert asked is not None  # noqa: S101  asked when it was approved
            mandates.nod(stage.session, asked, by=stage.who(holder), at=stage.at)
        paying = Paying(AccountKind.BANK, stage.today)
        spending.pay(stage.session, expense, paying, by=stage.who(by), at=stage.at)
        stage.say_money(f"{expense.reference}: {by} pays", expense.owner_id, expense.proposal_id)


def keep_picture(stage: Stage, drawn: bytes, name: str, owner_id: UUID, by: str) -> Document:
    """Take a picture in as an upload is: looked at, made anew, kept by its hash."""
    looked = stage.world.inspect(name, drawn)
    assert isinstance(looked, Picture)  # noqa: S101  it was drawn as one
    stored = stage.world.store.put(looked.data)
    small = stage.world.store.put(looked.thumbnail) if looked.thumbnail is not None else None
    return keep(
        stage.session,
        stored,
        owner_id=owner_id,
        name=name,
        small=small,
        by=stage.who(by),
        at=stage.at,
    )
