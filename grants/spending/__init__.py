"""Spending: money that goes out, its receipts, and the second person who says yes.

Words: an **expense** is one payment to a shop or person, with its **receipts** (pictures or
files; one file can prove several expenses, and an expense have several); the **spender** noted
it; an **approval** is somebody else's yes; *who paid* says whether it is owed to a person, to a
shop, or came from the cash box. A **correction** mirrors its entries.

Where a receipt is **lost** a second member says yes, under the **ceiling** of the year in which
it is asked; the group sets it in a round. Money to one of us or to family (**kin**) names who
else says yes. A **shift** moves money between lines of the agreed plan, which stays sealed; a
fund is asked where its own rule says so.
"""
