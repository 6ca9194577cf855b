"""Paths: where each plan is on its way from wish to proof, who is busy, and until when.

It only reads: every state it speaks of is kept by the room that moves it.

step      one of six: plan · decide · send · award · do · report
busy      the group, the partner organisation, or nobody any more
"""
