"""Writing a case down so that it can be defended."""
