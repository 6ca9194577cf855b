"""What a plan adds up to, what it lacks, what it says, and what changed."""

from grants.proposals.rules.budget import Totals as Totals
from grants.proposals.rules.budget import balance as balance
from grants.proposals.rules.budget import is_balanced as is_balanced
from grants.proposals.rules.budget import totals as totals
from grants.proposals.rules.difference import Change as Change
from grants.proposals.rules.difference import ChangeKind as ChangeKind
from grants.proposals.rules.difference import difference as difference
from grants.proposals.rules.facts import CoverFacts as CoverFacts
from grants.proposals.rules.facts import LineFacts as LineFacts
from grants.proposals.rules.facts import PlanFacts as PlanFacts
from grants.proposals.rules.facts import read_facts as read_facts
from grants.proposals.rules.facts import read_lines as read_lines
from grants.proposals.rules.facts import write_facts as write_facts
from grants.proposals.rules.questions import QUESTIONS as QUESTIONS
from grants.proposals.rules.questions import Gap as Gap
from grants.proposals.rules.questions import is_done as is_done
from grants.proposals.rules.questions import missing as missing
