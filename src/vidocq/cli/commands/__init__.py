"""One file a verb; each has its click command as ``COMMAND`` and imports the workbench only when it runs."""
