"""Drawings as inline SVG, made in Python: no script, no style attribute, colours by class so that they follow the page."""
