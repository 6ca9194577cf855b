"""History: who did what to what, when, in which capacity, and why. It only adds.

One record serves the audit trail, the activity feed and the evidence of what a group does
by itself. Each owner has a chain of its own, so that groups never wait for each other.

event   one act; ``no`` counts per owner and gives the order; the hash covers the one before
"""
