"""Waiting: what waits for whom. Written beside the event that causes it; the start page reads it.

waiting   one person is asked for one act on one thing; done when the thing no longer asks it
"""
