"""Awards: what was granted, agreed by both sides."""
