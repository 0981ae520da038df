"""One file a form of output, the same for every verb; each has its writer as ``FORMAT`` (see ``cli/showing.py``)."""
