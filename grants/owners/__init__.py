"""Owners: whose a thing is. A workgroup, organisation or neighbourhood shares its owner's id."""
