"""The rules floor: what a neighbourhood group may do with its money, and what it did.

Plain Python and SQLAlchemy, readable by an auditor. The map, lowest room first; a room
may import the rooms above it in this list, never those below:

kit            toolbox: money, periods, states, access, refusals, ids, references
owners         whose a thing is: one row per workgroup, organisation, neighbourhood
history        who did what to what, when, in which capacity, why; only adds
outbox         what must be sent after the commit; leased by job workers
submissions    forms that were sent and did their work: each does it once
documents      stored files: kind, size, hash, whose
ledger         books, accounts, entries, postings, balances; only adds
waiting        what waits for whom; written beside the event that causes it
people         persons, sign-in, sessions, invitations, language, bank account
neighbourhoods neighbourhood, themes, organisations and their people, meeting places
workgroups     groups, workgroups, members and their roles
consent        rounds, answers, outcome; the gate to sending, spending, sealing
mandates       per right in whose hands it is now; every may() asks it
proposals      plans: parts, cost lines, cover, comments, sealed versions
funds          pots of money and their simple rules; the check of a plan against them
requests       one sealed plan sent to one fund; questions and answers
reviews        advice and decision by the partner organisation
awards         what was granted: agreement, instalments, settlement
spending       expenses, receipts, approval, payment, correction
allowances     what volunteers get, inside the caps of each year; year statement
checks         looks at all books, histories and files; what does not hold, and where chains stood
payments       money in and out: arrivals, cash counts, pay runs, statements, online payments
audits         once a year two members look at the book, and sign what they saw
reports        the account of a plan: gathered, sealed, sent, verified
paths          where a plan is on its way: which step, who is busy, until when
"""
