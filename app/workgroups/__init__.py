"""Pages of a workgroup: who is in it, as what, inviting, leaving, and how it decides."""
