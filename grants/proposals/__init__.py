"""Proposals: a group's plan, from first words to sealed version, and where it is since.

*Part*: what and for whom · when, where, who helps · costs · cover · hopes; each has answers and a
revision. *Line*: one cost, a number times a price; *unknown* while nobody knows the price.
*Cover*: where the money comes from. *Open*: costs not yet covered; a plan is *balanced* when
nothing is open. *Version*: the whole plan as canonical text with its hash, sealed when it is put
to the group; requests, spending and reports point to it. *Example price*: what things cost
around here, with its source.
"""
