"""Pages about rights: what lies where, setting it at the start, and the coach's yes."""
