"""More came of an award than was promised: what was promised counts, the rest goes back."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats
from app.access import fresh_code, me, reach
from app.clock import now
from app.extensions import db
from app.payments.forms.surplus import SurplusForm
from app.payments.routes import bp
from grants.awards.models import Award
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.payments import queries
from grants.payments.models import StatementLine
from grants.payments.queries.runs import groups_of
from grants.payments.service import matching


@bp.route("/bank/line/<uuid:line_id>/over", methods=["GET", "POST"])
@fresh_code
def bank_line_over(line_id: UUID) -> ResponseReturnValue:
    """Of which award this is, when it is more than is still to come of it."""
    line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_MATCH)
    form = SurplusForm(_awards(line))
    if form.validate_on_submit():
        award = db.session.get_one(Award, form.award_id)
        try:
            matching.as_surplus(db.session(), line, award, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("It is in the book. What is more than was promised waits to be sent back.")
            goal = url_for("payments.bank_account", account_id=line.account_id)
            return form.done(words, goal)
        line = reach(StatementLine, line_id, Act.PAYMENTS_LINE_MATCH)
    return render_template("payments/bank/line_over.html", line=line, form=form), form.status


def _awards(line: StatementLine) -> dict[UUID, str]:
    """What was granted to the groups whose money lies on this account."""
    found = queries.granted_to(db.session(), groups_of(db.session(), line.owner_id))
    if not found:
        abort(409, description=_("Nothing was granted to your groups."))
    return {
        award.id: f"{award.title} · {name} · {formats.money(award.amount)}" for award, name in found
    }
