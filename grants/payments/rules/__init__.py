"""What is entered of payments, and what can never be, by noun. Pure."""

from grants.payments.rules.arrivals import GivingBack as GivingBack
from grants.payments.rules.arrivals import Income as Income
from grants.payments.rules.arrivals import Moving as Moving
from grants.payments.rules.arrivals import Receiving as Receiving
from grants.payments.rules.arrivals import check_shape as check_shape
from grants.payments.rules.counts import Counting as Counting
from grants.payments.rules.counts import Explaining as Explaining
from grants.payments.rules.counts import check_counting as check_counting
from grants.payments.rules.counts import check_explained as check_explained
from grants.payments.rules.counts import check_same as check_same
from grants.payments.rules.runs import AccountData as AccountData
from grants.payments.rules.runs import Choosing as Choosing
from grants.payments.rules.runs import Details as Details
from grants.payments.rules.runs import Due as Due
from grants.payments.rules.runs import FileWriter as FileWriter
from grants.payments.rules.runs import Kept as Kept
from grants.payments.rules.runs import Order as Order
from grants.payments.rules.runs import Outcome as Outcome
from grants.payments.rules.runs import Past as Past
from grants.payments.rules.runs import PayeeData as PayeeData
from grants.payments.rules.runs import Transfer as Transfer
from grants.payments.rules.runs import Vault as Vault
