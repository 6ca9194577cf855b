"""The yearly cash audit: two members who kept no book look, and stand for what they saw.

Audit (*kascontrole*): of one calendar year of a group's book, frozen at the booking that was the
last when it was opened. Item: one payment that was drawn, beside its receipt and its bank line;
right, or not right and why. Which payments are drawn follows from the book alone, so that anybody
who has the book draws the same. Sealed when both signed the same text; its hash is the fingerprint.
"""
