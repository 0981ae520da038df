"""Techniques in prose: a list of phrases, and a small model trained from what the knowledge base has."""
