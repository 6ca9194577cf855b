"""What payments are made of, by noun."""

from grants.payments.models.arrivals import Arrival as Arrival
from grants.payments.models.arrivals import ArrivalKind as ArrivalKind
from grants.payments.models.arrivals import Source as Source
from grants.payments.models.counts import CashCount as CashCount
from grants.payments.models.online import BackKind as BackKind
from grants.payments.models.online import Difference as Difference
from grants.payments.models.online import GiftBox as GiftBox
from grants.payments.models.online import Oddity as Oddity
from grants.payments.models.online import OnlinePayment as OnlinePayment
from grants.payments.models.online import OnlineReturn as OnlineReturn
from grants.payments.models.online import ProviderEvent as ProviderEvent
from grants.payments.models.online import Purpose as Purpose
from grants.payments.models.runs import FailedWhy as FailedWhy
from grants.payments.models.runs import FileKind as FileKind
from grants.payments.models.runs import Look as Look
from grants.payments.models.runs import PayAccount as PayAccount
from grants.payments.models.runs import Payee as Payee
from grants.payments.models.runs import PayFile as PayFile
from grants.payments.models.runs import Payment as Payment
from grants.payments.models.runs import PaymentKind as PaymentKind
from grants.payments.models.runs import PayRun as PayRun
