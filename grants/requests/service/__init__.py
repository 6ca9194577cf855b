"""The verbs of a request: the group's, the fund's, and the conversation between them."""

from __future__ import annotations

from grants.requests.service.asking import answer as answer
from grants.requests.service.asking import ask as ask
from grants.requests.service.changing import change_plan as change_plan
from grants.requests.service.desk import close as close
from grants.requests.service.desk import decided as decided
from grants.requests.service.desk import open_ as open_
from grants.requests.service.ending import end_undecided as end_undecided
from grants.requests.service.sending import asks_now as asks_now
from grants.requests.service.sending import prepare as prepare
from grants.requests.service.sending import send as send
from grants.requests.service.sending import take_back as take_back
from grants.requests.service.sending import withdraw as withdraw
