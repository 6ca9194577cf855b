"""Checks: the nightly look at everything, and the page that names what it found."""
