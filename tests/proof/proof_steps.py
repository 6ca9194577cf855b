"""What is said of an expense: with a file, or lost; for one of us or family, and who says yes too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from hypothesis import strategies as st

from grants.documents import service as documents
from grants.documents.store import Kind, Stored
from grants.kit.canon import digest
from grants.kit.money import Money
from grants.spending import service as spending
from grants.spending.models import Expense as ExpenseRow
from grants.spending.models import KinKind, WhoPaid
from grants.spending.rules import KinSaid, Losing, Noting
from tests.proof.machine import ACCESS, Walk, day, one_of, pick, size, step, who, within
from tests.proof.naive import SPENDABLE, Expense, Plan

PHOTOS = count(1)
CEILING = 5000  # in a year without receipts, until the group sets another
COUNTS = {"asking", "approved", "paid"}


@dataclass(frozen=True)
class Said:
    line: int
    amount: int
    paid: str
    days: int
    why: bool
    proof: str
    kin: tuple[str, str] | None


said = st.builds(
    Said,
    line=pick,
    amount=size,
    paid=st.sampled_from(["myself", "invoice", "cash"]),
    days=day,
    why=st.booleans(),
    proof=st.sampled_from(["file", "file", "file", "file", "lost", "lost", "none"]),
    kin=st.sampled_from(
        [None] * 8
        + [("Ben", "Ada"), ("Ada", "Gül"), ("Gül", "Dan"), ("Zoë", "Ben"), ("Ben", "Cas")]
        + [("Cas", "Gül"), ("Ada", "")]
    ),
)


class ProofSteps(Walk):
    @property
    def expenses(self) -> list[Expense]:
        return [one for plan in self.plans for one in plan.expenses]

    def expense(self, number: int, *states: str) -> Expense:
        """One that is in such a state, mostly; the newest first."""
        right = [one for one in self.expenses if one.state in states]
        return one_of((right if right and number < 5 else self.expenses)[::-1], number)

    def noting(self, plan: Plan, it: Said, spender: str, *, odd: bool) -> tuple[Noting, set[str]]:
        """What she says, and why it cannot be."""
        lines = list(plan.lines) if odd else list(plan.lines)[:2]
        line_id = one_of(lines, it.line)
        reasons = self._kin(plan, it.kin, spender)
        if it.days > 0:
            reasons.add("day-to-come")
        if plan.lines[line_id][0] == "allowance":
            reasons.add("line-unknown")
        if plan.state not in SPENDABLE:
            reasons.add("plan-not-running")
        if plan.is_accounted:
            reasons.add("accounted-already")
        data = Noting(
            line_id,
            Money(within(it.amount, plan.room)),
            "De Kom",
            self.on(it.days),
            WhoPaid(it.paid),
            (self._photo(plan),) if it.proof == "file" else (),
            why="Duurder." if it.why else " ",
            lost=Losing("Verf", "Kwijt") if it.proof == "lost" else None,
            kin=self._kin_said(plan, it.kin),
        )
        return data, reasons

    def _kin(self, plan: Plan, kin: tuple[str, str] | None, spender: str) -> set[str]:
        if kin is None:
            return set()
        member, also = kin
        electors = self.stage.electors[plan.owner]
        others = {*electors} - {spender, member}
        reasons = set() if member in {*electors, "Cas"} else {"kin-whom-missing"}
        if not also and others:
            reasons.add("kin-also-missing")
        if also and also not in others:
            reasons.add("kin-also-another")
        return reasons

    def _kin_said(self, plan: Plan, kin: tuple[str, str] | None) -> KinSaid | None:
        if kin is None:
            return None
        member, also = kin
        also_id = self.id_of(plan, also) if also else None
        return KinSaid(KinKind.FAMILY, self.id_of(plan, member), also_id)

    def _photo(self, plan: Plan) -> UUID:
        """Another file each time: the same one twice is noticed."""
        stored = Stored(hash=digest(f"photo {next(PHOTOS)}"), kind=Kind.JPEG, size=9)
        by = self.stage.actors[plan.owner]["Ada"]
        kept = documents.keep(
            self.session, stored, owner_id=plan.owner, name="bon.jpg", by=by, at=self.at
        )
        return kept.id

    def unproven(self, one: Expense) -> set[str]:
        """Why it cannot be asked with this proof: none at all, or too much was lost this year."""
        if one.proof == "none":
            return {"receipt-missing"}
        if one.proof == "file":
            return set()
        lost = [
            other
            for other in self.expenses
            if other.plan.owner == one.plan.owner
            and (other.proof, other.lost_in) == ("lost", self.today.year)
            and other.state in COUNTS
        ]
        used = sum(other.amount for other in lost)
        return {"over-ceiling"} if used + one.amount > CEILING else set()

    @step(
        lambda self: any(
            one.state == "asking" and (one.kin or one.proof == "lost") for one in self.expenses
        ),
        number=pick,
        name=who,
        often=2,
    )
    def vouch(self, number: int, name: str) -> None:
        """Another member knows of it, or the one who was named says yes too."""
        asking = [one for one in self.expenses if one.state == "asking" and (one.kin or one.proof)]
        one = one_of(asking if number < 5 else self.expenses, number)
        name = name or (one.kin[1] if one.kin else "Ben")
        reasons = self.in_state(one, ("asking",))
        asked = one.proof == "lost" and not one.known
        named = one.kin is not None and not one.also_said and name == one.kin[1]
        residents = self.stage.electors[one.plan.owner]
        about = {one.spender, *(one.kin or ("", ""))[:1]}
        if name in about or name not in residents or one.asks_round or not (asked or named):
            reasons.add(ACCESS)
        by = self.actor(one.plan, name)

        def act() -> ExpenseRow:
            return spending.vouch(self.session, self.row(ExpenseRow, one.id), by=by, at=self.at)

        if self.attempt(reasons, act):
            one.known, one.also_said = True, one.also_said or named

    # ---- who says yes ------------------------------------------------------------------------

    def lacks_yes(self, one: Expense, name: str) -> set[str]:
        """The one who was named has to have said yes, before or with this."""
        if one.kin is None or one.also_said or name == one.kin[1]:
            return set()
        return {"needs-also-yes"}

    def others(self, one: Expense) -> list[str]:
        """Who can say yes to it: neither who spent it, nor whose family it is."""
        about = {one.spender, *(one.kin or ("", ""))[:1]}
        return [name for name in self.stage.electors[one.plan.owner] if name not in about]

    def other(self, one: Expense) -> str:
        return one.kin[1] if one.kin else self.others(one)[0]

    def in_state(self, one: Expense, states: Iterable[str]) -> set[str]:
        return set() if one.state in states else {"wrong-state"}
