"""What the money holder's desk asks, by noun."""

from grants.payments.queries.arrivals import arrivals_by_id as arrivals_by_id
from grants.payments.queries.arrivals import open_plans as open_plans
from grants.payments.queries.arrivals import plans_by_id as plans_by_id
from grants.payments.queries.arrivals import recent as recent
from grants.payments.queries.arrivals import to_arrive as to_arrive
from grants.payments.queries.arrivals import to_return as to_return
