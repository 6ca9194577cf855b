"""The Proefbank: a stand-in that speaks Stripe's HTTP, with play money and faults on order.

For tests and the sample only. A real instance never serves it.
"""

from app.gateways.testbank.pages import make_bank as make_bank
from app.gateways.testbank.vault import Vault as Vault
