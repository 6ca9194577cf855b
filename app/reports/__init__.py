"""Pages, letters and the paper of the report."""
