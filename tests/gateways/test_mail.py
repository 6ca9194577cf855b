import email
import smtplib
import ssl
import threading
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gateways.mail import FakeMail, FolderMail, Letter, Sender, Server, SmtpMail, as_mail

SENDER = Sender("Wijkkas", "wijkkas@example.org")
LETTER = Letter(
    to="ada@example.org",
    subject="Er wacht iets op je",
    text="Dag Ada,\n\nEr wacht een bon op je. Café. مرحبا\n",
    html="<p>Dag Ada</p>",
    language="nl",
    key="waiting-1",
)
INJECTIONS = ["a\r\nBcc: eve@example.org", "a\nBcc: eve@example.org", "a\rBcc: eve@example.org",
              "a\u2028Bcc: eve@example.org", "a\x0bBcc: eve@example.org", "a\x85Bcc: e@example.org",
              "a\r\n\r\n<b>body", "a\0Bcc: eve@example.org"]  # fmt: skip


def sent(message: EmailMessage) -> EmailMessage:
    return email.message_from_bytes(message.as_bytes(), policy=default)


def headers(message: EmailMessage) -> set[str]:
    return {name.lower() for name in message}


PLAIN = headers(sent(as_mail(LETTER, SENDER)))


@pytest.mark.parametrize("field", ["subject", "language", "key", "text", "html"])
@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_can_add_a_header(field: str, text: str) -> None:
    mail = sent(as_mail(replace(LETTER, **{field: text}), SENDER))

    assert headers(mail) == PLAIN
    assert mail["To"] == "ada@example.org"


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_name_of_the_sender_can_add_a_header(text: str) -> None:
    assert headers(sent(as_mail(LETTER, Sender(text, "wijkkas@example.org")))) == PLAIN


@pytest.mark.parametrize(
    "to",
    [*(f"a@example.org{text[1:]}" for text in INJECTIONS), "", "ada", "a@example.org, e@example.org",
     "Ada <a@example.org>", "a@example.org\n"],
)  # fmt: skip
def test_only_one_plain_address_is_written_to(to: str) -> None:
    with pytest.raises(ValueError, match=r"address|Invalid"):
        as_mail(replace(LETTER, to=to), SENDER)


@given(st.text(), st.text())
def test_whatever_people_type_the_headers_stay_the_same(subject: str, name: str) -> None:
    subject, name = (text.encode(errors="ignore").decode() for text in (subject, name))

    mail = sent(as_mail(replace(LETTER, subject=subject), Sender(name, SENDER.address)))

    assert headers(mail) == PLAIN


def test_a_letter_arrives_as_it_was_written() -> None:
    mail = sent(as_mail(LETTER, SENDER))
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))

    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert mail["Subject"] == LETTER.subject
    assert mail["From"] == "Wijkkas <wijkkas@example.org>"
    assert mail["Content-Language"] == "nl"


def test_the_same_letter_twice_is_one_file_only_its_owner_reads(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "post", SENDER)

    mail.send(LETTER)
    mail.send(LETTER)
    mail.send(replace(LETTER, key="waiting-2"))

    files = sorted((tmp_path / "post").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_the_fake_keeps_what_was_sent_and_refuses_what_cannot_be() -> None:
    fake = FakeMail()

    fake.send(LETTER)
    with pytest.raises(ValueError, match="address"):
        fake.send(replace(LETTER, to="a@example.org\nBcc: e@example.org"))

    assert fake.sent == [LETTER]


class Line:
    """A mail server's side as smtplib shows it."""

    said: list[object]
    offers_starttls = True

    def __init__(self, host: str, port: int, *, timeout: float) -> None:
        Line.said = [(host, port, timeout)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        Line.said.append("bye")

    def starttls(self, *, context: ssl.SSLContext) -> None:
        if not self.offers_starttls:
            raise smtplib.SMTPNotSupportedError
        Line.said.append(("starttls", context.verify_mode, context.check_hostname))

    def login(self, user: str, password: str) -> None:
        Line.said.append("login")

    def send_message(self, mail: EmailMessage) -> None:
        Line.said.append(mail["To"])


def test_a_mail_server_is_spoken_to_over_a_checked_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Line)

    SmtpMail(Server("mail.example.org", user="u", password="p"), SENDER).send(LETTER)

    assert Line.said == [("mail.example.org", 587, 10), ("starttls", ssl.CERT_REQUIRED, True),
                         "login", "ada@example.org", "bye"]  # fmt: skip


def test_a_server_without_encryption_is_given_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Line, "offers_starttls", False)
    monkeypatch.setattr(smtplib, "SMTP", Line)

    with pytest.raises(OSError):  # noqa: PT011  any of its kind is tried again by the jobs
        SmtpMail(Server("mail.example.org", user="u"), SENDER).send(LETTER)

    assert Line.said == [("mail.example.org", 587, 10), "bye"]


def test_two_senders_at_once_leave_one_whole_letter(tmp_path: Path) -> None:
    senders = [
        threading.Thread(target=FolderMail(tmp_path, SENDER).send, args=(LETTER,)) for _ in range(6)
    ]
    for each in senders:
        each.start()
    for each in senders:
        each.join()

    assert [path.suffix for path in tmp_path.iterdir()] == [".eml"]
