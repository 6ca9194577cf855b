"""What spending is made of, by noun."""

from grants.spending.models.expenses import Approval as Approval
from grants.spending.models.expenses import Expense as Expense
from grants.spending.models.expenses import Receipt as Receipt
from grants.spending.models.expenses import WhoPaid as WhoPaid
from grants.spending.models.kin import Kin as Kin
from grants.spending.models.kin import KinKind as KinKind
from grants.spending.models.lost import Ceiling as Ceiling
from grants.spending.models.lost import Lost as Lost
from grants.spending.models.shifts import Shift as Shift
from grants.spending.models.shifts import ShiftAsking as ShiftAsking
