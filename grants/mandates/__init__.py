"""Mandates: per right of a workgroup, in whose hands it lies now.

right     what can be done for the group: lead, write the plan, send, approve, pay …
hands     coach · together · group; for paying and holding money "coach" is the money holder
template  hands for all rights at once, to start from: starting, on the way, ourselves
limit     up to which amount one other person may approve a receipt; above it a round
nod       under *together*: the coach's (or holder's) yes to one thing; only adds
"""
