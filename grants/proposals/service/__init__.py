"""What happens to a plan."""
