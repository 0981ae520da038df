"""One file an extractor."""
