"""What happens to a plan: its life, its parts, its money."""

from grants.proposals.service.budget import CoverData as CoverData
from grants.proposals.service.budget import LineData as LineData
from grants.proposals.service.budget import put_cover as put_cover
from grants.proposals.service.budget import put_line as put_line
from grants.proposals.service.budget import remove_cover as remove_cover
from grants.proposals.service.budget import remove_line as remove_line
from grants.proposals.service.life import apply_outcome as apply_outcome
from grants.proposals.service.life import cancel as cancel
from grants.proposals.service.life import change as change
from grants.proposals.service.life import close as close
from grants.proposals.service.life import finish as finish
from grants.proposals.service.life import reopen as reopen
from grants.proposals.service.life import resume as resume
from grants.proposals.service.life import shut as shut
from grants.proposals.service.life import start as start
from grants.proposals.service.life import withdraw as withdraw
from grants.proposals.service.parts import write_part as write_part
from grants.proposals.service.plans import Example as Example
from grants.proposals.service.plans import NewPlan as NewPlan
from grants.proposals.service.plans import add_example as add_example
from grants.proposals.service.plans import comment as comment
from grants.proposals.service.plans import create as create
from grants.proposals.service.versions import mark_of as mark_of
from grants.proposals.service.versions import put as put
