"""Consent: deciding together on one version of one thing; the gate to sending, spending, sealing.

*Round*: the question put to the group, about a thing that is known here only by kind, id, owner
and mark (the hash of what was read). *Elector*: who may answer, frozen when the round opens; a
coach never is one. *Answer*: yes, yes with a tip, or not yet with a reason and a proposal; the
last one of a person counts, all stay. *Outcome*: agreed, not agreed or lapsed, judged from the
time and the answers. *Firm*: given by two phones, or a day old; what is about money waits for it.
"""
