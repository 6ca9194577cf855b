"""What moves money on the stage: runs, counts, audits, online payments, and the nightly look."""

from __future__ import annotations

from sqlalchemy.orm import Session

from grants.audits import queries as queries_of_audits
from grants.audits import service as audits
from grants.audits.models import Conclusion
from grants.audits.rules import Opening
from grants.awards.models import Award
from grants.checks import service as checks
from grants.checks.rules import Finding
from grants.kit.access import Actor, Role
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.ledger.queries import place
from grants.payments import service as payments
from grants.payments.models import Oddity
from grants.payments.rules import AccountData, Choosing, Counting
from grants.payments.service import backs, differing
from grants.people import service as people
from grants.proposals.models import Proposal
from grants.spending.models import WhoPaid
from tests.allowances.story import Helping
from tests.ground import NOON, seated
from tests.house.things import Things, world_of_stage
from tests.payments.online_story import Bank
from tests.spending.story import Running


def with_runs(helping: Helping, things: Things) -> None:
    """Hans put three runs together; Ina said yes to two, and one is with the bank."""
    session, one = helping.session, helping.plan.one
    vault = world_of_stage().vault
    one.people["Ina"] = seated(session, one.ground.holder, Role.PAYER, "Ina")
    hans, ina, ada = one.actor("Hans"), one.actor("Ina"), one.people["Ada"]
    account = AccountData("NL39RABO0300065264", "Stichting De Brug")
    owner = one.ground.holder.id
    payments.save_account(session, owner, account, vault=vault, by=hans, at=NOON)
    people.set_iban(
        session,
        ada,
        "NL91ABNA0417164300",
        "A. de Vries",
        vault=vault,
        by=Actor(ada.id),
        at=NOON,
    )
    runs = []
    for _ in range(3):
        key = f"allowance.{helping.agreed('10').id}"
        data = Choosing([key], NOON.date())
        made = payments.collect(session, owner, data, vault=vault, by=hans, at=NOON)
        runs.append(made.run)
    for run in runs[1:]:
        looked = [payment.id for payment in run.payments]
        payments.approve(session, run, looked, vault=vault, by=ina, at=NOON)
        writer = world_of_stage().sepa
        payments.make_file(session, run, writer, vault=vault, by=ina, at=NOON)
    payments.hand_in(session, runs[2], by=hans, at=NOON)
    bill = helping.plan.approved("10", who_paid=WhoPaid.INVOICE, shop="Drukkerij")
    things.ids |= {
        "pay-run": runs[0].id.hex,
        "pay-run-filed": runs[1].id.hex,
        "pay-run-at-bank": runs[2].id.hex,
        "payment": runs[0].payments[0].id.hex,
        "bill": bill.id.hex,
    }


def nightly_look(session: Session, things: Things) -> None:
    """A look that found something."""
    audit = checks.begin(session, at=NOON)
    checks.note(session, audit, [Finding("bytes-missing", "document", audit.id)])
    checks.end(session, audit, at=NOON)
    things.ids["audit"] = audit.id.hex


def with_counts(first: Running, things: Things) -> None:
    """The box: counted by Ada with Dan at the table; and again, which waits for Dan."""
    session, group, ada = first.session, first.one.ground.workgroup, first.actor("Ada")
    lies = place(session, group.id, AccountKind.CASH)
    data = Counting(lies, first.id_of("Dan"))
    table = payments.count(session, group, data, by=ada, at=NOON)
    payments.confirm(session, table, said=True, by=ada, at=NOON)
    waits = payments.count(session, group, data, by=ada, at=NOON)
    things.ids |= {"count-table": table.id.hex, "count": waits.id.hex}


def with_audit(first: Running, things: Things) -> None:
    """This year's book, looked at by Ada and Ben: begun."""
    session, group, ada = first.session, first.one.ground.workgroup, first.actor("Ada")
    year = queries_of_audits.years(session, group.id, NOON.date())[0]
    opening = Opening(year, first.id_of("Ada"), first.id_of("Ben"))
    audit = audits.open_(session, group, opening, by=ada, at=NOON)
    item = audit.items[0]
    audits.conclude(session, audit, Conclusion.RIGHT, "", by=ada, at=NOON)
    things.ids |= {"cash-audit": audit.id.hex, "audit-item": item.id.hex}


def with_online(first: Running, award: Award, things: Things) -> None:
    """A plan that is open for gifts; of another one a gift that was paid, and one that goes back."""
    box = Bank(first).box()
    plan_of_it = first.session.get_one(Proposal, award.proposal_id)
    bank = Bank(Running(first.session, first.one, plan_of_it, award))
    paid, goes = bank.paid(bank.gift("5")), bank.paid(bank.gift("6"))
    back = backs.refund(first.session, goes, EUR("6"), by=first.actor("Hans"), at=NOON)
    truth = bank.there.truths[paid.session_ref or ""]
    odd = differing.differ(first.session, Oddity.AMOUNT, paid, truth, at=NOON)
    things.provider = bank.there
    things.ids |= {
        "box": box.id.hex,
        "paid-online": paid.id.hex,
        "back": back.id.hex,
        "difference": odd.id.hex,
    }
