"""What SQLite and PostgreSQL do differently, one file each."""
