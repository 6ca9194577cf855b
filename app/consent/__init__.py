"""Deciding together on the web: on one's own phone, or at the table on one."""
