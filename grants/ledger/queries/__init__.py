"""What pages and checks ask of a book, each in a number of statements that does not grow."""

from __future__ import annotations

from grants.ledger.queries.balances import amounts as amounts
from grants.ledger.queries.balances import amounts_and_lines as amounts_and_lines
from grants.ledger.queries.balances import amounts_by_plan as amounts_by_plan
from grants.ledger.queries.balances import balance_of as balance_of
from grants.ledger.queries.balances import held as held
from grants.ledger.queries.balances import lines_and_room as lines_and_room
from grants.ledger.queries.balances import owed_back as owed_back
from grants.ledger.queries.balances import per_line as per_line
from grants.ledger.queries.balances import place as place
from grants.ledger.queries.balances import room as room
from grants.ledger.queries.balances import room_and as room_and
from grants.ledger.queries.balances import settled as settled
from grants.ledger.queries.balances import uncovered as uncovered
from grants.ledger.queries.claims import CLAIMS as CLAIMS
from grants.ledger.queries.claims import free_of as free_of
from grants.ledger.queries.entries import PAGE as PAGE
from grants.ledger.queries.entries import Booking as Booking
from grants.ledger.queries.entries import Filter as Filter
from grants.ledger.queries.entries import bookings as bookings
from grants.ledger.queries.entries import came_back as came_back
from grants.ledger.queries.entries import entries_of as entries_of
from grants.ledger.queries.entries import export as export
from grants.ledger.queries.entries import standing as standing
from grants.ledger.queries.faults import Fault as Fault
from grants.ledger.queries.faults import check as check
from grants.ledger.queries.faults import faults_in as faults_in
from grants.ledger.queries.sums import sum_faults as sum_faults
