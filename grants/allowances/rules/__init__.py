"""What the law leaves room for, what is said of an allowance, and which amounts are known."""

from grants.allowances.rules.guard import Had as Had
from grants.allowances.rules.guard import Left as Left
from grants.allowances.rules.guard import Limits as Limits
from grants.allowances.rules.guard import Norm as Norm
from grants.allowances.rules.guard import check_mixing as check_mixing
from grants.allowances.rules.guard import check_norm as check_norm
from grants.allowances.rules.guard import is_capped as is_capped
from grants.allowances.rules.guard import left as left
from grants.allowances.rules.guard import mixes as mixes
from grants.allowances.rules.guard import over_norm as over_norm
from grants.allowances.rules.guard import passes as passes
from grants.allowances.rules.guard import refuse_over as refuse_over
from grants.allowances.rules.known import KNOWN as KNOWN
from grants.allowances.rules.known import CapData as CapData
from grants.allowances.rules.known import HourNorm as HourNorm
from grants.allowances.rules.noting import DAY_OF_MINUTES as DAY_OF_MINUTES
from grants.allowances.rules.noting import Noting as Noting
from grants.allowances.rules.noting import Sooner as Sooner
from grants.allowances.rules.noting import check_cap as check_cap
from grants.allowances.rules.noting import check_day as check_day
from grants.allowances.rules.noting import check_shape as check_shape
from grants.allowances.rules.noting import check_twice as check_twice
from grants.allowances.rules.noting import check_why as check_why
from grants.allowances.rules.noting import of_day as of_day
