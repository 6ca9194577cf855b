"""The verbs of payments: enter what came in, went back or moved; mirror what was wrong."""

from grants.payments.service.arrivals import give_back as give_back
from grants.payments.service.arrivals import income as income
from grants.payments.service.arrivals import mirror as mirror
from grants.payments.service.arrivals import move as move
from grants.payments.service.arrivals import receive as receive
