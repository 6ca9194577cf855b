"""What is entered of payments, and what can never be, by noun. Pure."""

from grants.payments.rules.arrivals import GivingBack as GivingBack
from grants.payments.rules.arrivals import Income as Income
from grants.payments.rules.arrivals import Moving as Moving
from grants.payments.rules.arrivals import Receiving as Receiving
from grants.payments.rules.arrivals import check_shape as check_shape
from grants.payments.rules.arrivals import other_place as other_place
