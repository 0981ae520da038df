"""Keeping cases: an append-only record in SQLite or PostgreSQL that can be asked as of any past moment."""
