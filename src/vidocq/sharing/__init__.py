"""What leaves: codecs at the edge, never our nouns."""
