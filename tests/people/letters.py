"""What was mailed in a test."""

from app.gateways.mail import FakeMail, Letter
from app.jobs import run_due
from app.world import world
from tests.web import Web


def mails(web: Web) -> list[Letter]:
    """Do what is due, and give all letters."""
    with web.app.app_context():
        run_due()
        mail = world().mail
        assert isinstance(mail, FakeMail)
        return list(mail.sent)
