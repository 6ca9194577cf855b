"""Pots of money (*potjes*) that organisations offer, and their simple rules.

Fund: a pot with what it pays for, the least and most it gives, the days between which it is
open, how many weeks an answer takes, and what it never pays. Finding: one rule held against
one plan: it fits, it does not, or look yourself. Channel: where one asks, here or elsewhere.
"""
