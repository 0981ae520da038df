"""The Python front door: one verb each."""
