"""The world outside: files, pictures, PDF, mail, secrets. Each has a plain Fake twin."""
