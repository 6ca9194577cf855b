"""What the money holder's desk fills in, by noun."""
