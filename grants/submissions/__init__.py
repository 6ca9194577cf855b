"""Submissions: forms that were sent and did something. The same form does it once.

submission   the id that a form got when its page was drawn, used up by a committed success;
             it knows the person, the route, what was sent, and where the answer stands
"""
