"""What payments are made of, by noun."""

from grants.payments.models.arrivals import Arrival as Arrival
from grants.payments.models.arrivals import ArrivalKind as ArrivalKind
from grants.payments.models.arrivals import Source as Source
