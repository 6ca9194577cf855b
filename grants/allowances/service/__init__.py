"""The verbs of allowances: note, agree, pay, confirm, correct; a person's year; the caps; stop a plan."""

from grants.allowances.rules import Noting as Noting
from grants.allowances.service.caps import add_cap as add_cap
from grants.allowances.service.caps import seed_caps as seed_caps
from grants.allowances.service.deciding import agree as agree
from grants.allowances.service.deciding import pass_on as pass_on
from grants.allowances.service.deciding import refuse as refuse
from grants.allowances.service.noting import note as note
from grants.allowances.service.noting import withdraw as withdraw
from grants.allowances.service.paying import Paying as Paying
from grants.allowances.service.paying import come_back as come_back
from grants.allowances.service.paying import confirm as confirm
from grants.allowances.service.paying import correct as correct
from grants.allowances.service.paying import fail as fail
from grants.allowances.service.paying import pay as pay
from grants.allowances.service.paying import put_in_run as put_in_run
from grants.allowances.service.stopping import end_asked as end_asked
from grants.allowances.service.stopping import stop_plan as stop_plan
from grants.allowances.service.years import say_elsewhere as say_elsewhere
