"""Allowances: what a volunteer gets for her effort or her costs, inside the law's caps.

Words: an **allowance** is person × activity (a cost line) × day (× hours), **flat** or for
**proven** costs; a **cap** is the law's amounts of a period, with their source; what she had
**elsewhere** she says herself. Tested by the day of payment against all that she got anywhere.
"""
