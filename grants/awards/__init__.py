"""What was granted: the agreement of both sides, the instalments, and the settlement.

Award (*toekenning*): an amount with conditions, offered by the decision, agreed by both sides.
Instalment (*termijn*): one payment of it, planned, received or cancelled. Settlement
(*afrekening*): the final amount, what never comes, and what is returned or kept.
"""
