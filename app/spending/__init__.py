"""Pages of receipts: note, look, say yes or no, pay, correct."""
