"""Measures of the product, run by anyone with the data."""
