"""What pages ask of spending, by noun; each in a number of statements that does not grow."""

from grants.spending.queries.expenses import People as People
from grants.spending.queries.expenses import SPENDABLE as SPENDABLE
from grants.spending.queries.expenses import asking_sum as asking_sum
from grants.spending.queries.expenses import expenses_by_id as expenses_by_id
from grants.spending.queries.expenses import expenses_of as expenses_of
from grants.spending.queries.expenses import lines_of as lines_of
from grants.spending.queries.expenses import people_of as people_of
from grants.spending.queries.expenses import persons_by_id as persons_by_id
from grants.spending.queries.expenses import reserved_and as reserved_and
from grants.spending.queries.expenses import spendable_lines as spendable_lines
from grants.spending.queries.expenses import spendable_plans as spendable_plans
from grants.spending.queries.expenses import standing as standing
from grants.spending.queries.expenses import to_pay as to_pay
from grants.spending.queries.proof import Proof as Proof
from grants.spending.queries.proof import proofs as proofs
from grants.spending.queries.receipts import Allowed as Allowed
from grants.spending.queries.receipts import allowed as allowed
from grants.spending.queries.receipts import ceiling_of as ceiling_of
from grants.spending.queries.receipts import on_one_receipt as on_one_receipt
from grants.spending.queries.receipts import receipt_sum as receipt_sum
from grants.spending.queries.receipts import seen_on as seen_on
from grants.spending.queries.receipts import seen_on_itself as seen_on_itself
from grants.spending.queries.shifts import askings_at as askings_at
from grants.spending.queries.shifts import asks_first as asks_first
from grants.spending.queries.shifts import shifted as shifted
from grants.spending.queries.shifts import shifts_of as shifts_of
