"""Pages of the operator: a neighbourhood from nothing to its first workgroup."""
