"""From bytes to documents: one reader a format, the format told from the content."""
