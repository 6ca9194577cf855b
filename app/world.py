"""The world outside, as this app has it: one place that holds the gateways."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from app.config import Settings
from app.gateways.bank import ReadBank, fake_bank, read_bank
from app.gateways.cipher import AesCipher, FakeCipher
from app.gateways.files import FileStore, MemoryStore
from app.gateways.mail import FakeMail, FolderMail, Mail, Sender, Server, SmtpMail
from app.gateways.pdf import FakePdf, Pdf, WarmPdf
from app.gateways.provider import provider_by
from app.gateways.reader import NoReader, Reader, Tesseract
from app.gateways.sepa import FakeSepa, SepaWriter
from app.gateways.uploads import Inspect, fake_inspect, inspect_upload
from grants.documents.store import Store
from grants.payments.provider import Provider
from grants.payments.rules.runs import FileWriter
from grants.people.cipher import Cipher, Vault


@dataclass(frozen=True)
class KeyedSecrets:
    """Codes and tokens that follow from the installation's key, by purpose."""

    key: bytes

    def derive(self, purpose: str, about: bytes) -> bytes:
        """Give 32 bytes that nobody guesses without the key."""
        return hmac.new(self.key, purpose.encode() + b"\x00" + about, hashlib.sha256).digest()


@dataclass
class World:
    """Files, papers, mail, seals, secrets, files for banks and the look at what people send in."""

    store: Store
    pdf: Pdf
    mail: Mail
    cipher: Cipher
    secrets: KeyedSecrets
    inspect: Inspect
    bank: ReadBank
    sepa: FileWriter
    provider: Provider | None = None
    reader: Reader = field(default_factory=NoReader)

    @property
    def vault(self) -> Vault:
        """What seals and compares account numbers."""
        return Vault(self.cipher, self.secrets)


def real_world(settings: Settings) -> World:
    """The gateways that an installation has."""
    return World(
        store=FileStore(settings.instance / "documents"),
        pdf=WarmPdf(),
        mail=mail_by(settings),
        cipher=AesCipher(settings.cipher_key.get_secret_value()),
        secrets=KeyedSecrets(settings.secret_key.get_secret_value().encode()),
        inspect=inspect_upload,
        bank=read_bank,
        sepa=SepaWriter(),
        provider=provider_by(settings),
        reader=Tesseract(),
    )


def fake_world() -> World:
    """The plain twins, for tests."""
    return World(
        store=MemoryStore(),
        pdf=FakePdf(),
        mail=FakeMail(),
        cipher=FakeCipher(),
        secrets=KeyedSecrets(b"a key for tests alone"),
        inspect=fake_inspect,
        bank=fake_bank,
        sepa=FakeSepa(),
    )


def mail_by(settings: Settings) -> Mail:
    """A mail server when the settings name one, else a folder of letters."""
    name, _, address = settings.mail_from.rpartition("<")
    sender = Sender(name.strip(), address.strip(" >"))
    if not settings.mail_url:
        return FolderMail(Path(settings.instance) / "mail", sender)
    parts = urlsplit(settings.mail_url)
    server = Server(
        host=parts.hostname or "localhost",
        port=parts.port or 587,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
    return SmtpMail(server, sender)


def install(app: Flask, world: World) -> None:
    """Give the app its world."""
    app.extensions["wijkkas-world"] = world


def world() -> World:
    """The world of the app that is running."""
    found: World = current_app.extensions["wijkkas-world"]
    return found
