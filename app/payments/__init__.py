"""The desk of whoever holds the money: what to pay, what arrives, what goes back."""
