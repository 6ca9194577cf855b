"""The renderer: one warm process that forks a limited child per picture, paper or page.

``client`` asks, ``server`` waits and forks, ``limits`` fences the child in, ``wire`` carries
bytes between them; ``pictures``, ``papers`` and ``pages`` do the work and run in the child only.
Nothing that comes back from a child is trusted: it is JSON and lengths, never pickled objects.
"""
