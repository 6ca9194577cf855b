"""What changes persons: by noun in one module each."""

from grants.people.service.codes import ask_address_code as ask_address_code
from grants.people.service.codes import ask_code as ask_code
from grants.people.service.codes import ask_fresh_code as ask_fresh_code
from grants.people.service.codes import ask_join_code as ask_join_code
from grants.people.service.codes import redeem_code as redeem_code
from grants.people.service.codes import spend_try as spend_try
from grants.people.service.codes import sweep as sweep
from grants.people.service.counters import count as count
from grants.people.service.invitations import invitation_for as invitation_for
from grants.people.service.invitations import invite as invite
from grants.people.service.invitations import invite_operator as invite_operator
from grants.people.service.invitations import revoke as revoke
from grants.people.service.invitations import token_of as token_of
from grants.people.service.invitations import use as use
from grants.people.service.persons import add_contact as add_contact
from grants.people.service.persons import change_language as change_language
from grants.people.service.persons import iban_of as iban_of
from grants.people.service.persons import make_operator as make_operator
from grants.people.service.persons import register as register
from grants.people.service.persons import rename as rename
from grants.people.service.persons import set_iban as set_iban
from grants.people.service.sessions import begin_session as begin_session
from grants.people.service.sessions import end_all as end_all
from grants.people.service.sessions import end_others as end_others
from grants.people.service.sessions import end_session as end_session
from grants.people.service.sessions import freshen as freshen
