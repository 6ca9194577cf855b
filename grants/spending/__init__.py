"""Spending: money that goes out, its receipts, and the second person who says yes.

Words: an **expense** is one payment to a shop or person, with its **receipts** (pictures or
files); the **spender** noted it; an **approval** is somebody else's yes; *who paid* says whether
it is owed to a person, to a shop, or came from the cash box. A **correction** mirrors its entries.
"""
