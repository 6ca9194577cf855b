"""Reading reports: what is gathered for one, and which there are. Constant in statements."""

from grants.reports.queries.find import PAGE as PAGE
from grants.reports.queries.find import facts_of as facts_of
from grants.reports.queries.find import living as living
from grants.reports.queries.find import photo_of as photo_of
from grants.reports.queries.find import report_by_mark as report_by_mark
from grants.reports.queries.find import reports_of as reports_of
from grants.reports.queries.find import sent_to as sent_to
from grants.reports.queries.gather import gathered as gathered
