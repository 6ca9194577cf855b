"""Pages of allowances: note, say yes, pay, one's own year, and the law's amounts."""
