"""What pages and verbs ask of audits, each in a number of statements that does not grow."""

from __future__ import annotations

from grants.audits.queries.book import bookings_of as bookings_of
from grants.audits.queries.book import files_of as files_of
from grants.audits.queries.book import found as found
from grants.audits.queries.book import lines_of as lines_of
from grants.audits.queries.book import outgoing as outgoing
from grants.audits.queries.book import places as places
from grants.audits.queries.book import seen as seen
from grants.audits.queries.book import years as years
from grants.audits.queries.counted import count_of as count_of
from grants.audits.queries.counted import waits_for as waits_for
from grants.audits.queries.find import Last as Last
from grants.audits.queries.find import audit_by_mark as audit_by_mark
from grants.audits.queries.find import audits_of as audits_of
from grants.audits.queries.find import last_looks as last_looks
from grants.audits.queries.find import living as living
from grants.audits.queries.who import able as able
from grants.audits.queries.who import touched as touched
