"""What the money holder's desk asks, by noun."""

from grants.payments.queries.arrivals import arrivals_by_id as arrivals_by_id
from grants.payments.queries.arrivals import open_plans as open_plans
from grants.payments.queries.arrivals import plans_by_id as plans_by_id
from grants.payments.queries.arrivals import recent as recent
from grants.payments.queries.arrivals import to_arrive as to_arrive
from grants.payments.queries.arrivals import to_return as to_return
from grants.payments.queries.counts import bookable_plans as bookable_plans
from grants.payments.queries.counts import counts_of as counts_of
from grants.payments.queries.counts import last_count as last_count
from grants.payments.queries.counts import open_count as open_count
from grants.payments.queries.counts import pending_cash as pending_cash
from grants.payments.queries.counts import pending_sum as pending_sum
from grants.payments.queries.due import due as due
from grants.payments.queries.runs import account_of as account_of
from grants.payments.queries.runs import file_of as file_of
from grants.payments.queries.runs import groups_of as groups_of
from grants.payments.queries.runs import habit as habit
from grants.payments.queries.runs import is_going_back as is_going_back
from grants.payments.queries.runs import on_its_way as on_its_way
from grants.payments.queries.runs import past as past
from grants.payments.queries.runs import payees_of as payees_of
from grants.payments.queries.runs import payers as payers
from grants.payments.queries.runs import runs as runs
from grants.payments.queries.runs import seconds_of as seconds_of
from grants.payments.queries.runs import terms as terms
from grants.payments.queries.runs import waiting_payments as waiting_payments
