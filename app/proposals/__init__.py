"""Plans on the web: written one question a page, read whole, put to the group, kept on paper."""
