"""The page of what happened to one thing, for whoever may see the thing."""
