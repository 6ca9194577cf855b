"""Payments: money that came in, went back or moved, as whoever holds it enters it.

Words: an **arrival** is one such movement: an **instalment** of an award, our **own** income, a
**return** to an organisation, or a **move** between bank and cash box. A wrong one is mirrored.
"""
