"""The group's money: one page, and exactly what it shows as a file."""

from flask import Blueprint

bp = Blueprint("ledger", __name__, url_prefix="/ledger")

from app.ledger.routes import files, money  # noqa: E402  they need bp

__all__ = ["bp", "files", "money"]
