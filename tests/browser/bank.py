"""The bank of the journeys: the Proefbank on a loopback port, and a statement of forty lines."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from secrets import token_bytes
from uuid import UUID
from xml.sax.saxutils import escape

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.clock import now, today
from app.gateways import testbank
from app.gateways.stripe import StripeProvider
from app.gateways.testbank.vault import Thing, Vault
from app.world import world
from grants.documents import service as documents
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.proposals.models import LineKind, Proposal
from grants.spending import service as spending
from grants.spending.models import Expense, WhoPaid
from grants.spending.rules import Noting
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.cast import actor
from tests.spending.stage import Ids

KEY = "sk_test_proefbank"
IBAN = "NL02ABNA0123456789"


@dataclass
class Proefbank:
    """The stand-in, and the site that pays there. Its messages come when the test says so."""

    site: Site
    vault: Vault
    address: str

    def tells(self, times: int = 1) -> None:
        """Bring all that happened to the app, and let it do the work that follows."""
        client: FlaskClient = self.site.app.test_client()
        for event in list(self.vault.kept["events"].values()) * times:
            self._bring(client, event)
        self.site.work()

    def leads(self, phone: Phone) -> Phone:
        """This person's journey leads to the bank too."""
        phone.watch.beyond.append(self.address)
        return phone

    def happens(self, deed: str) -> None:
        """Days later: a debit clears, or is taken back. The bank tells it."""
        (ref,) = self.vault.kept["sessions"]
        {"clear": self.vault.clear, "take-back": self.vault.take_back}[deed](ref)
        self.tells()

    def _bring(self, client: FlaskClient, event: Thing) -> None:
        said: list[tuple[bytes, str]] = []
        self.vault.send = lambda payload, signed: said.append((payload, signed))
        self.vault.deliver(event)
        ((payload, signed),) = said
        headers = {"Stripe-Signature": signed}
        answer = client.post(
            "/payments/provider/events",
            data=payload,
            headers=headers,
            content_type="application/json",
        )
        assert answer.status_code == 200, answer.text


@contextmanager
def bank_of(site: Site) -> Iterator[Proefbank]:
    """Serve the stand-in, and let this site pay there."""
    vault = Vault()
    vault.faults.silent = True
    server = make_server("127.0.0.1", 0, testbank.make_bank(vault), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    with site.app.app_context():
        world().provider = StripeProvider(KEY, vault.secret, base=address)
    try:
        yield Proefbank(site, vault, address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def spent(
    site: Site, ids: Ids, amounts: Mapping[LineKind, Sequence[str]], also: Sequence[UUID] = ()
) -> None:
    """Receipts of Ada, and what waited already, that the holder paid from the bank."""

    def make(session: Session) -> None:
        found = [session.get_one(Expense, one) for one in also]
        for kind, several in amounts.items():
            found += [approved(session, ids, kind, amount) for amount in several]
        data = spending.Paying(AccountKind.BANK, today())
        for expense in found:
            spending.pay(session, expense, data, by=actor(session, "hans"), at=now())

    site.run(make)


def approved(session: Session, ids: Ids, kind: LineKind, amount: str) -> Expense:
    """A receipt of Ada that Ben said yes to."""
    plan = session.get_one(Proposal, ids.plan)
    ada, ben = actor(session, "ada"), actor(session, "ben")
    drawn = BytesIO()
    Image.new("RGB", (300, 400), (246, 242, 230)).save(drawn, "JPEG")
    stored = world().store.put(drawn.getvalue() + token_bytes(8))  # each another photo
    file = documents.keep(session, stored, owner_id=ids.owner, name="bon.jpg", by=ada, at=now())
    line = next(one.id for one in plan.lines if one.kind is kind)
    data = Noting(line, EUR(amount), "De Kom", today(), WhoPaid.MYSELF, (file.id,))
    expense = spending.note(session, plan, data, by=ada, at=now())
    spending.submit(session, expense, by=ada, at=now())
    return spending.approve(session, expense, by=ben, at=now())


@dataclass(frozen=True)
class Booked:
    """One line: amount, words, whom."""

    amount: str
    words: str
    name: str = ""


def camt(folder: Path, lines: Sequence[Booked], on: date, opening: str = "500") -> Path:
    """A CAMT.053 of one day, as a bank writes it: opening, its lines, closing."""
    closing = Decimal(opening) + sum(Decimal(one.amount) for one in lines)
    entries = "".join(_entry(one, on, no) for no, one in enumerate(lines, 1))
    path = folder / "afschrift.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>A1</MsgId><CreDtTm>{on}T20:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>A1-1</Id><ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>{on}T20:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', Decimal(opening), on)}{_balance('CLBD', closing, on)}{entries}"
        "</Stmt></BkToCstmrStmt></Document>"
    )
    return path


def _balance(code: str, amount: Decimal, on: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f"{_amount(amount)}<Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def _amount(amount: Decimal) -> str:
    sign = "DBIT" if amount < 0 else "CRDT"
    return f'<Amt Ccy="EUR">{abs(amount):.2f}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'


def _entry(one: Booked, on: date, no: int) -> str:
    amount = Decimal(one.amount)
    side = "Cdtr" if amount < 0 else "Dbtr"
    party = f"<RltdPties><{side}><Pty><Nm>{escape(one.name)}</Nm></Pty></{side}></RltdPties>"
    return (
        f"<Ntry>{_amount(amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{on}</Dt></BookgDt>"
        f"<ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>R{no:03d}</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>"
        "</BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"{party if one.name else ''}<RmtInf><Ustrd>{escape(one.words)}</Ustrd></RmtInf>"
        "</TxDtls></NtryDtls></Ntry>"
    )
