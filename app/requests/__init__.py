"""Requests: the group chooses a fund, sends, answers; the desk lists, opens and asks."""
