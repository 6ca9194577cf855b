"""Words of checks: what asks the operator to look."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from grants.kit.acts import Act

WAITING = {
    Act.CHECKS_SEE: (
        _l("The nightly look found what does not hold: %(label)s"),
        _l("Look which books, histories or files it names."),
        "checks.show",
        "audit_id",
        "warn",
    ),
}
