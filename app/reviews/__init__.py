"""Reviews: one page to read a request, advice, the decision and its letter."""
