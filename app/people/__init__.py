"""People: signing in by a mailed code, joining by an invitation, and one's own page."""
