"""Pages, the reminder and the paper of the yearly cash audit."""
