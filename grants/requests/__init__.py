"""Requests (*aanvragen*): one sealed version of one plan, sent to one fund.

Request: what was sent, where it is, and when an answer is due. Question: what the fund wants
to know about one part, and the group's answer. The fund sees what was sent, as it was sent.
"""
