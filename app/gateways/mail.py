"""Mail: a folder of letters by default, a mail server when the settings name one."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from app.clock import now
from app.gateways.files import write_whole

_SECONDS = 10


@dataclass(frozen=True)
class Letter:
    """One mail to one person. ``key`` is the same each time the same letter is sent again."""

    to: str
    subject: str
    text: str
    html: str
    language: str
    key: str


class Mail(Protocol):
    """Sends letters; called by the jobs only, never inside a transaction."""

    def send(self, message: Letter) -> None:
        """Send one letter; raises ``OSError`` when it could not be handed over."""
        ...


@dataclass(frozen=True)
class Sender:
    """Who a letter comes from: a name for the reader, an address for the server."""

    name: str
    address: str


def one_line(text: str) -> str:
    """Make one header line of any text: no line end or other control can start a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def address_of(text: str) -> str:
    """Take one plain address, else ``ValueError``."""
    if text != one_line(text) or "," in text or parseaddr(text) != ("", text) or "@" not in text:
        raise ValueError("not one plain mail address")
    return text


def as_mail(message: Letter, sender: Sender) -> EmailMessage:
    """Write the letter as a mail with a text and an HTML side."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(one_line(sender.name), addr_spec=address_of(sender.address))
    mail["To"] = Address(addr_spec=address_of(message.to))
    mail["Subject"] = one_line(message.subject)
    mail["Message-ID"] = f"<{_name(message.key)}@{sender.address.rpartition('@')[2]}>"
    # Out-of-office machines stay quiet, and no link list is collected from it.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    # Last: what is said of the content before it is there moves into its first part.
    mail["Content-Language"] = one_line(message.language)
    return mail


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class FolderMail:
    """Writes each letter as one ``.eml`` file; the same letter twice is one file."""

    def __init__(self, folder: Path, sender: Sender) -> None:
        """Write into this folder; it is made at the first letter."""
        self.folder = folder
        self.sender = sender

    def send(self, message: Letter) -> None:
        """Write the letter, whole or not at all."""
        content = as_mail(message, self.sender).as_bytes()
        write_whole(self.folder / f"{_name(message.key)}.eml", content)


@dataclass(frozen=True)
class Server:
    """A mail server that speaks STARTTLS; ``user`` may be empty where none is asked."""

    host: str
    port: int = 587
    user: str = ""
    password: str = ""


class SmtpMail:
    """Hands each letter to a mail server, over an encrypted line only."""

    def __init__(self, server: Server, sender: Sender) -> None:
        """Use this server."""
        self.server = server
        self.sender = sender

    def send(self, message: Letter) -> None:
        """Hand the letter over within ten seconds a step, else ``OSError``."""
        mail = as_mail(message, self.sender)
        mail["Date"] = now()
        server = self.server
        with smtplib.SMTP(server.host, server.port, timeout=_SECONDS) as line:
            # Refuses a server that offers no STARTTLS: nothing is said in the open.
            line.starttls(context=ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password)
            line.send_message(mail)


class FakeMail:
    """The plain twin: a list, with the same idea of what can be sent."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[Letter] = []

    def send(self, message: Letter) -> None:
        """Keep the letter, after writing it once as a mail would be."""
        as_mail(message, Sender("Wijkkas", "wijkkas@example.org")).as_bytes()
        self.sent.append(message)
