"""The verbs of payments: enter what came in, went back or moved; mirror what was wrong."""

from grants.payments.service.accounts import save_account as save_account
from grants.payments.service.accounts import save_payee as save_payee
from grants.payments.service.approving import approve as approve
from grants.payments.service.approving import bytes_of as bytes_of
from grants.payments.service.approving import hand_in as hand_in
from grants.payments.service.approving import make_file as make_file
from grants.payments.service.approving import order_of as order_of
from grants.payments.service.arrivals import give_back as give_back
from grants.payments.service.arrivals import income as income
from grants.payments.service.arrivals import mirror as mirror
from grants.payments.service.arrivals import move as move
from grants.payments.service.arrivals import receive as receive
from grants.payments.service.collecting import Collected as Collected
from grants.payments.service.collecting import collect as collect
from grants.payments.service.collecting import leave_out as leave_out
from grants.payments.service.counts import confirm as confirm
from grants.payments.service.counts import count as count
from grants.payments.service.counts import explain as explain
from grants.payments.service.counts import vouch as vouch
from grants.payments.service.own_accounts import drop_own_account as drop_own_account
from grants.payments.service.own_accounts import own_account_of as own_account_of
from grants.payments.service.own_accounts import set_own_account as set_own_account
from grants.payments.service.settling import settle as settle
from grants.payments.service.settling import withdraw as withdraw
