"""People: who somebody is to the installation, and how she comes in.

Words of this room: a *person* has a name, a language and perhaps one *contact* (a mail
address; some have none). A *code* is six digits by mail; it is derived from a secret and its
row, so that neither the code nor its link is stored anywhere. A *session* is one browser that
was let in, and can be ended. *Fresh* says when the last mailed code was typed there. An
*invitation* asks for a role that stands on the server. A *counter* limits tries.

What a person may do is no part of this room: roles stand at workgroups and organisations.
"""
