"""One card a kind of evidence."""
