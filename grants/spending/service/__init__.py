"""The verbs of spending: note, decide, pay, correct, and cancel a plan."""

from grants.spending.rules import Noting as Noting
from grants.spending.service.cancelling import cancel_plan as cancel_plan
from grants.spending.service.cancelling import put_away_plan as put_away_plan
from grants.spending.service.deciding import apply_outcome as apply_outcome
from grants.spending.service.deciding import approve as approve
from grants.spending.service.deciding import refuse as refuse
from grants.spending.service.noting import mend as mend
from grants.spending.service.noting import note as note
from grants.spending.service.noting import submit as submit
from grants.spending.service.noting import withdraw as withdraw
from grants.spending.service.paying import Paying as Paying
from grants.spending.service.paying import correct as correct
from grants.spending.service.paying import pay as pay
