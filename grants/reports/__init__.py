"""Reports: the account of a plan, gathered from what is there and sealed by the group.

Report (*verantwoording*): facts from book, receipts and history with a few answers in words; what
the group agreed to is text with a hash, its fingerprint. Copy: the report as sent to one funder,
and what that funder did with it. Photo: shown because everyone on it agrees. When a funder asks
for more, what it got stays sealed and a next number is gathered. When the last funder agreed, what
nobody had said yes to is not in the account and ends with it: nobody is asked for it any more.
"""
