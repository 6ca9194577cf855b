"""Outbox: what must leave the house after the commit. A row, written with what causes it.

job   one thing to send or make; its key makes asking twice harmless. Workers lease a job,
      do it, and mark it done; a worker that dies loses its lease and another takes over. So a
      job runs at least once, and every handler must be harmless twice.
"""
