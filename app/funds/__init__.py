"""Pots of money on the desk of who offers them."""
