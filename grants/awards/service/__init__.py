"""The verbs of an award: offer, agree, take in, settle."""

from __future__ import annotations

from grants.awards.service.agreeing import agree as agree
from grants.awards.service.agreeing import lapse as lapse
from grants.awards.service.agreeing import lapse_offers as lapse_offers
from grants.awards.service.lowering import lower as lower
from grants.awards.service.offering import decide as decide
from grants.awards.service.receiving import came as came
from grants.awards.service.receiving import came_back as came_back
from grants.awards.service.receiving import came_more as came_more
from grants.awards.service.receiving import plan_rest as plan_rest
from grants.awards.service.righting import right_again as right_again
from grants.awards.service.settling import close_when_settled as close_when_settled
from grants.awards.service.settling import conclude as conclude
from grants.awards.service.settling import follow as follow
from grants.awards.service.settling import is_accounted as is_accounted
from grants.awards.service.settling import settle as settle
