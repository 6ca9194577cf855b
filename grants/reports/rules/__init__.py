"""What a report says, what it lacks, and what the group did by itself."""

from grants.reports.rules.facts import Answers as Answers
from grants.reports.rules.facts import Bill as Bill
from grants.reports.rules.facts import Gathered as Gathered
from grants.reports.rules.facts import Hands as Hands
from grants.reports.rules.facts import Kept as Kept
from grants.reports.rules.facts import LineFacts as LineFacts
from grants.reports.rules.facts import PhotoFacts as PhotoFacts
from grants.reports.rules.facts import PlanPoint as PlanPoint
from grants.reports.rules.facts import Source as Source
from grants.reports.rules.facts import SourceKind as SourceKind
from grants.reports.rules.facts import Step as Step
from grants.reports.rules.facts import StepKind as StepKind
from grants.reports.rules.facts import read_facts as read_facts
from grants.reports.rules.facts import write_facts as write_facts
from grants.reports.rules.gaps import Gap as Gap
from grants.reports.rules.gaps import GapKind as GapKind
from grants.reports.rules.gaps import missing as missing
from grants.reports.rules.steps import Done as Done
from grants.reports.rules.steps import steps as steps
