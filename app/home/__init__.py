"""Home: what waits for me, the money of my group, where each plan is."""
